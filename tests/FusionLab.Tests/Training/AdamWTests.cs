using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

/// <summary>AdamW and learning rates of branches where many replicas train; their numbers beside PyTorch's: TrainingReferenceTests.</summary>
public class AdamWTests
{
    private static readonly TrainConfig config = SmallTask.Config with
    {
        Optimizer = new AdamWConfig(),
        LearningRate = 0.01,
        WeightDecay = 0.1,
        Rates = new Dictionary<string, double> { ["b"] = 0.03 },
    };

    private static readonly ulong[] seeds = [1, 2, 3];

    /// <summary>m/(1 − β₁) = g and v/(1 − β₂) = g² in the first step, so that each weight moves by η g/(|g| + ε).</summary>
    [Theory]
    [InlineData(OptimizerLayout.Separate)]
    [InlineData(OptimizerLayout.TogetherByBranch)]
    public void The_first_step_moves_each_weight_by_the_learning_rate_of_its_replica_and_branch(OptimizerLayout layout)
    {
        double[] rates = [0.01, 0.02], ofB = [0.003, 0.02];
        using var data = SmallTask.Data();
        using var network = SmallTask.Network(data, [1, 2]);
        using var optimizer = new ReplicaAdamW(network, new AdamWConfig { Epsilon = 1e-12 }, layout: layout);
        using var scope = NewDisposeScope();
        var before = network.named_parameters().ToDictionary(named => named.name, named => named.parameter.detach().clone());
        using var batch = data.DrawBatch([1, 2], 0, 0, 100);
        Losses.Compute(LossKind.CrossEntropy, network.forward(batch.Inputs), batch.Targets).sum().backward();
        var gradients = network.named_parameters().ToDictionary(named => named.name, named => named.parameter.grad!.clone());

        optimizer.Step(rates, branchRates: [rates, ofB]);

        foreach (var (name, weight) in network.named_parameters())
        {
            double[] own = name is "branches_b_0.weight" or "branches_b_0.bias" or "fusion.weight_1" ? ofB : rates;
            for (int r = 0; r < rates.Length; r++)
            {
                var expected = before[name].select(0, r) - (own[r] * gradients[name].select(0, r).sign());
                Assert.True((weight.select(0, r) - expected).abs().max().item<float>() < 1e-6f, name);
            }
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(8, false)]
    [InlineData(8, true)]
    public void A_run_stopped_and_resumed_equals_the_run_never_stopped_to_the_last_bit(int stopAfter, bool asOnGpu)
    {
        string[] expected = TrainingRun.Rows(config, seeds, new TrainerOptions { StepsAsOnGpu = asOnGpu });
        using var folder = new Folder();
        using (var part = new TrainingRun(config, seeds, new TrainerOptions { Checkpoints = new CheckpointStore(folder.Path), StepsAsOnGpu = asOnGpu }))
        {
            using var stop = new CancellationTokenSource();
            part.Trainer.Run([new RecordedTraining(progress => { if (progress.Step == stopAfter) { stop.Cancel(); } })], stop.Token);
        }

        using var resumed = new TrainingRun(config, seeds, new TrainerOptions { Checkpoints = new CheckpointStore(folder.Path), StepsAsOnGpu = asOnGpu });
        using var checkpoint = new CheckpointStore(folder.Path).Load()!;
        resumed.Trainer.Resume(checkpoint);

        Assert.Equal(expected, TrainingRun.Text(resumed.Trainer.Run()));
    }

    /// <summary>One replica diverges, another is done early; rates differ from replica to replica.</summary>
    [Fact]
    public void Replicas_keep_their_own_moments_and_rates_when_others_leave()
    {
        TrainConfig[] own =
        [
            config with { LearningRate = 1e25 },
            config with { StopWhen = "0.8" },
            config with { Rates = new Dictionary<string, double> { ["a"] = 0.001 } },
            config with { Rates = null },
        ];
        using var data = SmallTask.Data(type: ScalarType.Float64);
        var together = Train([0, 1, 2, 3]);

        Assert.NotNull(together[0].Divergence);
        Assert.True(together[1].Final!.Epoch < config.Epochs, "one should be done early");
        for (int r = 1; r < own.Length; r++)
        {
            TrainerTests.AssertSame(Train([r])[0].History.ToArray(), together[r].History);
        }

        IReadOnlyList<ReplicaResult> Train(int[] which)
        {
            using var network = SmallTask.Network(data, [.. which.Select(r => (ulong)r + 1)], ScalarType.Float64);
            Replica[] replicas = [.. which.Select((r, i) => new Replica(i + 1, (ulong)r + 1, data, own[r]))];
            using var trainer = new Trainer(network, config with { Precision = Precision.Fp64 }, replicas);
            return trainer.Run().Replicas;
        }
    }

    [Fact]
    public void A_rate_of_an_unknown_modality_is_refused()
    {
        var wrong = config with { Rates = new Dictionary<string, double> { ["c"] = 0.1 } };
        Assert.Equal(
            "train.rates.c is a learning rate of no modality; they are a, b.",
            Assert.Throws<ConfigException>(() => new TrainingRun(wrong, seeds)).Message);
    }
}
