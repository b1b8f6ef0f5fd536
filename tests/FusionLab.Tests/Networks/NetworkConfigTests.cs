using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Networks;

namespace FusionLab.Tests.Networks;

public class NetworkConfigTests
{
    private static readonly MlpConfig Mlp = new();
    private static readonly CnnConfig Cnn = new();

    public static TheoryData<string, NetworkConfig> Wrong => new()
    {
        { "network.fusionDepth is 6, but the network has 5 layers (network.depth); choose 1 (early fusion) to 5 (late fusion).", Mlp with { FusionDepth = 6 } },
        { "network.fusionDepth is 5, but the network has 4 convolutions (network.convolutions); choose 1 (early fusion) to 4 (late fusion).", Cnn with { Convolutions = 4, FusionDepth = 5 } },
        { "network.fusionDepth is 0; it must be 1 or more and at most 10000.", Mlp with { FusionDepth = 0 } },
        { "network.width is 0; it must be 1 or more and at most 1000000.", Mlp with { Width = 0 } },
        { """network.activation is "tanh"; it must be "relu", "leakyRelu" or "linear".""", Mlp with { Activation = "tanh" } },
        { """network.slope is 0.2, but network.activation is "relu", which has no slope; remove it, or choose "leakyRelu".""", Mlp with { Slope = 0.2 } },
        { "network.slope is NaN; it must be a finite number.", Mlp with { Slope = double.NaN } },
        { """network.init.kind is "he"; it must be "pytorch", "normal" or "deep".""", Mlp with { Init = new() { Kind = "he" } } },
        { "network.init.scale is -1; it must be above 0.", Mlp with { Init = new() { Kind = "normal", Scale = -1 } } },
        { "network.branchDepths.0 is 0; it must be 1 or more and at most 10000.", Mlp with { BranchDepths = [0, 2] } },
        { "network.branchDepths.1 is 6, but network.depth is 5; a branch has 1 to 5 layers up to the fusion layer.", Mlp with { BranchDepths = [1, 6] } },
        { "network.branchDepths has 3 entries for 2 modalities; give one depth for each of a, b.", Mlp with { BranchDepths = [1, 2, 3] } },
        { "network.branchDepths is set beside network.branches; leave it out, and give the branches their layers or convolutions.", Mlp with { BranchDepths = [2, 2], Branches = With(new MlpBranchConfig()) } },
        { "network.branches.a.layers is 0; it must be 1 or more and at most 10000.", Mlp with { Branches = With(new MlpBranchConfig { Layers = 0 }) } },
        { "network.branches.c is a branch of no modality; they are a, b.", Mlp with { Branches = new Dictionary<string, BranchConfig> { ["c"] = new IdentityBranchConfig() } } },
        { """network.branches.a is a cnn, which needs pictures [height, width] or [channels, height, width], but the samples have the shape [784]; choose "mlp" or "identity".""", Mlp with { Branches = With(new CnnBranchConfig()) } },
        { """A cnn needs images [channels, height, width], but modality "a" has samples of shape [784]; choose network.kind "mlp" or image data.""", Cnn },
    };

