using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Tests.Config;
using FusionLab.Tests.Networks;
using FusionLab.Training;
using FusionLab.Training.Remedies;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training.Remedies;

/// <summary>What all remedies have in common: each replica has its own, and only its own.</summary>
public class RemedyTests
{
    private static readonly RemedyConfig[] all =
    [
        new NoRemedyConfig(),
        new ModalityDropoutConfig(),
        new UnimodalLossesConfig(),
        new OgmConfig(),
        new OgmGeConfig { Coefficient = OgmConfig.Continuous },
        new RatesConfig { Rates = new Dictionary<string, double> { ["b"] = 0.2 } },
        new AgmConfig(),
        new MmParetoConfig(),
        new PmrConfig { Entropy = 0.1, EntropyEpochs = 2 },
        new GreedyConfig { Steps = 2 },
        new GradientBlendingConfig { Epochs = 1 },
    ];

    private static readonly TrainConfig config = SmallTask.Config with { Precision = Precision.Fp64, Momentum = 0.9, EvaluateEvery = 2, Measures = ["speed"] };

    [Fact]
    public void Every_kind_is_tested_here() => Assert.Equal(
        ConfigKinds.List(typeof(RemedyConfig)).Select(kind => kind.Type), all.Select(remedy => remedy.GetType()));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_replica_among_replicas_with_other_remedies_equals_the_same_replica_alone_whoever_leaves(int modalities)
    {
        using var data = SmallTask.Data(modalities: modalities, type: ScalarType.Float64, validationSamples: 40);
        var together = Train(data, [.. Enumerable.Range(0, all.Length)]);

        Assert.True(together.Select(replica => replica.Final!.Epoch).Distinct().Count() > 1, "some should leave earlier");
        Assert.Equal(all.Length, together.Select(replica => replica.History[^1].Loss).Distinct().Count());
        for (int r = 0; r < all.Length; r++)
        {
            TrainerTests.AssertSame(Train(data, [r])[0].History, together[r].History);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void A_run_stopped_and_resumed_equals_the_run_never_stopped_to_the_last_bit(int stopAfter)
    {
        using var data = SmallTask.Data(type: ScalarType.Float64, validationSamples: 40);
        using var folder = new Folder();
        string[] expected;
        using (var whole = new Run(data, [.. Enumerable.Range(0, all.Length)]))
        {
            expected = TrainingRun.Text(whole.Trainer.Run());
        }

        using (var part = new Run(data, [.. Enumerable.Range(0, all.Length)], folder))
        {
            using var stop = new CancellationTokenSource();
            part.Trainer.Run([new RecordedTraining(progress => { if (progress.Step == stopAfter) { stop.Cancel(); } })], stop.Token);
        }

        using var resumed = new Run(data, [.. Enumerable.Range(0, all.Length)], folder);
        using var checkpoint = new CheckpointStore(folder.Path).Load()!;
        resumed.Trainer.Resume(checkpoint);
        resumed.Trainer.Rehearse(); // leaves no trace

        Assert.Equal(expected, TrainingRun.Text(resumed.Trainer.Run()));
    }

    /// <summary>Scores and losses add up over slices, in which a CNN on a CPU passes its batch: here beside the loss of the whole batch.</summary>
    [Fact]
    public void Slices_of_a_batch_give_the_step_of_the_whole_batch()
    {
        Modality[] digits = [new("a", [1, 28, 28]), new("b", [1, 28, 28])];
        const int samples = 120;
        using var scope = NewDisposeScope();
        var classes = arange(samples).remainder(10);
        using var data = new TensorData(
            digits, 10, [rand([samples, 1, 28, 28]), rand([samples, 1, 28, 28])], classes,
            new EvaluationSet([randn([1, 1, 28, 28]), randn([1, 1, 28, 28])], zeros(1, ScalarType.Int64)));
        var train = new TrainConfig { BatchSize = 0, LearningRate = 1, Epochs = 1 };
        RemedyConfig[] remedies = [new NoRemedyConfig(), new UnimodalLossesConfig(), new OgmConfig { Alpha = 1 }];
        using var before = FusionNetwork.Create(new CnnConfig { FusionDepth = 5 }, digits, 10, [1, 1, 1]);
        using var after = FusionNetwork.Create(new CnnConfig { FusionDepth = 5 }, digits, 10, [1, 1, 1]);
        Assert.Equal(2, StepSlices.Split(after, samples).Length);
        using var trainer = new Trainer(after, train, [.. remedies.Select((one, r) => new Replica(r + 1, 1, data, train with { Remedy = one }))]);
        trainer.Run();

        using var batch = data.DrawBatch([1, 1, 1], 0, 0, samples);
        Tensor[] clean = [.. batch.Inputs.Select((input, m) => before.Branch(m, input))];
        Tensor[] blank = [.. batch.Inputs.Select((input, m) => before.Branch(m, zeros_like(input)).detach())];
        Tensor[] alone = [before.Head([clean[0], blank[1]]), before.Head([blank[0], clean[1]])];
        var scores = stack([.. alone.Select(outputs => outputs.detach().softmax(2).gather(2, batch.Targets.unsqueeze(2)).sum([1, 2])[2])]);
        var coefficients = GradientModulation.ComputeCoefficients(scores.unsqueeze(1), ones(1), zeros(1));
        var losses = Losses.Compute(LossKind.CrossEntropy, before.Head(clean), batch.Targets);
        var unimodal = alone.Select(outputs => Losses.Compute(LossKind.CrossEntropy, outputs, batch.Targets)).ToArray();
        (losses.sum() + unimodal[0][1] + unimodal[1][1]).backward();

        for (int m = 0; m < 2; m++)
        {
            foreach (var (own, stepped) in before.ListBranch(m).Zip(after.ListBranch(m)))
            {
                var expected = own.Value.grad!.clone();
                expected[2] *= coefficients[m][0];
                TensorAssert.Close(own.Value.detach() - expected, stepped.Value.detach(), 1e-5);
            }
        }
    }

    /// <summary>A batch of which all is surveyed before its first slice passes.</summary>
    [Fact]
    public void Losses_and_gradients_of_slices_add_up_to_those_of_the_whole_batch()
    {
        RemedyConfig[] remedies = [new AgmConfig(), new MmParetoConfig(), new PmrConfig { Entropy = 0.1 }, new UnimodalLossesConfig()];
        using var scope = NewDisposeScope();
        using var data = SmallTask.Data(type: ScalarType.Float64);
        ulong[] seeds = [1, 1, 1, 1];
        using var batch = data.DrawBatch(seeds, 0, 0, 100);
        Assert.All(Go(100).Zip(Go(60, 40)), pair => TensorAssert.Close(pair.First, pair.Second, 1e-12));

        Tensor[] Go(params long[] slices)
        {
            using var network = SmallTask.Network(data, seeds, ScalarType.Float64);
            using var set = RemedySet.Create(network, remedies, null)!;
            var step = new RemedyStep(network, seeds, 0, 0) { Draw = index => data.DrawBatch(seeds, 0, index, 100) };
            var seen = set.ChangeInputs(batch.Inputs, step);
            var sum = zeros(4, ScalarType.Float64);
            foreach (var (inputs, targets, share) in slices.Length == 1 ? [] : Parts())
            {
                set.Survey(inputs, targets, LossKind.CrossEntropy, share);
            }

            foreach (var (inputs, targets, share) in Parts())
            {
                var (outputs, added) = set.Pass(inputs, targets, LossKind.CrossEntropy, share);
                var loss = (Losses.Compute(LossKind.CrossEntropy, outputs, targets) * share) + added!;
                loss.sum().backward();
                sum.add_(loss.detach());
            }

            set.ChangeGradients(step);
            return [sum, .. network.parameters().Select(parameter => parameter.grad!.clone())];

            IEnumerable<(Tensor[] Inputs, Tensor Targets, double Share)> Parts() => slices.Select((count, i) => (
                seen.Select(input => input.narrow(1, slices.Take(i).Sum(), count)).ToArray(),
                batch.Targets.narrow(1, slices.Take(i).Sum(), count), count / 100.0));
        }
    }

    [Fact]
    public void Remedies_of_a_sweep_train_as_one_batch()
    {
        var points = ConfigFile.Load("""
            { "sweep": { "train.remedy": [{ "kind": "none" }, { "kind": "ogmGe", "alpha": 0.5 }, { "kind": "rates", "rates": { "b": 0.1 } }] } }
            """).Points;

        Assert.Equal(["none", "ogmGe", "rates"], points.Select(point => point.Config.Train.Remedy.Kind));
        Assert.Single(FusionLab.Runs.SweepPlan.Group(points));
    }

    [Theory]
    [InlineData("{\"kind\": \"ogmG\"}", "train.remedy.kind is \"ogmG\"; it must be \"none\", \"modalityDropout\"")]
    [InlineData("{\"kind\": \"ogm\", \"probability\": 0.1}", "train.remedy.probability is set, but train.remedy.kind is \"ogm\", which does not have it")]
    [InlineData("{\"kind\": \"modalityDropout\", \"probability\": 2}", "train.remedy.probability is 2; it must be 0 or more and at most 1.")]
    public void What_does_not_fit_is_refused(string remedy, string message) =>
        Assert.Contains(message, ConfigFile.Error($$"""{ "train": { "remedy": {{remedy}} } }"""));

    [Fact]
    public void Modulation_needs_classes_and_layers_before_the_fusion_layer()
    {
        Assert.Contains("compares probabilities of classes", Refuse(isClassification: false, fusionDepth: 2));
        Assert.Contains("network.fusionDepth is 1", Refuse(isClassification: true, fusionDepth: 1));

        static string Refuse(bool isClassification, int fusionDepth) =>
            Assert.Throws<ConfigException>(() => new OgmGeConfig().Require(isClassification, fusionDepth, hasValidation: true)).Message;
    }

    [Fact]
    public void Blending_needs_classes_and_validation_samples()
    {
        Assert.Contains("needs classes", Refuse(isClassification: false, hasValidation: true));
        Assert.Contains("set data.validation", Refuse(isClassification: true, hasValidation: false));

        static string Refuse(bool isClassification, bool hasValidation) =>
            Assert.Throws<ConfigException>(() => new GradientBlendingConfig().Require(isClassification, 2, hasValidation)).Message;
    }

    private static IReadOnlyList<ReplicaResult> Train(IReplicaData data, int[] which)
    {
        using var run = new Run(data, which);
        return run.Trainer.Run().Replicas;
    }

    private sealed class Run : IDisposable
    {
        private readonly FusionNetwork network;

        public Run(IReplicaData data, int[] which, Folder? checkpoints = null)
        {
            network = SmallTask.Network(data, [.. which.Select(r => (ulong)r + 1)], ScalarType.Float64);
            Trainer = new Trainer(
                network, config,
                [.. which.Select((r, i) => new Replica(i + 1, (ulong)r + 1, data, config with { Remedy = all[r], StopWhen = r % 2 == 0 ? "0.9" : "never" }))],
                new TrainerOptions { Checkpoints = checkpoints is null ? null : new CheckpointStore(checkpoints.Path) });
        }

        public Trainer Trainer { get; }

        public void Dispose()
        {
            Trainer.Dispose();
            network.Dispose();
        }
    }
}
