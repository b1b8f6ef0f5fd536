using FusionLab.Data;
using FusionLab.Linear;

namespace FusionLab.Tests.Linear;

public class ReluSimulationTests
{
    private static readonly ModalityBlock[] Scalars = [new("a", 1), new("b", 1)];
    private static readonly GaussianTask Task = new(Scalars, new double[,] { { 4, -0.6 }, { -0.6, 1 } }, new double[,] { { 1, 1 } });

    [Fact]
    public void Every_weight_follows_backpropagation_through_all_samples()
    {
        var samples = Task.Draw(seed: 1, count: 50);
        var architecture = LinearArchitecture.Uniform([1, 1], 1, depth: 2, fusionDepth: 2, width: 9);
        var initial = LinearWeights.Draw(architecture, new(InitializationKind.Normal, 0.5), seed: 2);
        var settings = new LinearRunSettings(0.03, 80) { StopTolerance = 0, RecordTolerance = 0, SnapshotSteps = [80] };
        var run = new ReluSimulation(ReluStatistics.FromSamples(samples), 9, settings).Run(initial, 2);

        double[][] weights = [.. initial.Values.Select(values => values.ToArray())]; // w_A, v_A, w_B, v_B
        for (int step = 0; step < 80; step++)
        {
            Assert.Equal(PlainStep(weights, samples, 0.03), run.Trajectory[step].Loss, 1e-11);
        }

        Assert.All(weights.Zip(run.Snapshots[0].Weights.Values), pair => Assert.All(pair.First.Zip(pair.Second), w => Assert.Equal(w.First, w.Second, 1e-11)));
    }

    [Fact]
    public void Many_samples_have_the_feature_correlations_of_the_population()
    {
        var exact = ReluStatistics.FromPopulation(Task.Population, Task.TrueWeights);
        var measured = ReluStatistics.FromSamples(Task.Draw(seed: 1, count: 200_000));

        Assert.All(exact.Features.Enumerate().Zip(measured.Features.Enumerate()), pair => Assert.Equal(pair.First, pair.Second, 0.05));
        Assert.All(exact.TargetFeatures.Enumerate().Zip(measured.TargetFeatures.Enumerate()), pair => Assert.Equal(pair.First, pair.Second, 0.05));
    }

    [Fact]
    public void It_learns_twice_as_slowly_as_a_linear_network_and_twice_the_weights()
    {
        var settings = new LinearRunSettings(0.04, 5000);
        var task = new GaussianTask(Scalars, new double[,] { { 4, 0 }, { 0, 1 } }, new double[,] { { 1, 1 } });
        var init = new LinearInitialization(InitializationKind.Normal, 1e-9);
        var relu = new ReluSimulation(ReluStatistics.FromPopulation(task.Population, task.TrueWeights), 100, settings).Run(init, seed: 1);
        var linear = new GradientDescent(
            LinearArchitecture.Uniform([1, 1], 1, 2, 2, 100), new SquaredObjective(task.Population), StageTargets.FromTask(task.Population), settings).Run(init, seed: 1);

        Assert.Equal(LinearRunStatus.Converged, relu.Status);
        Assert.All(relu.Trajectory[^1].TotalWeights, weight => Assert.Equal(2, weight, 1e-4));
        Assert.Equal(2, relu.Stages.LearnedAt[0]!.Value / linear.Stages.LearnedAt[0]!.Value, 0.1);
        Assert.Equal(linear.Stages.TimeRatio!.Value, relu.Stages.TimeRatio!.Value, 0.15);
    }

    /// <summary>One step on ½⟨(y − ŷ)²⟩, sample by sample and unit by unit.</summary>
    private static double PlainStep(IReadOnlyList<double[]> weights, TaskSamples samples, double learningRate)
    {
        var gradients = weights.Select(w => new double[w.Length]).ToArray();
        double loss = 0;
        for (int p = 0; p < samples.Count; p++)
        {
            double error = samples.Targets[p];
            for (int m = 0; m < 2; m++)
            {
                error -= weights[2 * m].Zip(weights[(2 * m) + 1]).Sum(unit => unit.Second * Math.Max(unit.First * samples.Values[(2 * p) + m], 0));
            }

            loss += 0.5 * error * error / samples.Count;
            for (int m = 0; m < 2; m++)
            {
                double x = samples.Values[(2 * p) + m];
                for (int h = 0; h < weights[0].Length; h++)
                {
                    if (weights[2 * m][h] * x > 0)
                    {
                        gradients[2 * m][h] += error * weights[(2 * m) + 1][h] * x / samples.Count;
                        gradients[(2 * m) + 1][h] += error * weights[2 * m][h] * x / samples.Count;
                    }
                }
            }
        }

        for (int l = 0; l < weights.Count; l++)
        {
            for (int h = 0; h < weights[l].Length; h++)
            {
                weights[l][h] += learningRate * gradients[l][h];
            }
        }

        return loss;
    }
}
