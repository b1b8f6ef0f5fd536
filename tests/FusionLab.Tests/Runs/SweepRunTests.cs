using FusionLab.Runs;
using FusionLab.Tests.Training;

namespace FusionLab.Tests.Runs;

public class SweepRunTests
{
    private const string Rates = """ "sweep": { "train.learningRate": [0.1, 0.02], "train.decay": [1, 0.5] } """;

    private const string Corruption = """
        "sweep": { "data.corruption.noise": [0.15, 1.5], "network.init.kind": ["pytorch", "normal"], "network.init.scale": [0.1] }
        """;

    private const string Linear = """
        "data": { "kind": "gaussian", "samples": 200, "rho": 0.3 },
        "network": { "kind": "linear", "depth": 3, "fusionDepth": 2, "width": 6, "init": { "kind": "normal", "scale": 0.3 } },
        "train": { "loss": "mse", "batchSize": 50, "learningRate": 0.02, "epochs": 4 },
        "sweep": { "data.rho": [-0.5, 0.5], "data.sigmaA": [1, 2], "train.learningRate": [0.02, 0.05] }
        """;

    public static TheoryData<string[]> Sweeps => new()
    {
        new[] { TrainedSweep.Digits, TrainedSweep.Mlp, Rates },
        new[] { TrainedSweep.Digits, TrainedSweep.Mlp, Corruption },
        new[] { TrainedSweep.Digits, TrainedSweep.Cnn, Rates },
        new[] { TrainedSweep.Digits, TrainedSweep.Cnn, Corruption },
        new[] { Linear },
    };

    [Theory]
    [MemberData(nameof(Sweeps))]
    public void A_point_in_a_batch_equals_the_point_alone(string[] blocks)
    {
        using var sweep = new TrainedSweep();
        var config = sweep.Config(blocks);
        var said = new List<string>();
        var together = sweep.Run(config, options: new RunOptions { Say = said.Add });
        var points = config.Points;

        Assert.Equal($"All {points.Count} points of the sweep train as one batch.", said[1]);
        foreach (var (point, result) in points.Zip(together.Points))
        {
            var alone = TrainRun.Run(point.Config, new RunOptions { Out = sweep.At("alone", result.Name!) });
            foreach (var (expected, actual) in alone.Replicas.Zip(result.Replicas))
            {
                AssertSame(expected.History, actual.History);
            }

            Assert.Equal(
                File.ReadAllLines(alone.Folder!.Metrics).Select(line => string.Join(',', line.Split(',').Take(5))),
                File.ReadAllLines(sweep.At("out", result.Name!, "metrics.csv")).Select(line => string.Join(',', line.Split(',').Take(5))));
        }
    }

    [Fact]
    public void Points_of_unequal_shape_train_apart_and_the_reason_is_said()
    {
        using var sweep = new TrainedSweep();
        var said = new List<string>();

        var outcome = sweep.Run(
            sweep.Config(TrainedSweep.Digits, TrainedSweep.Mlp, """ "sweep": { "train.learningRate": [0.1, 0.02], "network.fusionDepth": [1, 3], "network.width": [8] } """),
            options: new RunOptions { Say = said.Add });

        Assert.Equal("The 4 points of the sweep train in 2 batches: a batch must share network.fusionDepth.", said[1]);
        Assert.Equal(["completed", "completed", "completed", "completed"], outcome.Points.Select(point => point.Status));
        Assert.Equal(4, said.Count);
        Assert.All(said.Skip(2), sentence => Assert.StartsWith("4 replicas train together (about ", sentence));
    }

    [Fact]
    public void The_tables_have_a_row_for_each_point_and_seed_and_one_for_each_point()
    {
        using var sweep = new TrainedSweep();

        var outcome = sweep.Run(sweep.Config(TrainedSweep.Digits, TrainedSweep.Mlp, """ "sweep": { "train.learningRate": [0.1, 1e30] } """));

        string[] replicas = File.ReadAllLines(sweep.At("out", "replicas.csv"));
        Assert.Equal(
            "point,train.learningRate,seed,status,epochs,learned_at_a,learned_at_b,first_modality,time_ratio,time_ratio_index,time_ratio_counted,loss,accuracy,accuracy_a,accuracy_b,"
            + "learned_at_contribution_a,learned_at_contribution_b,first_modality_contribution,time_ratio_contribution,test_loss,test_loss_a,test_loss_b,time_ratio_at_least",
            replicas[0]);
        Assert.Equal(["01,0.1,1,completed,3", "01,0.1,2,completed,3", "02,1E+30,1,diverged,0", "02,1E+30,2,diverged,0"], replicas.Skip(1).Select(row => string.Join(',', row.Split(',').Take(5))));
        string[] points = File.ReadAllLines(sweep.At("out", "points.csv"));
        Assert.Equal("point,train.learningRate,status,time_ratio_mean,time_ratio_std,time_ratio_counted_mean,time_ratio_counted_std,n,unlearned,diverged,loss_mean,loss_std,accuracy_mean,accuracy_std,time_ratio_contribution_mean,time_ratio_contribution_std,predicted,formula,never_learned_a,never_learned_b,time_ratio_at_least,accuracy_a_mean,accuracy_a_std,accuracy_b_mean,accuracy_b_std", points[0]);
        Assert.StartsWith("01,0.1,completed,,,,,0,2,0,", points[1]);
        Assert.StartsWith("02,1E+30,diverged,,,,,0,2,2,", points[2]);
        string report = File.ReadAllText(sweep.At("out", "report.html"));
        Assert.Contains("Points of the sweep: mean ± s.d. over seeds.", report);
        Assert.DoesNotContain("is missing, so the report leaves out", report);
        double mean = outcome.Points[0].Replicas.Average(replica => replica.History[^1].Loss);
        Assert.Equal(mean, outcome.Points[0].Loss!.Mean!.Value, 1e-12);
    }

