using FusionLab.Data;
using FusionLab.Networks;

namespace FusionLab.Tests.Networks;

public class ParameterCountTests
{
    private static readonly Modality[] Digits = [new("a", [1, 28, 28]), new("b", [1, 28, 28])];

    [Theory]
    [InlineData(1, (1568 * 500) + 500 + (3 * 250_500) + 5010)]
    [InlineData(3, (2 * (392_500 + 250_500)) + (1000 * 500) + 500 + 250_500 + 5010)]
    [InlineData(5, (2 * (392_500 + (3 * 250_500))) + (1000 * 10) + 10)]
    public void The_mlp_of_the_paper(int fusionDepth, long expected) =>
        AssertCount(expected, new MlpConfig { FusionDepth = fusionDepth });

    [Theory]
    [InlineData(1, (2 * 32 * 9) + 32 + (4 * 9248) + 25_930)]
    [InlineData(4, (2 * (320 + (2 * 9248))) + (64 * 32 * 9) + 32 + 9248 + 25_930)]
    [InlineData(5, (2 * (320 + (3 * 9248))) + (64 * 32 * 9) + 32 + 25_930)]
    public void The_cnn_of_the_paper_has_2592_features_before_its_output(int fusionDepth, long expected) =>
        AssertCount(expected, new CnnConfig { FusionDepth = fusionDepth });

    [Fact]
    public void The_cnn_of_the_published_code_has_four_convolutions_and_3200_features() =>
        AssertCount((2 * 320) + (64 * 32 * 9) + 32 + (2 * 9248) + 32_010, new CnnConfig { Convolutions = 4, FusionDepth = 2 });

    [Fact]
    public void Linear_shallow_and_fission_networks_have_no_biases()
    {
        AssertCount((2 * 784 * 100) + (200 * 10), new LinearConfig { Depth = 2, FusionDepth = 2, Width = 100 });
        AssertCount(1568 * 10, new ShallowConfig());
        AssertCount((1568 * 10 * 7) + (10 * 7), new FissionConfig { Width = 7 });
    }

    [Theory]
    [MemberData(nameof(SmallNetworks.Names), MemberType = typeof(SmallNetworks))]
    public void The_count_is_that_of_the_tensors(string name)
    {
        using var network = SmallNetworks.Create(name, [1, 2, 3]);
        Assert.Equal(network.parameters().Sum(parameter => parameter.numel()), 3 * network.ParametersPerReplica);
    }

    [Fact]
    public void Activations_of_a_sample_are_counted_layer_by_layer()
    {
        long mlp = NetworkPlan.Create(new MlpConfig { FusionDepth = 3 }, Digits, outputs: 10).ActivationCount;
        Assert.Equal((2 * 2 * 500) + (3 * 500) + 500 + 10, mlp);
        long cnn = NetworkPlan.Create(new CnnConfig { FusionDepth = 4 }, Digits, outputs: 10).ActivationCount;
        Assert.Equal((32 * ((2 * ((26 * 26) + (24 * 24) + (22 * 22))) + (3 * 20 * 20) + (18 * 18))) + 10, cnn);
    }

    private static void AssertCount(long expected, NetworkConfig config) =>
        Assert.Equal(expected, NetworkPlan.Create(config, Digits, outputs: 10).ParameterCount);
}
