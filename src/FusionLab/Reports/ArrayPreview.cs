using FusionLab.Data;
using FusionLab.Figures;
using static TorchSharp.torch;

namespace FusionLab.Reports;

/// <summary>A figure of what a network sees of one's own arrays: one test sample of each class, a panel for each modality.</summary>
public static class ArrayPreview
{
    private const int MostSamples = 6;
    private const int MostMarkedFeatures = 40;
    private const int MostNumberedFeatures = 20;

    /// <summary>Draws the samples as the network gets them, normalized.</summary>
    /// <param name="config">The config's <c>data</c> block.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The figure, and what a reader must know about the data.</returns>
    /// <exception cref="DataException">The file is missing or damaged.</exception>
    public static (Figure Figure, IReadOnlyList<string> Warnings) Draw(ArraysConfig config, CancellationToken cancellation = default)
    {
        TorchLibrary.Load();
        var (data, _, warnings) = ArrayTask.Open(config, CPU, asImages: false, cancellation: cancellation);
        using (data)
        {
            using var scope = NewDisposeScope();
            long[] labels = data.Test.Targets.data<long>().ToArray();
            var chosen = labels.Index().DistinctBy(sample => sample.Item).OrderBy(sample => sample.Item).Take(MostSamples).ToArray();
            Panel[] panels = [.. data.Modalities.Select((modality, m) => DrawModality(modality, [.. chosen.Select(sample => new Sample(
                sample.Item, data.Test.Inputs[m][sample.Index].reshape(-1).data<float>().Select(value => (double)value).ToArray()))]))];
            string classes = string.Join(", ", chosen.Select(sample => sample.Item));
            string modalities = string.Join(
                ", ", data.Modalities.Select(modality => $"{modality.Name} ({string.Join(" × ", modality.Shape)})"));
            var figure = new Figure(
                $"Samples of {Path.GetFileName(config.File)}",
                $"one test sample of each of the classes {classes}, "
                    + (config.Normalize == Normalization.None ? "as they are" : "normalized as the network gets them")
                    + $"; modalities {modalities}",
                panels)
            { Columns = 1, ShowTitle = true, PanelWidth = 480, PanelHeight = 120 };
            return (figure, warnings);
        }
    }

    private static Panel DrawModality(Modality modality, Sample[] samples)
    {
        if (modality.Shape.Count > 1)
        {
            var (height, width) = ((int)modality.Shape[^2], (int)modality.Shape[^1]);
            Picture[] pictures = [.. samples.Select(sample => new Picture(sample.Values[..(width * height)], width, height))];
            string channel = modality.Shape.Count > 2 && modality.Shape[0] > 1 ? ", first channel" : "";
            return new ImagePanel(pictures, pictures.Length)
            {
                Title = $"{modality.Name}{channel}: classes {string.Join(", ", samples.Select(sample => sample.Class))} from the left",
            };
        }

        double[] features = [.. Enumerable.Range(1, (int)modality.Features).Select(feature => (double)feature)];
        bool isMarked = features.Length <= MostMarkedFeatures;
        return new PlotPanel(
            new Axis("Feature") { Ticks = features.Length <= MostNumberedFeatures ? features : null },
            new Axis(modality.Name),
            [.. samples.Index().Select(sample => DrawSample(sample.Item, SeriesStyle.Pick(sample.Index)))]);

        Series DrawSample(Sample sample, SeriesStyle style) => isMarked
            ? style.Apply(new Points(features, sample.Values) { Label = $"class {sample.Class}" })
            : style.Apply(new Line(features, sample.Values) { Label = $"class {sample.Class}" });
    }

    private sealed record Sample(long Class, double[] Values);
}
