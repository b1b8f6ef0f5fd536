using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

public class UnimodalEvaluatorTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    public void Accuracies_equal_those_of_whole_forward_passes_with_blank_inputs(int modalities, int replicas)
    {
        using var data = SmallTask.Data(modalities: modalities);
        using var network = SmallTask.Network(data, [.. Enumerable.Range(1, replicas).Select(seed => (ulong)seed)]);
        var scores = new UnimodalEvaluator(data.Test).Evaluate(network);

        Assert.Equal(replicas, scores.Count);
        var multimodal = Accuracies(network, data.Test, _ => true);
        Assert.Equal(multimodal, scores.Select(score => score.Accuracy!.Value));
        for (int m = 0; m < modalities; m++)
        {
            Assert.Equal(Accuracies(network, data.Test, other => other == m), scores.Select(score => score.Unimodal[m]));
        }
    }

    [Theory]
    [InlineData(LossKind.CrossEntropy)]
    [InlineData(LossKind.Mse)]
    public void Losses_equal_those_of_whole_forward_passes_with_blank_inputs(LossKind loss)
    {
        using var data = SmallTask.Data();
        using var network = SmallTask.Network(data, [1, 2]);
        var scores = new UnimodalEvaluator(data.Test, 50, loss).Evaluate(network);

        AssertClose(TestLosses(network, data.Test, loss, _ => true), scores.Select(score => score.Loss));
        AssertClose(TestLosses(network, data.Test, loss, m => m == 0), scores.Select(score => score.UnimodalLoss[0]));
        AssertClose(TestLosses(network, data.Test, loss, m => m == 1), scores.Select(score => score.UnimodalLoss[1]));

        static void AssertClose(double[] expected, IEnumerable<double?> actual) =>
            Assert.Equal(expected, actual.Select(value => value!.Value), (one, other) => Math.Abs(one - other) < 1e-6);
    }

    /// <summary>
    /// Ten samples, 6, 3 and 1 of three classes: of class 0 five are right, of class 1 one, of class 2 none; nine answers are 0, one is 1,
    /// as scikit-learn's balanced_accuracy_score and f1_score(average="macro") have it.
    /// </summary>
    [Fact]
    public void Every_class_counts_the_same_in_balanced_accuracy_and_macro_F1()
    {
        var scores = UnimodalEvaluator.ScoreByClass([6, 1, 0, 0], [9, 1, 0, 0], [6, 3, 1, 0]);

        Assert.Equal((1 + (1 / 3.0) + 0) / 3, scores.BalancedAccuracy, 12);
        Assert.Equal(((12 / 15.0) + (2 / 4.0) + 0) / 3, scores.MacroF1, 12);
    }

    /// <summary>One linear layer without bias whose weights are 1: ŷ = a + b for both outputs, b alone gives ŷ = b.</summary>
    [Fact]
    public void R2_is_the_mean_over_outputs_that_vary()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new float[,] { { 1 }, { 2 }, { 3 }, { 6 } }), b = tensor(new float[,] { { 0 }, { 1 }, { 0 }, { 1 } });
        var targets = tensor(new float[,] { { 1, 1, 7 }, { 4, 2, 7 }, { 3, 3, 7 }, { 8, 6, 7 } });
        using var network = FusionNetwork.Create(new ShallowConfig(), [new("a", [1]), new("b", [1])], 3, [1]);
        network.ImportReplica(0, new Dictionary<string, Tensor> { ["fusion.weight"] = ones(3, 2) });

        var scores = new UnimodalEvaluator(new EvaluationSet([a, b], targets), chunk: 3, LossKind.Mse).Evaluate(network).Single();

        // Of the first output the errors are 0, 1, 0, 1 around a spread of 26, of the second 0, −1, 0, −1 around 14.
        Assert.Null(scores.Accuracy);
        Assert.Equal(((1 - (2 / 26.0)) + (1 - (2 / 14.0))) / 2, scores.R2!.Value, 6);
        Assert.Equal(((1 - (8 / 26.0)) + 1) / 2, scores.Unimodal[0], 6);
        Assert.Equal(((1 - (68 / 26.0)) + (1 - (36 / 14.0))) / 2, scores.Unimodal[1], 6);
    }

    /// <summary>The accuracy looks at the largest output alone; the contribution needs outputs of some size.</summary>
    [Fact]
    public void Outputs_that_only_grow_are_right_from_the_start_and_contribute_when_they_have_grown()
    {
        using var data = SmallTask.Data();
        using var network = SmallTask.Network(data, [1]);
        using var trainer = new Trainer(data, network, SmallTask.Config, [1]);
        trainer.Run();
        var history = new List<Evaluation>();
        double largest = 0;
        for (int epoch = 0; epoch <= 12; epoch++)
        {
            double scale = Math.Pow(10, epoch - 12); // from 1e-12 to 1: what is learned is the same throughout
            var scores = Measure(network, data.Test, scale);
            largest = Math.Max(largest, scores.Unimodal[0]);
            history.Add(new Evaluation(1, 1, epoch, epoch, 0.1, 0, scores.Accuracy, scores.Unimodal, scores.Loss, scores.UnimodalLoss));
        }

        Assert.True(largest > 0.5, $"{largest}");
        Assert.Equal(0, LearningOrder.Find(history).Modalities[0]!.Epochs);
        Assert.InRange(LearningOrder.FindByContribution(history, Math.Log(SmallTask.Classes))!.Modalities[0]!.Epochs, 10, 12);
    }

    /// <summary>Measures a network whose last layer is scaled for the time of the measurement.</summary>
    private static Scores Measure(FusionNetwork network, EvaluationSet test, double scale)
    {
        using var withoutGradient = no_grad();
        using var scope = NewDisposeScope();
        var last = network.parameters().TakeLast(2).Select(parameter => (Parameter: parameter, Value: parameter.clone())).ToList();
        using Scalar factor = scale;
        last.ForEach(layer => layer.Parameter.mul_(factor));
        var scores = new UnimodalEvaluator(test).Evaluate(network)[0];
        last.ForEach(layer => layer.Parameter.copy_(layer.Value));
        return scores;
    }

    private static double[] TestLosses(FusionNetwork network, EvaluationSet test, LossKind loss, Func<int, bool> isClean)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var inputs = test.Inputs.Select((input, m) => (isClean(m) ? input : zeros_like(input)).unsqueeze(0).expand([network.Replicas, .. input.shape]).contiguous());
        var losses = Losses.Compute(loss, network.forward([.. inputs]), test.Targets.unsqueeze(0).expand(network.Replicas, test.Samples));
        return losses.to(ScalarType.Float64).data<double>().ToArray();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(120)]
    [InlineData(1000)]
    public void The_chunk_does_not_change_the_result(int chunk)
    {
        using var data = SmallTask.Data();
        using var network = SmallTask.Network(data, [1, 2]);
        var expected = new UnimodalEvaluator(data.Test, 50).Evaluate(network);
        var actual = new UnimodalEvaluator(data.Test, chunk).Evaluate(network);

        Assert.Equal(expected.Select(score => score.Accuracy), actual.Select(score => score.Accuracy));
        Assert.Equal(expected.SelectMany(score => score.Unimodal), actual.SelectMany(score => score.Unimodal));
    }

    [Fact]
    public void An_evaluation_leaves_no_tensors_and_no_gradients_behind()
    {
        using var data = SmallTask.Data();
        using var network = SmallTask.Network(data, [1, 2]);
        var evaluator = new UnimodalEvaluator(data.Test, 50);
        evaluator.Evaluate(network);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        evaluator.Evaluate(network);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.All(network.parameters(), parameter => Assert.Null(parameter.grad));
    }

    /// <summary>The definition, word for word: one forward pass over the whole set, blanks as zeros.</summary>
    private static double[] Accuracies(FusionNetwork network, EvaluationSet test, Func<int, bool> isClean)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var inputs = test.Inputs.Select((input, m) => (isClean(m) ? input : zeros_like(input)).unsqueeze(0).expand([network.Replicas, .. input.shape]).contiguous());
        var correct = network.forward([.. inputs]).argmax(2).eq(test.Targets).to(ScalarType.Float64).mean([1]);
        return correct.data<double>().ToArray();
    }
}
