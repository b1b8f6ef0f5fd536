using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Tests.Linear;

public sealed class WeightDynamicsTests
{
    private const double LearningRate = 0.04;

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(4, 3)]
    [InlineData(4, 4)]
    public void Descent_is_the_update_rule_written_down_with_whole_matrices(int depth, int fusionDepth)
    {
        var task = TaskStatistics.FromGaussian(0.3, 2, 1);
        var start = PlainDescent.Draw(LinearFusion.WithNorm(depth, fusionDepth, width: 5, LearningRate, u0: 0.5), seed: 11);
        var plain = PlainDescent.Times(task, start, LearningRate);
        var fast = WeightDynamics.Descent(task, start, LearningRate);
        Assert.Equal(plain.First, fast[0]!.Value, 8);
        Assert.Equal(plain.Second, fast[1]!.Value, 8);
    }

    [Fact]
    public void Descent_is_the_update_rule_for_several_outputs_and_features()
    {
        // Finite differences of the loss along every weight of the first step, read off the change in one step.
        var task = TaskStatistics.FromCovariance(
            new double[,] { { 2, 0.3, 0.1 }, { 0.3, 1, 0.2 }, { 0.1, 0.2, 1.5 } }, new double[,] { { 1, -1, 0.5 }, { 0.2, 0.7, -2 } }, [new("a", 2), new("b", 1)]);
        var random = new System.Random(3);
        Matrix<double> Layer(int rows, int columns) => Matrix<double>.Build.Dense(rows, columns, (_, _) => random.NextDouble() - 0.5);
        var weights = new FusionWeights([[Layer(3, 2), Layer(4, 3)], [Layer(4, 1)]], [Layer(3, 4), Layer(2, 3)]);
        var gradient = new NetworkGradient(task, weights);
        double[] slope = new double[gradient.Initial.Length];
        gradient.Evaluate(gradient.Initial, slope);
        var layers = weights.Branches.SelectMany(branch => branch).Concat(weights.Shared).ToArray();
        int position = 0;
        foreach (var layer in layers)
        {
            for (int entry = 0; entry < layer.RowCount * layer.ColumnCount; entry++, position++)
            {
                int row = entry / layer.ColumnCount, column = entry % layer.ColumnCount;
                double value = layer[row, column];
                double LossAt(double moved)
                {
                    layer[row, column] = moved;
                    return FixedPoints.Loss(task, weights.TotalWeight(0).Append(weights.TotalWeight(1)));
                }
                double numeric = (LossAt(value - 1e-5) - LossAt(value + 1e-5)) / 2e-5;
                layer[row, column] = value;
                Assert.Equal(numeric, slope[position], 8);
            }
        }
    }

    [Fact]
    public void The_reduced_flow_follows_the_solvable_case()
    {
        var task = TaskStatistics.FromGaussian(0, 2, 1);
        var network = LinearFusion.WithNorm(2, 2, width: 100, LearningRate, u0: 1e-6);
        var flow = WeightDynamics.Flow(task, ReducedDynamics.Start(task, network), network.TimeConstant);
        for (int modality = 0; modality < 2; modality++)
            Assert.Equal(SolvableCase.HalfTime(task, modality, 1e-12, 25), flow[modality]!.Value, 3);
    }

    [Fact]
    public void Descent_with_a_small_learning_rate_is_the_flow()
    {
        var task = TaskStatistics.FromGaussian(-0.3, 2, 1);
        var start = ReducedDynamics.Start(task, LinearFusion.WithNorm(4, 3, 100, LearningRate, 0.3));
        var flow = WeightDynamics.Flow(task, start, timeConstant: 1);
        double Gap(double learningRate) =>
            Math.Abs((WeightDynamics.Descent(task, start, learningRate)[1]!.Value * learningRate) - flow[1]!.Value);
        Assert.True(Gap(0.0005) < 0.01);
        Assert.InRange(Gap(0.001) / Gap(0.0005), 1.8, 2.2);
    }

    [Fact]
    public void The_flow_does_not_depend_on_its_tolerance()
    {
        var task = TaskStatistics.FromGaussian(0.45, 2, 1);
        var start = AlignedInitialization.Expected(task, LinearFusion.WithNorm(4, 3, 100, LearningRate, 0.1));
        var loose = WeightDynamics.Flow(task, start, 25, 1e-6);
        var tight = WeightDynamics.Flow(task, start, 25, 1e-11);
        Assert.Equal(1, loose[0]!.Value / tight[0]!.Value, 5);
        Assert.Equal(1, loose[1]!.Value / tight[1]!.Value, 5);
    }

    [Fact]
    public void A_collinear_modality_is_never_learned_and_the_flow_knows_when_to_stop()
    {
        var task = TaskStatistics.FromGaussian(1, 2, 1);
        var start = AlignedInitialization.Expected(task, LinearFusion.WithDeviation(2, 2, 100, LearningRate, 1e-9));
        Assert.Equal(double.PositiveInfinity, WeightDynamics.Descent(task, start, LearningRate)[1]);
        Assert.Equal(double.PositiveInfinity, WeightDynamics.Flow(task, start, 25)[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_modality_without_any_correlation_is_never_learned(int fusionDepth)
    {
        var task = TaskStatistics.FromGaussian(0, 2, 1, weightA: 1, weightB: 0);
        var start = AlignedInitialization.Expected(task, LinearFusion.WithNorm(2, fusionDepth, 100, LearningRate, 0.01));
        var descent = WeightDynamics.Descent(task, start, LearningRate);
        var rankOne = WeightDynamics.Flow(task, ReducedDynamics.Start(task, LinearFusion.WithNorm(2, fusionDepth, 100, LearningRate, 0.01)), 25);
        Assert.InRange(descent[0]!.Value, 20, 60);
        Assert.InRange(rankOne[0]!.Value, 20, 60);
        Assert.Equal(double.PositiveInfinity, descent[1]);
        Assert.Equal(double.PositiveInfinity, rankOne[1]);
    }

    [Fact]
    public void A_learning_rate_that_is_too_large_diverges_with_a_sentence()
    {
        var task = TaskStatistics.FromGaussian(0, 2, 1);
        var start = ReducedDynamics.Start(task, LinearFusion.WithNorm(2, 2, 100, 1.5, 0.01));
        Assert.Equal(4, Assert.Throws<DivergedException>(() => WeightDynamics.Descent(task, start, 1.5)).ExitCode);
    }

    [Fact]
    public void Weights_that_are_not_finite_end_the_flow_with_a_sentence()
    {
        var task = TaskStatistics.FromGaussian(0, 2, 1);
        var start = FusionWeights.FromArrays([[new[,] { { double.NaN } }, new[,] { { 1.0 } }], [new[,] { { 1.0 } }, new[,] { { 1.0 } }]], []);
        Assert.Contains("not finite", Assert.Throws<DivergedException>(() => WeightDynamics.Flow(task, start, 25)).Message);
    }

    [Fact]
    public void The_integrator_keeps_its_tolerance_on_a_known_solution()
    {
        // y' = y cos t as an autonomous pair; y = e^{sin t}.
        double Error(double tolerance)
        {
            var integrator = new DormandPrince(
                (state, slope) => (slope[0], slope[1]) = (state[0] * Math.Cos(state[1]), 1), [1, 0.5], [(0, 1), (1, 1)], tolerance);
            while (integrator.Time < 5)
                integrator.Advance();
            double expected = Math.Exp(Math.Sin(integrator.Time + 0.5) - Math.Sin(0.5));
            return Math.Abs(integrator.State[0] - expected);
        }
        Assert.InRange(Error(1e-6), 0, 1e-5);
        Assert.InRange(Error(1e-10), 0, 1e-9);
    }
}
