using FusionLab.Tests.Networks;
using FusionLab.Training;
using FusionLab.Training.Remedies;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training.Remedies;

public class UnimodalLossesTests
{
    /// <summary>Without biases a blank, which is 0, gives nothing, so that the loss as a function of the weights is all there is.</summary>
    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 0.4)]
    public void A_step_goes_down_the_gradient_of_the_sum_of_all_losses(int modalities, double weight)
    {
        using var step = new OneStep([new UnimodalLossesConfig { Weight = weight }], modalities, bias: false);
        using var batch = step.Batch();
        step.AssertDescends(0, () => Loss(_ => true) + (weight * Enumerable.Range(0, modalities).Sum(m => Loss(other => other == m))));

        double Loss(Func<int, bool> isClean) =>
            Losses.Compute(LossKind.CrossEntropy, step.Outputs(0, isClean).unsqueeze(0), batch.Targets).item<double>();
    }

    [Fact]
    public void The_recorded_loss_is_that_of_all_modalities_together()
    {
        using var step = new OneStep([new UnimodalLossesConfig(), new NoRemedyConfig()]);
        Assert.Equal(step.Result.Replicas[1].History[^1].Loss, step.Result.Replicas[0].History[^1].Loss);
    }

    /// <summary>The loss of modality a alone moves b's branch not even by its bias, which a blank still goes through.</summary>
    [Fact]
    public void Branches_that_see_blanks_get_no_gradient_from_the_others_losses()
    {
        using var step = new OneStep([new UnimodalLossesConfig { Weight = 1e6 }, new UnimodalLossesConfig { Weight = 2e6 }]);
        using var batch = step.Batch();
        var contribution = step.Before.Branch(1, batch.Inputs[1]);
        var blank = step.Before.Branch(0, zeros_like(batch.Inputs[0])).detach();
        Losses.Compute(LossKind.CrossEntropy, step.Before.Head([blank, contribution]), batch.Targets).sum().backward();
        var own = step.Before.ListBranch(1).Select(named => named.Value.grad!.select(0, 0));

        string[] names = ["branches.b.0.weight", "branches.b.0.bias"];
        var (once, twice) = (step.Gradients(0), step.Gradients(1));
        foreach (var (name, expected) in names.Zip(own))
        {
            TensorAssert.Close(expected, (twice[name] - once[name]) / 1e6, 1e-9);
        }
    }
}
