using FusionLab.Training;

namespace FusionLab.Paper;

/// <summary>
/// The two columns of Table 1. Table 1 and figures 7 and 14 train the same cells, so that none is trained twice. Each replica
/// trains until it has learned both modalities, and at least for a number of epochs that is the same for all seeds, so that
/// curves and their mean show what follows; the time ratio does not depend on that number.
/// </summary>
internal static class NoisyMnistColumns
{
    private const string Quick = "--quick runs a reduced version";

    /// <summary>Epochs shown for L_f = 1..5: about a fourth more than replicas need to learn both modalities.</summary>
    private static readonly int[] MlpEpochs = [5, 5, 7, 12, 26];

    private static readonly int[] CnnEpochs = [35, 35, 35, 40, 70];
    private static readonly int[] QuickDepths = [1, 3, 5];

    /// <summary>The fully connected networks.</summary>
    public static NoisyMnistColumn Mlp(PaperContext context)
    {
        // Batches of a fifth of the size, from a fifth of the samples: as many steps an epoch as in full.
        string[] smaller = ["seeds=1..2", "data.trainSamples=12000", "data.testSamples=2000", "train.batchSize=200", "train.epochs=40"];
        return new NoisyMnistColumn("MLP", All(context, "mlp", MlpEpochs)) with
        {
            WhyReduced = context.IsQuick ? Quick : null,
            Reduced = context.IsQuick
                ? [.. QuickDepths.Select(fusionDepth =>
                    Smaller(context, "mlp", fusionDepth, [.. smaller, $"train.minEpochs={MlpEpochs[fusionDepth - 1]}"]))]
                : [],
            Reduction = "12,000 of 60,000 training samples in batches of 200, two seeds instead of five, three of five fusion layers",
        };
    }

    /// <summary>The convolutional networks: in full on a GPU only, where they take minutes; on two cores they would take days.</summary>
    public static NoisyMnistColumn Cnn(PaperContext context)
    {
        string? why = context.IsQuick ? $"{Quick}, without convolutional networks"
            : DeviceChoice.Parse(context.Device ?? "auto").type != TorchSharp.DeviceType.CUDA ? "needs a CUDA device"
            : null;

        // The same number of steps an epoch, each with a tenth of the samples and ten times the rate: learning takes a tenth of the
        // steps.
        string[] smaller =
        [
            "seeds=1..2", "data.trainSamples=6000", "data.testSamples=500", "train.batchSize=100", "train.learningRate=0.02",
            "train.epochs=40", "train.minEpochs=4", "train.evaluateEvery=15",
        ];
        return new NoisyMnistColumn("CNN", All(context, "cnn", CnnEpochs)) with
        {
            WhyReduced = why,
            Reduced = why is null || context.IsQuick
                ? []
                : [.. Enumerable.Range(1, CnnEpochs.Length).Select(fusionDepth => Smaller(context, "cnn", fusionDepth, smaller))],
            Reduction = "6,000 of 60,000 training samples in batches of 100, learning rate 0.02 instead of 0.002, "
                + "two seeds instead of five; evaluated every 15 steps",
        };
    }

    private static IReadOnlyList<NoisyMnistCell> All(PaperContext context, string network, IReadOnlyList<int> epochs) =>
        [.. epochs.Select((least, i) => NoisyMnistCell.Load(context, network, i + 1, $"train.minEpochs={least}"))];

    private static NoisyMnistCell Smaller(PaperContext context, string network, int fusionDepth, IEnumerable<string> changes) =>
        NoisyMnistCell.Load(context, network, fusionDepth, [$"name=mnist_{network}_lf{fusionDepth}_reduced", .. changes]);
}
