using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

public class LossesTests
{
    [Fact]
    public void Mse_is_half_the_mean_square_of_each_replica()
    {
        using var outputs = tensor(new[] { 1f, 2f, 3f, 4f }).view(2, 2, 1);
        using var targets = tensor(new[] { 0f, 0f, 1f, 1f }).view(2, 2, 1);

        Assert.Equal([(1 + 4) / 4f, (4 + 9) / 4f], PerReplica(LossKind.Mse, outputs, targets));
    }

    [Fact]
    public void Mse_takes_classes_as_one_hot_targets()
    {
        using var outputs = tensor(new[] { 1f, 0f, 0f, 0.5f, 0f, 0f }).view(1, 2, 3);
        using var targets = tensor(new long[] { 0, 2 }).view(1, 2);

        Assert.Equal([(0.25f + 1) / 4], PerReplica(LossKind.Mse, outputs, targets));
    }

    [Fact]
    public void Cross_entropy_is_the_mean_of_minus_log_softmax()
    {
        using var outputs = tensor(new[] { 1f, 2f, 0f, 0f, 3f, -1f }).view(1, 2, 3);
        using var targets = tensor(new long[] { 1, 0 }).view(1, 2);
        double first = Math.Log(Math.Exp(1) + Math.Exp(2) + 1) - 2;
        double second = Math.Log(1 + Math.Exp(3) + Math.Exp(-1)) - 0;

        Assert.Equal((first + second) / 2, PerReplica(LossKind.CrossEntropy, outputs, targets)[0], 1e-6);
    }

    [Fact]
    public void Logistic_and_exponential_follow_their_formulas()
    {
        using var outputs = tensor(new[] { 0.5f, -2f }).view(1, 2, 1);
        using var targets = tensor(new[] { 1f, 1f }).view(1, 2, 1);

        Assert.Equal((Math.Log(1 + Math.Exp(-0.5)) + Math.Log(1 + Math.Exp(2))) / 2, PerReplica(LossKind.Logistic, outputs, targets)[0], 1e-6);
        Assert.Equal((Math.Exp(-0.5) + Math.Exp(2)) / 2, PerReplica(LossKind.Exponential, outputs, targets)[0], 1e-6);
    }

    [Fact]
    public void The_logistic_loss_stays_finite_far_from_the_target()
    {
        using var outputs = tensor(new[] { -200f }).view(1, 1, 1);
        using var targets = ones(1, 1, 1);

        Assert.Equal(200, PerReplica(LossKind.Logistic, outputs, targets)[0], 1e-4);
    }

    /// <summary>The gradient by every output, in double precision.</summary>
    [Theory]
    [InlineData(LossKind.CrossEntropy)]
    [InlineData(LossKind.Mse)]
    [InlineData(LossKind.Logistic)]
    [InlineData(LossKind.Exponential)]
    public void Gradients_are_the_finite_differences_of_the_loss(LossKind kind)
    {
        using var scope = NewDisposeScope();
        const double h = 1e-6;
        double[] start = [0.3, -1.2, 0.8, 2.1, -0.4, 0.05, 1.5, -0.7];
        var targets = kind == LossKind.CrossEntropy ? tensor(new long[] { 0, 1, 1, 0 }).view(2, 2) : tensor(new[] { 1.0, -1, -1, 1, 1, 1, -1, 1 }).view(2, 2, 2);
        var outputs = tensor(start).view(2, 2, 2).requires_grad_();
        Losses.Compute(kind, outputs, targets).sum().backward();
        double[] gradient = outputs.grad!.flatten().data<double>().ToArray();
        for (int i = 0; i < start.Length; i++)
        {
            Assert.Equal((At(i, h) - At(i, -h)) / (2 * h), gradient[i], 1e-8);
        }

        double At(int moved, double by)
        {
            double[] values = [.. start.Select((value, i) => i == moved ? value + by : value)];
            return Losses.Compute(kind, tensor(values).view(2, 2, 2), targets).sum().item<double>();
        }
    }

    [Theory]
    [InlineData(LossKind.CrossEntropy, false)]
    [InlineData(LossKind.Logistic, true)]
    [InlineData(LossKind.Exponential, true)]
    public void A_loss_that_does_not_fit_the_task_is_refused(LossKind kind, bool isClassification) =>
        Assert.Throws<ConfigException>(() => Losses.Require(kind, isClassification));

    private static float[] PerReplica(LossKind kind, Tensor outputs, Tensor targets)
    {
        using var losses = Losses.Compute(kind, outputs, targets);
        return losses.data<float>().ToArray();
    }

    [Theory]
    [InlineData(LossKind.CrossEntropy, true, 0.5623351446188083)]  // −¾ ln ¾ − ¼ ln ¼
    [InlineData(LossKind.CrossEntropy, false, 1.0986122886681098)] // ln 3
    [InlineData(LossKind.Mse, true, 0.1875)]                       // ½ (1 − 9/16 − 1/16)
    [InlineData(LossKind.Mse, false, 0.5)]
    public void Chance_is_the_loss_of_the_best_answer_that_never_changes(LossKind loss, bool hasBias, double expected) =>
        Assert.Equal(expected, Losses.ComputeChance(loss, [0.75, 0.25], outputs: 3, hasBias), 12);
}
