using FusionLab.Data;
using FusionLab.Training;

namespace FusionLab.Tests.Training;

public class StopConditionTests
{
    /// <summary>Unimodal accuracies of a and b at the last two evaluations, and whether all is learned.</summary>
    [Theory]
    [InlineData("never", 0.9, 0.9, 0.9, 0.9, false)]
    [InlineData("allLearned", 0.1, 0.1, 0.6, 0.6, true)]
    [InlineData("allLearned", 0.1, 0.1, 0.6, 0.4, false)]
    [InlineData("allLearned", 0.6, 0.1, 0.4, 0.6, true)]
    [InlineData("allLearned", 0.1, 0.1, 0.5, 0.5, true)]
    [InlineData("0.5", 0.1, 0.1, 0.1, 0.1, true)]
    [InlineData("0.51", 0.9, 0.9, 0.9, 0.9, false)]
    public void A_replica_is_done_when_its_condition_has_been_met(string stopWhen, double a1, double b1, double a2, double b2, bool done)
    {
        var history = Histories.AfterEachEpoch([a1, a2], [b1, b2]);

        Assert.Equal(done, StopCondition.Parse(stopWhen).IsMet(history, 0.5));
    }

    [Fact]
    public void What_happens_within_an_epoch_does_not_decide()
    {
        var history = Histories.FromCurves([0, 0.5, 1], epoch => epoch == 0.5 ? 0.9 : 0.1);

        Assert.False(StopCondition.AllLearned.IsMet(history, 0.5));
    }

    [Theory]
    [InlineData("sometimes")]
    [InlineData("0")]
    [InlineData("1.5")]
    [InlineData("97 %")]
    public void Anything_else_is_refused_with_what_is_possible(string text)
    {
        var error = Assert.Throws<ConfigException>(() => StopCondition.Parse(text));

        Assert.Equal($"train.stopWhen is '{text}'; it must be never, allLearned, validation, or an accuracy above 0 and up to 1, such as 0.97.", error.Message);
    }

    /// <summary>Validation losses before training and after each epoch; infinity stands for no finite number.</summary>
    [Theory]
    [InlineData(2, false, new double[] { 3, 2, 2, 1 })]
    [InlineData(2, false, new double[] { 3, 1, 2 })]
    [InlineData(2, true, new double[] { 3, 1, 2, 1 })]
    [InlineData(2, true, new double[] { 1, 2, 3 })]
    [InlineData(1, true, new[] { 1, double.PositiveInfinity })]
    [InlineData(1, false, new[] { double.PositiveInfinity })]
    public void Validation_stops_when_its_loss_has_not_fallen_for_so_many_epochs(int patience, bool done, double[] losses)
    {
        var history = Histories.AfterEachEpoch([.. losses.Select(_ => 0.9)]).Zip(losses, (row, loss) => row with
        {
            Validation = new Scores(0.9, [0.9], double.IsFinite(loss) ? loss : null, [null]),
        });

        Assert.Equal(done, StopCondition.Parse("validation", patience).IsMet([.. history], 0.5));
    }

    [Fact]
    public void Training_stops_by_validation_so_many_epochs_after_its_best()
    {
        using var task = SmallTask.Data(samples: 60, testSamples: 40);
        using var data = new TensorData(task.Modalities, task.Outputs, [.. Inputs()], task.DrawBatch([1], 0, 0, 60).Targets[0], task.Test) { Validation = task.Test };
        using var run = new TrainingRun(SmallTask.Config with { LearningRate = 0.5, Epochs = 200, StopWhen = "validation", Patience = 3 }, [1, 2, 3], data: data);

        foreach (var replica in run.Trainer.Run().Replicas)
        {
            double best = StopCondition.FindBest(replica.History)!.Epoch;
            Assert.Equal(best + 3, replica.Final!.Epoch);
            Assert.Equal(replica.History.Min(row => row.TestLoss), replica.History.Single(row => row.Epoch == best).Validation!.Loss);
        }

        IEnumerable<TorchSharp.torch.Tensor> Inputs() => task.DrawBatch([1], 0, 0, 60).Inputs.Select(input => input[0]);
    }

