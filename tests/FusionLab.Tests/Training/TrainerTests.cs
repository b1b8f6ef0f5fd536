using FusionLab.Training;
using TorchSharp;

namespace FusionLab.Tests.Training;

public class TrainerTests
{
    [Fact]
    public void The_small_task_is_learned()
    {
        using var run = new TrainingRun(SmallTask.Config with { Epochs = 30 }, [1, 2]);
        var result = run.Trainer.Run();

        Assert.Equal(TrainingStatus.Completed, result.Status);
        Assert.All(result.Replicas, replica => Assert.True(replica.Final!.Accuracy > 0.9, $"accuracy {replica.Final.Accuracy}"));
        Assert.All(result.Replicas, replica => Assert.True(replica.Final!.Loss < 0.5 * replica.History[0].Loss));
        Assert.All(result.Replicas, replica => Assert.True(replica.Order!.AllLearned));
    }

    [Fact]
    public void The_same_run_twice_gives_the_same_rows_to_the_last_bit() =>
        Assert.Equal(TrainingRun.Rows(SmallTask.Config, [1, 2, 3]), TrainingRun.Rows(SmallTask.Config, [1, 2, 3]));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_replica_in_a_batch_equals_the_same_replica_alone(int replicas)
    {
        ulong[] seeds = [.. Enumerable.Range(1, replicas).Select(seed => (ulong)seed)];
        using var together = new TrainingRun(SmallTask.Config, seeds);
        var batch = together.Trainer.Run();

        for (int r = 0; r < replicas; r++)
        {
            using var alone = new TrainingRun(SmallTask.Config, [seeds[r]]);
            var single = alone.Trainer.Run();

            AssertSame(single.Replicas[0].History, batch.Replicas[r].History);
            AssertSame(alone.Weights(), together.Weights(r));
        }
    }

    [Fact]
    public void A_replica_with_its_own_learning_rate_equals_a_run_at_that_rate()
    {
        using var together = new TrainingRun(SmallTask.Config, [1, 1], rates: [0.1, 0.02]);
        using var alone = new TrainingRun(SmallTask.Config with { LearningRate = 0.02 }, [1]);
        var (batch, single) = (together.Trainer.Run(), alone.Trainer.Run());

        AssertSame(single.Replicas[0].History, batch.Replicas[1].History);
        Assert.NotEqual(batch.Replicas[0].Final!.Loss, batch.Replicas[1].Final!.Loss);
    }

    [Fact]
    public void How_often_one_evaluates_changes_nothing()
    {
        using var seldom = new TrainingRun(SmallTask.Config with { EvaluateEveryEpochs = 3 }, [1, 2]);
        using var often = new TrainingRun(SmallTask.Config with { EvaluateEvery = 1 }, [1, 2]);
        var (few, many) = (seldom.Trainer.Run(), often.Trainer.Run());

        Assert.Equal(seldom.Weights(), often.Weights());
        Assert.Equal([0, 3, 6], few.Replicas[1].History.Select(row => row.Epoch));
        Assert.Equal(Enumerable.Range(0, 19).Select(step => (step / 3) + (step % 3 / 3.0)), many.Replicas[1].History.Select(row => row.Epoch));
        foreach (var row in few.Replicas[1].History)
        {
            var same = many.Replicas[1].History.Single(other => other.Step == row.Step);
            Assert.Equal((row.Accuracy, row.Unimodal[0], row.Unimodal[1]), (same.Accuracy, same.Unimodal[0], same.Unimodal[1]));
        }
    }

    [Fact]
    public void Row_0_has_the_loss_of_the_first_batch_before_any_step_and_later_rows_the_mean_since_the_last()
    {
        using var run = new TrainingRun(SmallTask.Config with { EvaluateEvery = 1, Epochs = 1 }, [1]);
        var rows = run.Trainer.Run().Replicas[0].History;

        Assert.Equal(rows[0].Loss, rows[1].Loss);
        Assert.Equal([0, 1, 2, 3], rows.Select(row => row.Step));

        using var plain = new TrainingRun(SmallTask.Config with { Epochs = 1 }, [1]);
        double expected = (100 * rows[1].Loss + 100 * rows[2].Loss + 50 * rows[3].Loss) / 250;
        Assert.Equal(expected, plain.Trainer.Run().Replicas[0].Final!.Loss, 1e-12);
    }

    [Fact]
    public void The_learning_rate_decays_after_each_epoch()
    {
        using var run = new TrainingRun(SmallTask.Config with { LearningRate = 0.5, Decay = 0.5, Epochs = 3 }, [1]);

        Assert.Equal([0.5, 0.25, 0.125, 0.0625], run.Trainer.Run().Replicas[0].History.Select(row => row.LearningRate));
    }