    public static TheoryData<string, NetworkConfig, long[], long[]> Clashes => new()
    {
        { "Layer 4: 3×3 convolution on a 2×3 map; use fewer convolutions (network.convolutions) or a smaller network.kernel.", Cnn, [1, 8, 9], [1, 8, 9] },
        { "network.branches.a is a cnn, but network.fusionDepth is 1, where branches have no layers of their own; choose 2 or more, or give it convolutions.", Mlp with { FusionDepth = 1, Branches = With(new CnnBranchConfig()) }, [8, 9], [2] },
        { "network.branches.a has a 3×3 convolution on a 2×5 map (number 2 of 2); use fewer convolutions or a smaller kernel.", Mlp with { Branches = With(new CnnBranchConfig()) }, [4, 7], [2] },
        { "network.branches.a has a 2×2 max-pooling on a 1×1 map; use fewer or smaller convolutions, or less pooling.", Mlp with { Branches = With(new CnnBranchConfig()) }, [5, 5], [2] },
        { "network.branches.a is a cnn, which needs pictures [height, width] or [channels, height, width], but the samples have the shape [32, 32, 3]; put their channels first, as .transpose(0, 3, 1, 2) does.", Mlp with { Branches = With(new CnnBranchConfig()) }, [32, 32, 3], [2] },
        { "Layer 2: 3×3 convolution on a 1×1 map; use fewer convolutions (network.convolutions) or a smaller network.kernel.", Cnn, [1, 3, 3], [1, 3, 3] },
        { "network.pooling: 2×2 max-pooling on a 1×1 map; use fewer or smaller convolutions, or less pooling.", Cnn, [1, 11, 11], [1, 11, 11] },
        { """Layer 3 fuses by channel, but modality "a" reaches it with a map of 24×24 and "b" with 12×12; give the modalities images of one size.""", Cnn, [1, 28, 28], [1, 16, 16] },
    };

    private static Dictionary<string, BranchConfig> With(BranchConfig branch) => new() { ["a"] = branch };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_description_that_makes_no_network_is_refused_in_one_sentence(string sentence, NetworkConfig config)
    {
        Modality[] vectors = [new("a", [784]), new("b", [784])];
        var error = Assert.Throws<ConfigException>(() =>
        {
            ConfigRules.Check(config, "network");
            config.RefuseContradictions();
            FusionNetwork.Create(config, vectors, 10, [1]);
        });
        Assert.Equal(sentence, error.Message);
    }

    [Theory]
    [MemberData(nameof(Clashes))]
    public void A_feature_map_that_does_not_fit_is_named_with_its_layer_and_sizes(string sentence, NetworkConfig config, long[] a, long[] b)
    {
        var error = Assert.Throws<ConfigException>(() => FusionNetwork.Create(config, [new("a", a), new("b", b)], 10, [1]));
        Assert.Equal(sentence, error.Message);
    }

    [Fact]
    public void Defaults_depend_on_the_kind()
    {
        Assert.Equal(("relu", true, "pytorch", 5, 3), (Mlp.Activation, Mlp.Bias, Mlp.Init.Kind, Mlp.Depth, Mlp.FusionDepth));
        Assert.Equal(("relu", true, "pytorch", 6, 3), (Cnn.Activation, Cnn.Bias, Cnn.Init.Kind, Cnn.Depth, Cnn.FusionDepth));
        var twoLayers = new LinearConfig { Depth = 2, FusionDepth = 2 };
        Assert.Equal(("linear", false, "normal", 1e-9), (twoLayers.Activation, twoLayers.Bias, twoLayers.Init.Kind, twoLayers.Init.Scale));
        var deep = new LinearConfig();
        Assert.Equal(("deep", 0.1), (deep.Init.Kind, deep.Init.Scale));
        var shallow = new ShallowConfig();
        Assert.Equal((1, 1, false), (shallow.Depth, shallow.FusionDepth, shallow.Bias));
        var fission = new FissionConfig();
        Assert.Equal((2, 1, "linear"), (fission.Depth, fission.FusionDepth, fission.Activation));
    }

    [Fact]
    public void A_scale_of_weights_that_have_none_is_refused()
    {
        var scaled = new InitConfig { Scale = 0.001 };

        Assert.StartsWith(
            "network.init.scale is 0.001, but this network starts from \"pytorch\"",
            Assert.Throws<ConfigException>((Mlp with { Init = scaled }).RefuseContradictions).Message);
        var init = new LinearConfig { Init = scaled }.Init;
        Assert.Equal(("deep", 0.001), (init.Kind, init.Scale));
    }

    [Fact]
    public void The_deepest_branch_sets_the_fusion_depth() =>
        Assert.Equal(4, (Mlp with { BranchDepths = [2, 4] }).FusionDepth);
}