    [Fact]
    public void The_weights_of_the_lowest_validation_loss_are_kept_also_over_an_interruption()
    {
        ulong[] seeds = [1, 2];
        var config = SmallTask.Config with { LearningRate = 0.5, Epochs = 200, StopWhen = "validation", Patience = 3 };
        using var whole = new Folder();
        using var parts = new Folder();
        using var data = SmallTask.Data(samples: 60, testSamples: 40, validationSamples: 40);
        var replicas = Train(whole, stopAfter: null).Replicas;
        Train(parts, stopAfter: 3);
        Train(parts, stopAfter: null);

        using var checkpoint = new CheckpointStore(whole.Path).Load()!;
        using var again = new CheckpointStore(parts.Path).Load()!;
        foreach (var replica in replicas)
        {
            var best = StopCondition.FindBest(replica.History)!;
            Assert.True(best.Epoch < replica.Final!.Epoch);
            Assert.Equal(best.Epoch, checkpoint.FindUsedEpochs(replica.Replica));
            Assert.Equal(best.Validation!.Loss!.Value, Measure(checkpoint.FindUsedWeights(replica.Replica)), 1e-6);
            Assert.Equal(replica.Final.Validation!.Loss!.Value, Measure(checkpoint.WeightsOf(replica.Replica)), 1e-6);
            Assert.Equal(Measure(checkpoint.FindUsedWeights(replica.Replica)), Measure(again.FindUsedWeights(replica.Replica)));
        }

        TrainingResult Train(Folder folder, int? stopAfter)
        {
            using var network = SmallTask.Network(data, seeds);
            using var trainer = new Trainer(data, network, config, seeds, new TrainerOptions { Checkpoints = new CheckpointStore(folder.Path) });
            using var saved = new CheckpointStore(folder.Path).Load();
            if (saved is not null)
            {
                trainer.Resume(saved);
            }

            using var stop = new CancellationTokenSource();
            return trainer.Run([new StopAt(stop, stopAfter)], stop.Token);
        }

        double Measure(IReadOnlyDictionary<string, TorchSharp.torch.Tensor> weights)
        {
            using var network = SmallTask.Network(data, [1]);
            network.ImportReplica(0, weights);
            return new UnimodalEvaluator(data.Validation!).Evaluate(network)[0].Loss!.Value;
        }
    }

    private sealed class StopAt(CancellationTokenSource stop, int? epoch) : IRunEvents
    {
        public void EpochEnded(EpochTiming timing)
        {
            if (timing.Epoch == epoch)
            {
                stop.Cancel();
            }
        }
    }

    [Fact]
    public void Replicas_leave_when_they_are_done_and_the_others_do_not_notice()
    {
        ulong[] seeds = [1, 2, 3, 4];
        var config = SmallTask.Config with { LearningRate = 0.03, Epochs = 25 };
        using var all = new TrainingRun(config, seeds);
        using var some = new TrainingRun(config with { StopWhen = "0.8" }, seeds);
        var observer = new RecordedTraining();
        var (full, stopped) = (all.Trainer.Run(), some.Trainer.Run([observer]));

        Assert.True(observer.Left.Select(replica => replica.Final!.Epoch).Distinct().Count() > 1, "the replicas should be done at different times");
        foreach (var (whole, part) in full.Replicas.Zip(stopped.Replicas))
        {
            TrainerTests.AssertSame([.. whole.History.Take(part.History.Count)], part.History);
            Assert.True(part.Final!.Accuracy >= 0.8 || part.Final.Epoch == 25);
            Assert.All(part.History.SkipLast(1), row => Assert.True(row.Accuracy < 0.8));
        }
    }

    [Fact]
    public void Training_ends_when_every_replica_is_done()
    {
        using var run = new TrainingRun(SmallTask.Config with { StopWhen = "allLearned", Epochs = 200 }, [1, 2]);
        var result = run.Trainer.Run();

        Assert.Equal(TrainingStatus.Completed, result.Status);
        Assert.InRange(result.Epochs, 1, 50);
    }

    [Fact]
    public void Replicas_that_must_train_longer_stay_although_they_are_done()
    {
        ulong[] seeds = [1, 2, 3, 4];
        var config = SmallTask.Config with { LearningRate = 0.03, Epochs = 25, StopWhen = "0.8" };
        using var early = new TrainingRun(config, seeds);
        var stopped = early.Trainer.Run();
        int least = (int)stopped.Replicas.Min(replica => replica.Final!.Epoch) + 2;
        using var late = new TrainingRun(config with { MinEpochs = least }, seeds);
        var stayed = late.Trainer.Run();

        foreach (var (part, longer) in stopped.Replicas.Zip(stayed.Replicas))
        {
            Assert.Equal(Math.Max(least, part.Final!.Epoch), longer.Final!.Epoch);
            TrainerTests.AssertSame(part.History, [.. longer.History.Take(part.History.Count)]);
        }
    }
}
