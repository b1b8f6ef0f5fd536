using FusionLab.Training;

namespace FusionLab.Tests.Training;

public class ResumeTests
{
    private static readonly TrainConfig config = SmallTask.Config with { Momentum = 0.9, WeightDecay = 1e-3, EvaluateEvery = 2 };
    private static readonly ulong[] seeds = [1, 2, 3];

    /// <summary>Three steps an epoch, six epochs: before training, within and after the first, a middle and the last epoch.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(17)]
    [InlineData(18)]
    public void A_run_stopped_and_resumed_equals_the_run_never_stopped_to_the_last_bit(int stopAfter)
    {
        using var whole = new TrainingRun(config, seeds);
        string[] expected = TrainingRun.Text(whole.Trainer.Run());
        using var folder = new Folder();
        Interrupt(config, folder, stopAfter);

        using var resumed = Resume(config, folder);
        var observer = new RecordedTraining();
        var result = resumed.Trainer.Run([observer]);

        Assert.Equal(TrainingStatus.Completed, result.Status);
        Assert.Equal(expected, TrainingRun.Text(result));
        Assert.Equal(expected, observer.Start!.Rows.Concat(observer.Rows).Select(TrainingRun.Text));
        Assert.All(Enumerable.Range(0, 3), r => Assert.Equal(whole.Weights(r), resumed.Weights(r)));
        Assert.Equal(7, result.Timing.Count);
    }

    [Fact]
    public void A_run_stopped_after_every_step_still_gives_the_same_rows()
    {
        string[] expected = TrainingRun.Rows(config with { Epochs = 2 }, seeds);
        using var folder = new Folder();
        Interrupt(config with { Epochs = 2 }, folder, 1);
        for (int step = 2; step <= 5; step++)
        {
            using var part = Resume(config with { Epochs = 2 }, folder);
            using var stop = new CancellationTokenSource();
            Assert.Equal(TrainingStatus.Interrupted, part.Trainer.Run([new RecordedTraining(_ => stop.Cancel())], stop.Token).Status);
        }

        using var last = Resume(config with { Epochs = 2 }, folder);
        Assert.Equal(expected, TrainingRun.Text(last.Trainer.Run()));
    }