    [Fact]
    public void A_sweep_whose_every_point_diverges_says_so()
    {
        using var sweep = new TrainedSweep();

        var error = Assert.Throws<DivergedException>(() => sweep.Run(sweep.Config(TrainedSweep.Digits, TrainedSweep.Mlp, """ "sweep": { "train.learningRate": [1e30, 1e31] } """)));

        Assert.StartsWith("All 2 points of the sweep diverged; lower train.learningRate.", error.Message);
        Assert.True(File.Exists(sweep.At("out", "points.csv")));
    }

    /// <summary>Three steps an epoch: the second step of the first batch, and one of the second batch.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(13)]
    public void An_interrupted_sweep_resumes_to_the_same_bytes(int stopAfter)
    {
        using var sweep = new TrainedSweep();
        var config = sweep.Config(TrainedSweep.Digits, TrainedSweep.Mlp, """ "sweep": { "train.learningRate": [0.1, 0.02], "network.width": [8, 9] } """);
        sweep.Run(config, "whole");
        using var stop = new CancellationTokenSource();
        int steps = 0;
        var stopper = new RecordedTraining(_ =>
        {
            if (++steps == stopAfter)
            {
                stop.Cancel();
            }
        });

        var first = sweep.Run(config, "stopped", observer: stopper, cancel: stop.Token);
        var second = sweep.Run(config, "stopped", new RunOptions { Resume = true });

        Assert.Equal("interrupted", first.Status);
        Assert.Equal("completed", second.Status);
        foreach (string file in (string[])["01/metrics.csv", "02/metrics.csv", "03/metrics.csv", "04/metrics.csv", "replicas.csv", "points.csv"])
        {
            Assert.Equal(File.ReadAllBytes(sweep.At("whole", file)), File.ReadAllBytes(sweep.At("stopped", file)));
        }
    }

    [Fact]
    public void A_sweep_is_not_resumed_with_another_grid()
    {
        using var sweep = new TrainedSweep();
        sweep.Run(sweep.Config(TrainedSweep.Digits, TrainedSweep.Mlp, """ "sweep": { "train.learningRate": [0.1, 0.02] } """));
        string before = File.ReadAllText(sweep.At("out", "config.json"));

        var error = Assert.Throws<ConfigException>(() => sweep.Run(
            sweep.Config(TrainedSweep.Digits, TrainedSweep.Mlp, """ "sweep": { "train.learningRate": [0.1, 0.03] } """), options: new RunOptions { Resume = true }));

        Assert.Contains("was begun with another config (sweep.train.learningRate was [0.1,0.02] and is [0.1,0.03])", error.Message);
        Assert.Equal(before, File.ReadAllText(sweep.At("out", "config.json")));
    }

    [Fact]
    public void A_point_of_a_sweep_is_a_run_of_its_own_that_exports_and_trains_on()
    {
        using var sweep = new TrainedSweep();
        var config = sweep.Config(TrainedSweep.Digits, TrainedSweep.Mlp, Rates);
        using var stop = new CancellationTokenSource();
        var stopper = new RecordedTraining(progress =>
        {
            if (progress.Step == 4)
            {
                stop.Cancel();
            }
        });
        sweep.Run(config, observer: stopper, options: new RunOptions { ReplicasPerBatch = 3 }, cancel: stop.Token);

        var exported = ReplicaExport.Write(sweep.At("out", "02"), 2);
        var point = config.Points[1].Config;
        var resumed = TrainRun.Run(point, new RunOptions { Out = sweep.At("out", "02"), Resume = true, ReplicasPerBatch = 1 });
        var whole = TrainRun.Run(point, new RunOptions { Out = sweep.At("whole") });

        Assert.Equal(2UL, exported.Seed);
        Assert.Equal("completed", resumed.Status);
        foreach (var (expected, actual) in whole.Replicas.Zip(resumed.Replicas))
        {
            AssertSame(expected.History, actual.History);
        }
    }

    private static void AssertSame(IReadOnlyList<Evaluation> expected, IReadOnlyList<Evaluation> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (one, other) in expected.Zip(actual))
        {
            Assert.Equal((one.Replica, one.Seed, one.Epoch, one.Step, one.LearningRate), (other.Replica, other.Seed, other.Epoch, other.Step, other.LearningRate));
            Assert.Equal(one.Loss, other.Loss, 1e-5 * Math.Max(1, one.Loss));
            Assert.Equal(one.Accuracy, other.Accuracy);
            Assert.Equal(one.Unimodal, other.Unimodal);
        }
    }
}
