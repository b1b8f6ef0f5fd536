using FusionLab.Data;
using FusionLab.Networks;
using static TorchSharp.torch;

namespace FusionLab.Tests.Networks;

public class InitializationTests
{
    private static readonly Modality[] Vectors = [new("a", [60]), new("b", [40])];

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 400)]
    public void PyTorch_default_is_uniform_within_one_over_the_root_of_all_inputs_of_the_layer(int fusionDepth, int fusionInputs)
    {
        using var scope = NewDisposeScope();
        var network = Create(new MlpConfig { Depth = 3, FusionDepth = fusionDepth, Width = 200 });
        var parameters = network.ExportReplica(0).ToDictionary(p => p.Name, p => p.Value);
        AssertUniform(parameters["fusion.weight"], fusionInputs);
        AssertUniform(parameters["fusion.bias"], fusionInputs);
        AssertUniform(parameters["trunk.0.weight"], 200);
        if (fusionDepth == 2)
        {
            AssertUniform(parameters["branches.a.0.weight"], 60);
            AssertUniform(parameters["branches.b.0.bias"], 40);
        }
    }

    [Fact]
    public void A_convolution_counts_its_kernel_among_its_inputs()
    {
        using var scope = NewDisposeScope();
        Modality[] images = [new("a", [1, 14, 14]), new("b", [1, 14, 14])];
        var network = FusionNetwork.Create(new CnnConfig { FusionDepth = 2 }, images, outputs: 10, [5]);
        var parameters = network.ExportReplica(0).ToDictionary(p => p.Name, p => p.Value);
        AssertUniform(parameters["branches.a.0.weight"], 9);
        AssertUniform(parameters["fusion.weight"], 2 * 32 * 9);
        AssertUniform(parameters["trunk.0.bias"], 32 * 9);
    }

    [Fact]
    public void Normal_gives_every_weight_and_bias_the_same_spread()
    {
        using var scope = NewDisposeScope();
        var init = new InitConfig { Kind = "normal", Scale = 1e-9 };
        var network = Create(new LinearConfig { Depth = 2, FusionDepth = 2, Width = 500, Bias = true, Init = init });
        foreach (var (name, value) in network.ExportReplica(0).Where(p => p.Value.numel() >= 500))
        {
            double ratio = value.std().item<float>() / 1e-9;
            Assert.True(ratio is > 0.9 and < 1.1, $"{name}: {ratio}");
        }
    }

    [Fact]
    public void Deep_gives_pre_fusion_matrices_the_norm_u0_and_later_ones_root_two_times_as_much()
    {
        using var scope = NewDisposeScope();
        var init = new InitConfig { Kind = "deep", Scale = 0.1 };
        var network = Create(new LinearConfig { Depth = 4, FusionDepth = 3, Width = 100, Init = init });
        foreach (var (name, value) in network.ExportReplica(0).Where(p => p.Value.numel() >= 1000))
        {
            double expected = name.StartsWith("branches") ? 0.1 : Math.Sqrt(2) * 0.1;
            Assert.Equal(expected, value.norm().item<float>(), expected * 0.05);
        }
    }

    [Fact]
    public void The_seed_alone_decides_the_weights_whatever_the_precision()
    {
        using var scope = NewDisposeScope();
        var config = new MlpConfig { Depth = 3, FusionDepth = 2, Width = 20 };
        var single = FusionNetwork.Create(config, Vectors, 3, [9]).ExportReplica(0);
        var twice = FusionNetwork.Create(config, Vectors, 3, [9], dtype: float64).ExportReplica(0);
        var other = FusionNetwork.Create(config, Vectors, 3, [10]).ExportReplica(0);
        Assert.All(single.Zip(twice), pair => TensorAssert.Same(pair.First.Value, pair.Second.Value.to(float32)));
        Assert.All(single.Zip(other), pair => Assert.False(pair.First.Value.eq(pair.Second.Value).any().item<bool>()));
    }

    private static FusionNetwork Create(NetworkConfig config) => FusionNetwork.Create(config, Vectors, outputs: 3, [5]);

    private static void AssertUniform(Tensor values, int fanIn)
    {
        double bound = 1 / Math.Sqrt(fanIn);
        Assert.InRange(values.abs().max().item<float>(), 0.9 * bound, bound * (1 + 1e-6));
        long n = values.numel();
        Assert.InRange(values.mean().item<float>(), -4 * bound / Math.Sqrt(3 * n), 4 * bound / Math.Sqrt(3 * n));
        // The variance of n uniform draws is bound²/3, give or take 4 times 2 bound²/√(45 n).
        Assert.InRange(values.pow(2).mean().item<float>() / (bound * bound), (1.0 / 3) - (8 / Math.Sqrt(45.0 * n)), (1.0 / 3) + (8 / Math.Sqrt(45.0 * n)));
    }
}
