using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Reports;
using ArrayStatistics = MathNet.Numerics.Statistics.ArrayStatistics;

namespace FusionLab.Paper;

/// <summary>Figure 13: samples of noisy MNIST.</summary>
internal sealed class Figure13() : PaperItem(
    "fig13",
    "Noisy MNIST",
    "Both modalities show the same digit. Drawn afresh each time, one of them or none is corrupted: a tenth of the signal is left, "
    + "under noise of standard deviation 0.15.")
{
    private const int Measured = 64;

    public override IReadOnlyList<ExperimentConfig> LoadConfigs(PaperContext context) =>
        [context.Load(Path.Combine("..", "mnist_mlp_lf3"), context.InFullOrQuick([], ["data.source=synthetic"]))];

    public override PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        var data = (NoisyMnistConfig)configs[0].Data;
        var images = new MnistStore().Resolve(data, context.Cancellation);
        var modalities = data.Modalities!;
        var patterns = data.Corruption.Patterns;
        float[][][] seen = [.. patterns.Select(pattern => CorruptionPreview.Corrupt(images, data, pattern, Measured, seed: 1).ToArray())];
        var figure = CorruptionPreview.Draw(images, data);
        figure = figure with
        {
            Note = string.Join(" ", new[]
            {
                figure.Note, context.Note("the built-in synthetic digits instead of MNIST")
                    ?? (images.Source == "synthetic" ? "Synthetic digits: MNIST was not found." : null),
            }.OfType<string>()),
        };

        // The clean pattern has the same samples, so a corrupted image can be compared with its own original.
        var clean = seen[patterns.ToList().FindIndex(pattern => pattern.Corrupt.Count == 0)];
        int corrupted = patterns.ToList().FindIndex(pattern => pattern.Corrupt.Count > 0);
        int modality = modalities.ToList().IndexOf(patterns[corrupted].Corrupt[0]);
        double[] original = [.. clean[modality].Select(pixel => (double)pixel)];
        double[] noisy = [.. seen[corrupted][modality].Select(pixel => (double)pixel)];
        double signal = ArrayStatistics.Covariance(original, noisy) / ArrayStatistics.Variance(original);
        double noise = ArrayStatistics.StandardDeviation([.. noisy.Zip(original, (n, o) => n - (signal * o))]);
        return new PaperFindings(figure,
        [
            PaperClaim.Compare("A tenth of the signal is left.", 0.1, signal, 0.02),
            PaperClaim.Compare("The noise has standard deviation 0.15.", 0.15, noise, 0.02),
            PaperClaim.Check("Both modalities show the same image.",
                clean[0].AsSpan().SequenceEqual(clean[1]), clean.Length,
                $"{Measured} clean pairs compared pixel by pixel"),
        ])
        { IsProvisional = images.Source != data.Source && images.Source == "synthetic" };
    }
}
