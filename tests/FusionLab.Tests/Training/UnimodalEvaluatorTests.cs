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
        Assert.Equal(multimodal, scores.Select(score => score.Accuracy));
        for (int m = 0; m < modalities; m++)
        {
            Assert.Equal(Accuracies(network, data.Test, other => other == m), scores.Select(score => score.Unimodal[m]));
        }
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
