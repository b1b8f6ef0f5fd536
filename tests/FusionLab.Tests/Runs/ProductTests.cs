using FusionLab.Config;
using FusionLab.Runs;
using FusionLab.Tests.Training;
using FusionLab.Training;

namespace FusionLab.Tests.Runs;

/// <summary>Whole runs on the CPU with FusionLab's own product and with torch's.</summary>
public class ProductTests
{
    private const string Mlp = """
        "network": { "depth": 4, "fusionDepth": 3, "width": 40 },
        "train": { "batchSize": 70, "learningRate": 0.1, "momentum": 0.5, "epochs": 4, "evaluateEvery": 3 },
        """;

    private const string Cnn = """
        "network": { "kind": "cnn", "convolutions": 3, "fusionDepth": 2, "channels": 4 },
        "train": { "batchSize": 100, "learningRate": 0.1, "momentum": 0.5, "epochs": 3 },
        """;

    [NeedsTheory(Need.Avx512)]
    [InlineData(Mlp)]
    [InlineData(Cnn)]
    public void A_run_with_the_own_product_agrees_with_torchs_to_rounding_and_says_which_it_took(string blocks)
    {
        using var folder = new TrainedSweep();
        var config = folder.Config(TrainedSweep.Digits, blocks);
        var (own, torch) = (Run(ProductKind.Own, "own, AVX-512"), Run(ProductKind.Torch, "torch"));

        Assert.NotEqual(File.ReadAllBytes(folder.At("Torch", "metrics.csv")), File.ReadAllBytes(folder.At("Own", "metrics.csv")));
        Assert.Equal(torch.Select(row => (row.Replica, row.Step)), own.Select(row => (row.Replica, row.Step)));
        Assert.All(torch.Zip(own), rows =>
        {
            // The rounding of 32 bits, which a unit close to the kink of its ReLU magnifies (as in PrecisionTests).
            Assert.Equal(rows.First.Loss, rows.Second.Loss, 2e-4 * rows.First.Loss);
            Assert.Equal(rows.First.Accuracy ?? 0, rows.Second.Accuracy ?? 0, 0.015);
        });

        Evaluation[] Run(ProductKind product, string name)
        {
            var outcome = TrainRun.Run(With(product, config), new RunOptions { Out = folder.At($"{product}") });
            Assert.Equal(name, RunEnvironment.Read(outcome.Folder!.Environment)!.Product);
            return [.. outcome.Replicas.SelectMany(replica => replica.History)];
        }
    }

    [NeedsFact(Need.Avx512)]
    public void A_run_has_the_same_bytes_again_with_any_number_of_threads_and_after_a_stop()
    {
        using var folder = new TrainedSweep();
        var config = With(ProductKind.Own, folder.Config(TrainedSweep.Digits, Mlp));
        byte[] expected = Metrics("first", config);
        Assert.Equal(expected, Metrics("again", config));
        Assert.Equal(expected, Metrics("two threads", config with { Threads = 2 }));
        Assert.Equal(expected, Metrics("three threads", config with { Threads = 3 }));

        using var stop = new CancellationTokenSource();
        var stopper = new RecordedTraining(progress =>
        {
            if (progress.Step == 7)
            {
                stop.Cancel();
            }
        });
        var options = new RunOptions { Out = folder.At("stopped") };
        Assert.Equal("interrupted", TrainRun.Run(config, options, stopper, stop.Token).Status);
        Assert.Equal("completed", TrainRun.Run(config, options with { Resume = true }).Status);
        Assert.Equal(expected, File.ReadAllBytes(folder.At("stopped", "metrics.csv")));

        byte[] Metrics(string name, ExperimentConfig changed) =>
            File.ReadAllBytes(TrainRun.Run(changed, new RunOptions { Out = folder.At(name) }).Folder!.Metrics);
    }

    [Fact]
    public void A_run_cannot_be_resumed_with_another_product()
    {
        using var folder = new TrainedSweep();
        var config = folder.Config(TrainedSweep.Digits, TrainedSweep.Mlp);
        var options = new RunOptions { Out = folder.At("run") };
        TrainRun.Run(config, options);

        var error = Assert.ThrowsAny<FusionLabException>(() => TrainRun.Run(With(ProductKind.Torch, config), options with { Resume = true }));

        Assert.Contains("train.product was \"auto\" and is \"torch\"", error.Message);
    }

    private static ExperimentConfig With(ProductKind product, ExperimentConfig config) =>
        config with { Train = config.Train with { Product = product } };
}
