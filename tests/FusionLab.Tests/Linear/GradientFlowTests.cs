using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Tests.Linear;

/// <summary>Gradient flow, and gradient descent without a record: when the theory says that modalities are learned.</summary>
public sealed class GradientFlowTests
{
    private const double LearningRate = TheoryNetworks.LearningRate;

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(4, 3)]
    [InlineData(4, 4)]
    public void Descent_is_the_update_rule_written_down_with_whole_matrices(int depth, int fusionDepth)
    {
        var task = TaskStatistics.FromGaussian(0.3, 2, 1);
        var start = PlainDescent.Draw(TheoryNetworks.WithNorm(task, depth, fusionDepth, u0: 0.5, width: 5), seed: 11);
        var plain = PlainDescent.Times(task, start, LearningRate);
        var fast = GradientDescent.PredictTimes(task, start, LearningRate).LearnedAt;
        Assert.Equal(plain.First, fast[0]!.Value, 8);
        Assert.Equal(plain.Second, fast[1]!.Value, 8);
    }

    [Fact]
    public void The_slope_of_every_weight_is_that_of_the_loss_for_several_outputs_and_features()
    {
        var task = TaskStatistics.FromCovariance(
            new double[,] { { 2, 0.3, 0.1 }, { 0.3, 1, 0.2 }, { 0.1, 0.2, 1.5 } }, new double[,] { { 1, -1, 0.5 }, { 0.2, 0.7, -2 } }, [new("a", 2), new("b", 1)]);
        var weights = LinearWeights.Draw(TheoryNetworks.Shape(task, [2, 1], sharedDepth: 2, width: 4), new(InitializationKind.Normal, 0.3), seed: 3);
        var objective = new SquaredObjective(task);
        var network = new LinearNetwork(weights);
        double[] descent = new double[6], slope = new double[network.State.Length];
        network.Propagate();
        objective.Evaluate(network.TotalWeights, descent);
        network.Differentiate(descent, slope);
        for (int position = 0; position < slope.Length; position++)
        {
            double value = network.State[position];
            double LossAt(double moved)
            {
                network.State[position] = moved;
                network.Propagate();
                return task.ComputeLoss(Matrix<double>.Build.DenseOfRowMajor(2, 3, network.TotalWeights.ToArray()));
            }

            double numeric = (LossAt(value - 1e-5) - LossAt(value + 1e-5)) / 2e-5;
            network.State[position] = value;
            Assert.Equal(numeric, slope[position], 8);
        }
    }

    // (21): uncorrelated white modalities follow a sigmoid each, w = plateau / [(plateau/w_0 − 1) e^{−2‖Σ_yx‖t/τ} + 1].
    [Fact]
    public void The_rank_one_flow_follows_the_solvable_case()
    {
        var task = TaskStatistics.FromGaussian(0, 2, 1);
        var flow = Flow(task, ReducedStart.CreateRankOne(task, TheoryNetworks.WithNorm(task, 2, 2, u0: 1e-6)));
        double[] plateaus = [1, 1], rates = [4, 1];
        for (int m = 0; m < 2; m++)
        {
            Assert.Equal(25 * Math.Log((plateaus[m] / 1e-12) - 1) / (2 * rates[m]), flow[m]!.Value, 3);
        }
    }

    [Fact]
    public void Descent_with_a_small_learning_rate_is_the_flow()
    {
        var task = TaskStatistics.FromGaussian(-0.3, 2, 1);
        var start = ReducedStart.CreateRankOne(task, TheoryNetworks.WithNorm(task, 4, 3, u0: 0.3));
        var flow = Flow(task, start, timeConstant: 1);
        double Gap(double learningRate) =>
            Math.Abs((GradientDescent.PredictTimes(task, start, learningRate).LearnedAt[1]!.Value * learningRate) - flow[1]!.Value);
        Assert.True(Gap(0.0005) < 0.01);
        Assert.InRange(Gap(0.001) / Gap(0.0005), 1.8, 2.2);
    }

    [Fact]
    public void The_flow_does_not_depend_on_its_tolerance()
    {
        var task = TaskStatistics.FromGaussian(0.45, 2, 1);
        var start = ReducedStart.CreateExpected(task, TheoryNetworks.WithNorm(task, 4, 3, u0: 0.1));
        var loose = GradientFlow.PredictTimes(task, start, 25, new(), 1e-6).LearnedAt;
        var tight = GradientFlow.PredictTimes(task, start, 25, new(), 1e-11).LearnedAt;
        Assert.Equal(1, loose[0]!.Value / tight[0]!.Value, 5);
        Assert.Equal(1, loose[1]!.Value / tight[1]!.Value, 5);
    }

    [Fact]
    public void A_collinear_modality_is_never_learned_and_the_flow_knows_when_to_stop()
    {
        var task = TaskStatistics.FromGaussian(1, 2, 1);
        var start = ReducedStart.CreateExpected(task, TheoryNetworks.TwoLayers(task));
        Assert.Equal(double.PositiveInfinity, GradientDescent.PredictTimes(task, start, LearningRate).LearnedAt[1]);
        Assert.Equal(double.PositiveInfinity, Flow(task, start)[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_modality_without_any_correlation_is_never_learned(int fusionDepth)
    {
        var task = TaskStatistics.FromGaussian(0, 2, 1, weightA: 1, weightB: 0);
        var network = TheoryNetworks.WithNorm(task, 2, fusionDepth, u0: 0.01);
        var descent = GradientDescent.PredictTimes(task, ReducedStart.CreateExpected(task, network), LearningRate).LearnedAt;
        var rankOne = Flow(task, ReducedStart.CreateRankOne(task, network));
        Assert.InRange(descent[0]!.Value, 20, 60);
        Assert.InRange(rankOne[0]!.Value, 20, 60);
        Assert.Equal(double.PositiveInfinity, descent[1]);
        Assert.Equal(double.PositiveInfinity, rankOne[1]);
    }

    [Fact]
    public void A_learning_rate_that_is_too_large_diverges_with_a_sentence()
    {
        var task = TaskStatistics.FromGaussian(0, 2, 1);
        var start = ReducedStart.CreateRankOne(task, TheoryNetworks.WithNorm(task, 2, 2, u0: 0.01));
        Assert.Matches(@"^The linear network diverged at step \d+; lower the learning rate, which is 1.5\.$", GradientDescent.PredictTimes(task, start, 1.5).WhyNot);
    }

    [Fact]
    public void Weights_that_are_not_finite_end_the_flow_with_a_sentence()
    {
        var task = TaskStatistics.FromGaussian(0, 2, 1);
        var graph = new FusionGraph(TheoryNetworks.Shape(task, [2, 2], 0, 1));
        Assert.Contains("not finite", GradientFlow.PredictTimes(task, new(graph, [[double.NaN], [1.0], [1.0], [1.0]]), 25, new()).WhyNot);
    }

    [Fact]
    public void Weights_are_followed_no_further_than_the_budget_allows_and_the_bound_is_said()
    {
        var task = TaskStatistics.FromGaussian(0, 2, 1);
        var shares = new List<double>();
        var budget = new WorkBudget(shares.Add);
        Assert.True(budget.TrySpend(WorkBudget.Limit - 1000));

        var result = GradientFlow.PredictTimes(task, ReducedStart.CreateExpected(task, TheoryNetworks.TwoLayers(task)), 25, budget);

        Assert.Equal($"Following the 8 weights of this prediction was given up after {WorkBudget.InWords}.", result.WhyNot);
        Assert.All(result.LearnedAt, time => Assert.Null(time));
        Assert.Equal(1, shares[^1]);
    }

    [Fact]
    public void Following_weights_stops_when_asked() => Assert.Throws<OperationCanceledException>(
        () => Prediction.Predict(
            TaskStatistics.FromGaussian(0, 2, 1),
            TheoryNetworks.TwoLayers(TaskStatistics.FromGaussian(0, 2, 1)),
            cancellation: new CancellationToken(canceled: true)));

    [Fact]
    public void The_integrator_keeps_its_tolerance_on_a_known_solution()
    {
        // y' = y cos t as an autonomous pair; y = e^{sin t}.
        double Error(double tolerance)
        {
            var integrator = new DormandPrince(
                (state, slope) => (slope[0], slope[1]) = (state[0] * Math.Cos(state[1]), 1), [1, 0.5], [(0, 1), (1, 1)], tolerance);
            while (integrator.Time < 5)
            {
                Assert.True(integrator.TryAdvance());
            }

            double expected = Math.Exp(Math.Sin(integrator.Time + 0.5) - Math.Sin(0.5));
            return Math.Abs(integrator.State[0] - expected);
        }

        Assert.InRange(Error(1e-6), 0, 1e-5);
        Assert.InRange(Error(1e-10), 0, 1e-9);
    }

    private static IReadOnlyList<double?> Flow(TaskStatistics task, LinearWeights start, double timeConstant = 25) =>
        GradientFlow.PredictTimes(task, start, timeConstant, new()).LearnedAt;
}