    [Fact]
    public void Replicas_that_have_left_stay_away_and_keep_their_histories_and_weights()
    {
        var leaving = config with { StopWhen = "0.8", LearningRate = 0.003, Epochs = 25, EvaluateEvery = null };
        using var whole = new TrainingRun(leaving, seeds);
        var observer = new RecordedTraining();
        var full = whole.Trainer.Run([observer]);
        int firstLeft = (int)observer.Left.Min(replica => replica.Final!.Epoch);
        Assert.True(full.Epochs > firstLeft, "some replica should stay longer than another");
        using var folder = new Folder();
        Interrupt(leaving, folder, 3 * firstLeft + 1);

        using var resumed = Resume(leaving, folder);
        var result = resumed.Trainer.Run();

        Assert.Equal(TrainingRun.Text(full), TrainingRun.Text(result));
        using var checkpoint = new CheckpointStore(folder.Path).Load()!;
        Assert.All(seeds, (seed, index) => Assert.Contains(checkpoint.Tensors.Keys, name => name.StartsWith($"replica.{index + 1}/", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_diverged_replica_stays_away_after_a_resume()
    {
        double[] rates = [0.1, 1e25, 0.1];
        using var whole = new TrainingRun(config, seeds, rates: rates);
        var full = whole.Trainer.Run();
        using var folder = new Folder();
        Interrupt(config, folder, 7, rates);

        using var resumed = Resume(config, folder, rates);
        var result = resumed.Trainer.Run();

        Assert.Equal(TrainingRun.Text(full), TrainingRun.Text(result));
        Assert.Equal(full.Replicas[1].Divergence, result.Replicas[1].Divergence);
    }

    [Fact]
    public void A_finished_run_has_nothing_left_to_do()
    {
        using var folder = new Folder();
        using var run = new TrainingRun(config, seeds, new TrainerOptions { Checkpoints = new CheckpointStore(folder.Path) });
        var result = run.Trainer.Run();

        using var resumed = Resume(config, folder);
        var observer = new RecordedTraining();
        Assert.Equal(TrainingRun.Text(result), TrainingRun.Text(resumed.Trainer.Run([observer])));
        Assert.Equal(["started", "ended"], observer.Calls);
    }

    [Theory]
    [InlineData(Precision.Fp32)]
    [InlineData(Precision.Bf16)]
    [InlineData(Precision.Fp64)]
    public void A_run_that_all_replicas_have_left_has_nothing_left_to_do_in_any_precision(Precision precision)
    {
        var leaving = config with { StopWhen = "0.05", Precision = precision };
        using var folder = new Folder();
        using var run = new TrainingRun(leaving, seeds, new TrainerOptions { Checkpoints = new CheckpointStore(folder.Path) });
        var result = run.Trainer.Run();
        Assert.True(result.Epochs < leaving.Epochs, "all replicas should leave before the last epoch");

        using var resumed = Resume(leaving, folder);
        Assert.Equal(TrainingRun.Text(result), TrainingRun.Text(resumed.Trainer.Run()));
    }

    [Fact]
    public void Another_config_is_refused_and_the_difference_named()
    {
        using var folder = new Folder();
        Interrupt(config, folder, 1);
        using var run = new TrainingRun(config, seeds, new TrainerOptions { ConfigJson = """{"train":{"epochs":7}}""" });
        using var checkpoint = new CheckpointStore(folder.Path).Load()!;

        var error = Assert.Throws<ConfigException>(() => run.Trainer.Resume(checkpoint));
        Assert.Contains("train was absent and is {\"epochs\":7}", error.Message);
    }

    /// <summary>Where weights are kept elsewhere, results are left to load; there is nothing to train on from.</summary>
    [Theory]
    [InlineData(18)]
    [InlineData(8)]
    public void A_checkpoint_without_weights_gives_the_results_of_a_run_that_is_over_and_continues_no_other(int steps)
    {
        using var folder = new Folder();
        Interrupt(config, folder, steps);
        using var whole = new TrainingRun(config, seeds);
        using var run = new TrainingRun(config, seeds);
        using var checkpoint = new CheckpointStore(folder.Path).Load()!;
        new CheckpointStore(folder.Path).Save(checkpoint.WithoutWeights());
        using var results = new CheckpointStore(folder.Path).Load()!;

        if (steps == 18)
        {
            run.Trainer.Resume(results);
            Assert.Equal(TrainingRun.Text(whole.Trainer.Run()), TrainingRun.Text(run.Trainer.Run()));
        }
        else
        {
            Assert.Contains("no weights to train on from", Assert.Throws<DataException>(() => run.Trainer.Resume(results)).Message);
        }
    }

    [Fact]
    public void Other_seeds_are_refused()
    {
        using var folder = new Folder();
        Interrupt(config, folder, 1);
        using var run = new TrainingRun(config, [1, 2]);
        using var checkpoint = new CheckpointStore(folder.Path).Load()!;

        Assert.Contains("the seeds 1, 2, 3", Assert.Throws<ConfigException>(() => run.Trainer.Resume(checkpoint)).Message);
    }

    [Fact]
    public void Checkpoints_are_written_every_few_epochs_every_few_minutes_and_on_request()
    {
        using var folder = new Folder();
        var clock = new ManualClock();
        var request = new CheckpointRequest();
        var often = SmallTask.Config with { Checkpoint = new CheckpointConfig { EveryEpochs = 4, EveryMinutes = 10 } };
        using var run = new TrainingRun(often, [1], new TrainerOptions { Checkpoints = new CheckpointStore(folder.Path), Clock = clock, Request = request });
        var observer = new RecordedTraining(progress =>
        {
            clock.Advance(progress.Step == 5 ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(1));
            if (progress.Step == 16)
            {
                request.Make();
            }
        });
        run.Trainer.Run([observer]);

        var saved = observer.Calls.Index().Where(call => call.Item == "checkpoint")
            .Select(call => observer.Calls.Take(call.Index).Last(before => before.StartsWith("step", StringComparison.Ordinal)));
        Assert.Equal(["step 5", "step 12", "step 16", "step 18"], saved);
    }

    private static void Interrupt(TrainConfig config, Folder folder, int stopAfter, double[]? rates = null)
    {
        using var stop = new CancellationTokenSource();
        using var run = new TrainingRun(config, seeds, new TrainerOptions { Checkpoints = new CheckpointStore(folder.Path) }, rates: rates);
        if (stopAfter == 0)
        {
            stop.Cancel();
        }

        var observer = new RecordedTraining(progress =>
        {
            if (progress.Step == stopAfter)
            {
                stop.Cancel();
            }
        });
        var status = run.Trainer.Run([observer], stop.Token).Status;
        Assert.Equal(stopAfter == 18 ? TrainingStatus.Completed : TrainingStatus.Interrupted, status);
    }

    private static TrainingRun Resume(TrainConfig config, Folder folder, double[]? rates = null)
    {
        var store = new CheckpointStore(folder.Path);
        var run = new TrainingRun(config, seeds, new TrainerOptions { Checkpoints = store }, rates: rates);
        using var checkpoint = store.Load()!;
        run.Trainer.Resume(checkpoint);
        return run;
    }
}
