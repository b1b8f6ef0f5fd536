using FusionLab.Linear;

namespace FusionLab.Tests.Linear;

public class GradientDescentTests
{
    public static TheoryData<int[], int, int[], int> Shapes => new()
    {
        // input sizes, outputs, layers of every branch, shared layers
        { [1, 1], 1, [2, 2], 0 },
        { [1, 1], 1, [1, 1], 3 },
        { [1, 1], 1, [3, 3], 1 },
        { [3, 2], 1, [2, 2], 2 },
        { [3, 2], 2, [3, 3], 0 },
        { [2, 1, 4], 3, [1, 2, 3], 2 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_weight_follows_backpropagation_through_all_samples(int[] sizes, int outputs, int[] branches, int shared)
    {
        var samples = RandomSamples(sizes, outputs, count: 40);
        var architecture = new LinearArchitecture(sizes, outputs, branches, shared, Width: 7);
        var initial = LinearWeights.Draw(architecture, new(InitializationKind.Normal, 0.3), seed: 5);
        var slow = new SampleBackpropagation(initial, samples);
        var losses = Enumerable.Range(0, 60).Select(_ => slow.Step(0.05, weightDecay: 0.01)).ToArray();

        var task = samples.ComputeStatistics();
        var settings = new LinearRunSettings(0.05, 60)
        {
            WeightDecay = 0.01,
            Reduce = false,
            StopTolerance = 0,
            RecordTolerance = 0,
            SnapshotSteps = [60],
        };
        var run = new GradientDescent(architecture, new SquaredObjective(task), StageTargets.FromTask(task), settings).Run(initial, 5);

        Assert.Equal(61, run.Trajectory.Count);
        for (int step = 0; step < losses.Length; step++)
        {
            Assert.Equal(losses[step], run.Trajectory[step].Loss, 1e-11);
        }

        for (int l = 0; l < slow.Layers.Length; l++)
        {
            Assert.All(slow.Layers[l].ToRowMajorArray().Zip(run.Snapshots[0].Weights.Values[l]), pair => Assert.Equal(pair.First, pair.Second, 1e-11));
        }
    }

    [Theory]
    [InlineData(1e-9)]
    [InlineData(0.3)]
    public void In_two_layers_a_few_hidden_directions_replace_all_units_exactly(double deviation)
    {
        var samples = RandomSamples([3, 2], 1, count: 40);
        var architecture = LinearArchitecture.Uniform([3, 2], 1, depth: 2, fusionDepth: 2, width: 50);
        var (reduced, full) = BothWays(architecture, samples.ComputeStatistics(), new(InitializationKind.Normal, deviation), 0.05, 6000);

        Assert.Equal(4, reduced.HiddenDimensions);
        Assert.Equal(50, full.HiddenDimensions);
        AssertSame(full, reduced, 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void In_four_layers_the_reduction_changes_no_time_by_a_billionth(int fusionDepth)
    {
        var architecture = LinearArchitecture.Uniform([1, 1], 1, depth: 4, fusionDepth, width: 100);
        var task = TaskStatistics.FromGaussian(rho: 0.3, sigmaA: 2, sigmaB: 1);
        var (reduced, full) = BothWays(architecture, task, new(InitializationKind.Deep, 0.2), 0.04, 3000);

        Assert.InRange(reduced.HiddenDimensions, 2, 60);
        AssertSame(full, reduced, 1e-9);
    }

    [Fact]
    public void Large_initial_weights_are_simulated_in_full()
    {
        var architecture = LinearArchitecture.Uniform([1, 1], 1, depth: 5, fusionDepth: 3, width: 12);
        var task = TaskStatistics.FromGaussian(0, 2, 1);
        var run = new GradientDescent(architecture, new SquaredObjective(task), StageTargets.FromTask(task), new(0.01, 200))
            .Run(new LinearInitialization(InitializationKind.Normal, 0.3), seed: 1);

        Assert.Equal(12, run.HiddenDimensions);
    }

    [Fact]
    public void Snapshots_of_a_reduced_network_have_all_hidden_units()
    {
        var architecture = LinearArchitecture.Uniform([2, 1], 1, depth: 2, fusionDepth: 2, width: 30);
        var task = RandomSamples([2, 1], 1, 20).ComputeStatistics();
        var (reduced, full) = BothWays(architecture, task, new(InitializationKind.Normal, 0.1), 0.05, 500, snapshots: [0, 100, 300]);

        Assert.Equal([0, 100, 300], reduced.Snapshots.Select(snapshot => snapshot.Step));
        Assert.All(full.Snapshots.Zip(reduced.Snapshots), pair =>
        {
            for (int l = 0; l < pair.First.Weights.Values.Count; l++)
            {
                Assert.All(pair.First.Weights.Values[l].Zip(pair.Second.Weights.Values[l]), w => Assert.Equal(w.First, w.Second, 1e-12));
            }
        });
    }

    [Fact]
    public void A_learning_rate_that_is_too_large_ends_as_diverged()
    {
        var architecture = LinearArchitecture.Uniform([1, 1], 1, depth: 2, fusionDepth: 2, width: 10);
        var task = TaskStatistics.FromGaussian(0, 4, 1);
        var run = new GradientDescent(architecture, new SquaredObjective(task), StageTargets.FromTask(task), new(3, 10_000))
            .Run(new LinearInitialization(InitializationKind.Normal, 0.5), seed: 1);

        Assert.Equal(LinearRunStatus.Diverged, run.Status);
    }

    [Fact]
    public void A_budget_that_is_too_short_is_reported()
    {
        var architecture = LinearArchitecture.Uniform([1, 1], 1, depth: 2, fusionDepth: 2, width: 10);
        var task = TaskStatistics.FromGaussian(0, 2, 1);
        var run = new GradientDescent(architecture, new SquaredObjective(task), StageTargets.FromTask(task), new(0.04, 200))
            .Run(new LinearInitialization(InitializationKind.Normal, 1e-9), seed: 1);

        Assert.Equal(LinearRunStatus.OutOfSteps, run.Status);
        Assert.Equal(200, run.Steps);
        Assert.NotNull(run.Stages.LearnedAt[0]);
        Assert.Null(run.Stages.LearnedAt[1]);
        Assert.Null(run.Stages.TimeRatio);
    }

    private static TaskSamples RandomSamples(int[] sizes, int outputs, int count)
    {
        var numbers = new FusionLab.RandomNumbers(new(7, "test"));
        var values = new double[count * sizes.Sum()];
        var targets = new double[count * outputs];
        numbers.FillNormal(values, 1);
        numbers.FillNormal(targets, 1);
        return new TaskSamples([.. sizes.Select((size, m) => new ModalityBlock(((char)('a' + m)).ToString(), size))], outputs, values, targets);
    }

    private static (LinearRun Reduced, LinearRun Full) BothWays(
        LinearArchitecture architecture, TaskStatistics task, LinearInitialization init, double learningRate, long steps, long[]? snapshots = null)
    {
        var settings = new LinearRunSettings(learningRate, steps) { SnapshotSteps = snapshots ?? [], RecordTolerance = 0 };
        LinearRun Run(bool reduce) =>
            new GradientDescent(architecture, new SquaredObjective(task), StageTargets.FromTask(task), settings with { Reduce = reduce }).Run(init, seed: 3);
        return (Run(true), Run(false));
    }

    private static void AssertSame(LinearRun expected, LinearRun actual, double relative)
    {
        Assert.Equal(expected.Steps, actual.Steps);
        for (int m = 0; m < expected.Stages.LearnedAt.Count; m++)
        {
            double time = expected.Stages.LearnedAt[m] ?? -1;
            Assert.Equal(time, actual.Stages.LearnedAt[m] ?? -1, relative * (1 + Math.Abs(time)));
        }

        // A shift in time of relative size 1e-9 moves a transition by about 1e-9 × its time × its speed.
        double tolerance = relative * expected.Steps;
        foreach (var (one, other) in expected.Trajectory.Zip(actual.Trajectory))
        {
            Assert.Equal(one.Loss, other.Loss, tolerance);
            Assert.All(one.TotalWeights.Zip(other.TotalWeights), w => Assert.Equal(w.First, w.Second, tolerance));
        }
    }
}
