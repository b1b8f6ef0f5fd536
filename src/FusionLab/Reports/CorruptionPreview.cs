using FusionLab.Data;
using FusionLab.Figures;
using static TorchSharp.torch;

namespace FusionLab.Reports;

/// <summary>A figure of what a network sees of noisy MNIST (figure 13): the same few samples under every corruption pattern.</summary>
public static class CorruptionPreview
{
    private const int Side = 28;
    private const int PictureWidth = 56;

    /// <summary>Finds the images and draws a few of them as the network gets them.</summary>
    /// <param name="config">The config's <c>data</c> block.</param>
    /// <param name="cancellation">Stops reading and downloads.</param>
    /// <returns>The figure, and what a reader must know about the images.</returns>
    /// <exception cref="DataException">The images are missing or damaged.</exception>
    public static (Figure Figure, IReadOnlyList<string> Warnings) Draw(NoisyMnistConfig config, CancellationToken cancellation = default)
    {
        var images = new MnistStore().Resolve(config, cancellation);
        return (Draw(images, config), images.Warnings);
    }

    /// <summary>Draws a few samples as the network gets them, a panel for each pattern, in it a row for each sample.</summary>
    /// <param name="source">The images.</param>
    /// <param name="config">The config's <c>data</c> block.</param>
    /// <param name="samples">Samples in a panel.</param>
    /// <param name="seed">The seed of order and noise.</param>
    public static Figure Draw(ResolvedImages source, NoisyMnistConfig config, int samples = 3, ulong seed = 1)
    {
        var (patterns, modalities) = (config.Corruption.Patterns, config.Modalities!);
        string order = string.Join(", ", modalities.Select(Wording.LabelModality));
        return new Figure(
            "Noisy MNIST",
            $"{Wording.Count(samples, "sample")} under each corruption pattern, in each row from the left modality {order}. "
                + $"{string.Join("; ", patterns.Select(Describe))}.",
            [.. patterns.Select(pattern => new ImagePanel([.. DrawRows(Corrupt(source, config, pattern, samples, seed), samples)], modalities.Count)
            {
                Title = Describe(pattern),
            })])
        {
            Columns = patterns.Count,
            PanelWidth = (modalities.Count * (PictureWidth + 8)) - 8,
            PanelHeight = 190,
            Letters = false,
            Note = $"In each row from the left: {order}.",
        };
    }

    /// <summary>A few samples, all corrupted by one pattern; for every pattern the same samples.</summary>
    /// <param name="source">The images.</param>
    /// <param name="config">The config's <c>data</c> block.</param>
    /// <param name="pattern">The pattern; its probability does not matter.</param>
    /// <param name="samples">How many.</param>
    /// <param name="seed">The seed of order and noise.</param>
    /// <returns>For each modality <c>[samples · 784]</c> normalized pixels, as the network gets them.</returns>
    public static IReadOnlyList<float[]> Corrupt(
        ResolvedImages source, NoisyMnistConfig config, CorruptionPattern pattern, int samples, ulong seed)
    {
        var always = config with
        {
            TrainSamples = samples,
            TestSamples = 1,
            Corruption = config.Corruption with { Patterns = [pattern with { Probability = 1 }] },
        };
        TorchLibrary.Load();
        using var data = new NoisyMnist(source, always, CPU, flatten: true);
        using var batch = data.DrawBatch([seed], epoch: 0, index: 0, samples);
        return [.. batch.Inputs.Select(input => input.data<float>().ToArray())];
    }

    private static IEnumerable<Picture> DrawRows(IReadOnlyList<float[]> modalities, int samples) =>
        from sample in Enumerable.Range(0, samples)
        from pixels in modalities
        select new Picture([.. pixels.Skip(sample * Side * Side).Take(Side * Side).Select(pixel => (double)pixel)], Side, Side)
        {
            Black = -NoisyMnist.PixelMean / NoisyMnist.PixelDeviation,
            White = (1 - NoisyMnist.PixelMean) / NoisyMnist.PixelDeviation,
        };

    private static string Describe(CorruptionPattern pattern) => pattern.Corrupt.Count == 0
        ? $"clean ({pattern.Probability})"
        : $"{string.Join(" and ", pattern.Corrupt.Select(Wording.LabelModality))} corrupted ({pattern.Probability})";
}
