using FusionLab.Paper;

namespace FusionLab.Tests.Paper;

/// <summary>A column of Table 1 that trains in a second: two fusion layers, two seeds, a few synthetic digits.</summary>
internal static class SmallColumn
{
    /// <summary>Both networks as a smaller version of what is not run.</summary>
    public static NoisyMnistColumn Of(PaperContext context) => new("MLP", [Load(context, 1), Load(context, 5)])
    {
        WhyReduced = "this is a test",
        Reduced = [Load(context, 1, "name=small_lf1"), Load(context, 5, "name=small_lf5")],
        Reduction = "200 digits",
    };

    private static NoisyMnistCell Load(PaperContext context, int fusionDepth, params string[] changes) => NoisyMnistCell.Load(context, "mlp", fusionDepth,
    [
        .. changes, "seeds=1..2", "device=cpu", "threads=1", "data.source=synthetic", "data.trainSamples=200", "data.testSamples=100",
        "network.width=16", "train.batchSize=50", "train.epochs=4", "train.minEpochs=3", "train.learningRate=0.1", "train.threshold=0.15",
    ]);
}
