using FusionLab.Networks;
using static TorchSharp.torch;

namespace FusionLab.Tests.Networks;

public class TotalWeightTests
{
    [Theory]
    [InlineData("linear 1")]
    [InlineData("linear 3")]
    [InlineData("linear 5")]
    [InlineData("linear of unequal depth")]
    [InlineData("shallow")]
    public void A_linear_network_multiplies_its_inputs_by_the_total_weights(string name)
    {
        using var scope = NewDisposeScope();
        ulong[] seeds = [1, 2, 3];
        var network = (FusionMlp)SmallNetworks.Create(name, seeds, float64);
        var inputs = SmallNetworks.Inputs(network, seeds, samples: 4, float64);
        var totals = network.TotalWeights();
        var expected = inputs.Zip(totals).Select(pair => pair.First.bmm(pair.Second.transpose(1, 2))).Aggregate((sum, next) => sum + next);
        Assert.InRange((expected - network.call(inputs)).abs().max().item<double>(), 0, 1e-12);
        Assert.All(totals, total => Assert.False(total.requires_grad));
    }

    [Fact]
    public void A_network_with_an_activation_has_none()
    {
        using var network = (FusionMlp)SmallNetworks.Create("mlp 3", [1]);
        Assert.Throws<InvalidOperationException>(() => network.TotalWeights());
    }
}