    [Fact]
    public void Batch_size_0_is_the_full_batch()
    {
        using var run = new TrainingRun(SmallTask.Config with { BatchSize = 0, Epochs = 2 }, [1, 2]);
        var result = run.Trainer.Run();

        Assert.Equal(2, result.Steps);
    }

    [Fact]
    public void The_observer_hears_everything_in_order()
    {
        using var run = new TrainingRun(SmallTask.Config with { Epochs = 2, BatchSize = 125, EvaluateEvery = 1 }, [1]);
        var observer = new RecordedTraining();
        run.Trainer.Run([observer]);

        Assert.Equal(
            [
                "started", "evaluated at 0", "epoch 0",
                "step 1", "evaluated at 1", "step 2", "evaluated at 2", "epoch 1",
                "step 3", "evaluated at 3", "step 4", "evaluated at 4", "epoch 2", "ended",
            ],
            observer.Calls);
    }

    [Fact]
    public void Steps_are_timed_by_the_given_clock()
    {
        var clock = new ManualClock();
        using var run = new TrainingRun(SmallTask.Config with { Epochs = 2, EvaluateEvery = 1 }, [1], new TrainerOptions { Clock = clock });
        var observer = new RecordedTraining(_ => clock.Advance(TimeSpan.FromSeconds(2)));
        run.Trainer.Run([observer]);

        Assert.Equal([new(0, 0, 0), new(1, 6, 0), new(2, 6, 0)], observer.Timing); // three steps of 2 s an epoch
    }

    /// <summary>An epoch trains on one sample, and an evaluation is of many.</summary>
    [Fact]
    public void Evaluations_are_timed_apart_from_steps()
    {
        using var run = new TrainingRun(
            SmallTask.Config with { Epochs = 3, EvaluateEveryEpochs = 3 }, [1], data: SmallTask.Data(samples: 1, testSamples: 50_000));
        var timing = run.Trainer.Run().Timing;

        Assert.All([timing[1], timing[2]], epoch => Assert.Equal(0, epoch.EvaluateSeconds));
        Assert.True(timing[3].EvaluateSeconds > timing[3].TrainSeconds);
        Assert.All(timing.Skip(1), epoch => Assert.True(epoch.TrainSeconds > 0));
    }

    [Fact]
    public void The_number_of_live_tensors_stays_constant_over_1000_steps()
    {
        var counts = new List<long>();
        var observer = new RecordedTraining(progress => counts.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount));
        using var run = new TrainingRun(SmallTask.Config with { Epochs = 500, BatchSize = 125, Momentum = 0.9 }, [1, 2]);
        run.Trainer.Run([observer]);

        Assert.Equal(1000, counts.Count);
        Assert.Equal(counts[10], counts[999]);
        Assert.Equal(counts[11], counts[998]);
    }

    [Fact]
    public void Double_precision_trains_to_the_same_numbers_within_single_precision()
    {
        var single = TrainingRunResult(SmallTask.Config);
        var twice = TrainingRunResult(SmallTask.Config with { Precision = Precision.Fp64 });

        Assert.Equal(single.Final!.Loss, twice.Final!.Loss, 1e-2);
        Assert.NotEqual(single.Final.Loss, twice.Final.Loss);

        static ReplicaResult TrainingRunResult(TrainConfig config)
        {
            using var run = new TrainingRun(config, [1]);
            return run.Trainer.Run().Replicas[0];
        }
    }

    [Fact]
    public void The_CPU_refuses_the_precision_it_does_not_compute_in()
    {
        var error = Assert.Throws<ConfigException>(() => new TrainingRun(SmallTask.Config with { Precision = Precision.Tf32 }, [1]));

        Assert.Equal("train.precision is tf32, which the CPU does not compute in; use fp32, bf16 or fp64.", error.Message);
    }

    [Fact]
    public void A_rehearsal_leaves_no_trace()
    {
        using var rehearsed = new TrainingRun(SmallTask.Config, [1, 2]);
        rehearsed.Trainer.Rehearse();

        Assert.Equal(TrainingRun.Rows(SmallTask.Config, [1, 2]), TrainingRun.Text(rehearsed.Trainer.Run()));
    }

    internal static void AssertSame(IReadOnlyList<Evaluation> expected, IReadOnlyList<Evaluation> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (one, other) in expected.Zip(actual))
        {
            Assert.Equal((one.Seed, one.Epoch, one.Step, one.LearningRate), (other.Seed, other.Epoch, other.Step, other.LearningRate));
            Assert.Equal(one.Loss, other.Loss, 1e-5);
            Assert.Equal(one.Accuracy!.Value, other.Accuracy!.Value, 1e-9);
            Assert.Equal(one.Unimodal, other.Unimodal);
        }
    }

    internal static void AssertSame(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }
}
