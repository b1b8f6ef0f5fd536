using FusionLab.Data;
using FusionLab.Networks;
using static TorchSharp.torch;

namespace FusionLab.Tests.Networks;

/// <summary>Networks small enough to check number by number, one of every kind, and inputs for them.</summary>
internal static class SmallNetworks
{
    private static readonly Modality[] Vectors = [new("a", [3]), new("b", [2]), new("c", [4])];
    private static readonly Modality[] Images = [new("a", [1, 12, 13]), new("b", [2, 12, 13]), new("c", [1, 12, 13])];

    private static readonly Dictionary<string, BranchConfig> Branches = new()
    {
        ["a"] = new MlpBranchConfig { Layers = 2, Width = 3 },
        ["b"] = new CnnBranchConfig { Channels = 2, Convolutions = 2, Pooling = 3 },
        ["c"] = new IdentityBranchConfig(),
    };

    private static readonly Dictionary<string, BranchConfig> Convolutions = new()
    {
        ["a"] = new CnnBranchConfig { Channels = 2, Kernel = 5 },
        ["b"] = new CnnBranchConfig { Channels = 1, Pooling = 1 },
    };

    /// <summary>Every kind of network, by a name that says what it is.</summary>
    public static IReadOnlyDictionary<string, (NetworkConfig Config, int Modalities)> All { get; } = Enumerate().ToDictionary(n => n.Name, n => (n.Config, n.Modalities));

    public static TheoryData<string> Names => [.. All.Keys];

    public static IReadOnlyList<Modality> ModalitiesOf(NetworkConfig config, int count) =>
        [.. Vectors.Zip(Images, (vector, image) => config.SeesPictures(vector.Name) ? image : vector).Take(count)];

    public static FusionNetwork Create(string name, ulong[] seeds, ScalarType dtype = ScalarType.Float32)
    {
        var (config, count) = All[name];
        return FusionNetwork.Create(config, ModalitiesOf(config, count), outputs: 2, seeds, CPU, dtype);
    }

    /// <summary>Standard normal inputs <c>[R, N, …]</c>; a replica's samples depend on its seed alone.</summary>
    public static Tensor[] Inputs(FusionNetwork network, ulong[] seeds, int samples, ScalarType dtype = ScalarType.Float32) =>
        [.. network.Modalities.Select(modality => stack([.. seeds.Select(seed => Normal(seed, $"test/{modality.Name}", [samples, .. modality.Shape], dtype))]))];

    public static Tensor Normal(ulong seed, string purpose, long[] shape, ScalarType dtype = ScalarType.Float32)
    {
        using var generator = new RandomStream(seed, purpose).CreateGenerator();
        return empty(shape, dtype).normal_(0, 1, generator);
    }

    /// <summary>A loss that gives every output of every replica a different weight: Σ output · probe.</summary>
    public static Tensor Loss(FusionNetwork network, IReadOnlyList<Tensor> inputs, ulong[] seeds)
    {
        using var scope = NewDisposeScope();
        var output = network.call(inputs);
        var probe = stack([.. seeds.Select(seed => Normal(seed, "test/probe", output.shape[1..], output.dtype))]);
        return (output * probe).sum().MoveToOuterDisposeScope();
    }

    private static IEnumerable<(string Name, NetworkConfig Config, int Modalities)> Enumerate()
    {
        for (int fusionDepth = 1; fusionDepth <= 5; fusionDepth++)
        {
            var deep = new InitConfig { Kind = "deep", Scale = 1 };
            yield return ($"mlp {fusionDepth}", new MlpConfig { Width = 4, FusionDepth = fusionDepth }, 2);
            yield return ($"linear {fusionDepth}", new LinearConfig { Width = 4, FusionDepth = fusionDepth, Init = deep }, 2);
            yield return ($"cnn {fusionDepth}", new CnnConfig { Channels = 3, FusionDepth = fusionDepth }, 2);
        }

        var three = new MlpConfig { Width = 4, FusionDepth = 2, Depth = 3 };
        var normal = new InitConfig { Kind = "normal", Scale = 0.5 };
        yield return ("mlp of three modalities", three, 3);
        yield return ("cnn of three modalities", new CnnConfig { FusionDepth = 2, Channels = 2 }, 3);
        yield return ("mlp of one modality", three, 1);
        yield return ("leaky mlp without bias", three with { Activation = "leakyRelu", Slope = 0.1, Bias = false }, 2);
        yield return ("early relu", three with { Depth = 2, FusionDepth = 1, Bias = false, Init = normal }, 2);
        yield return ("late relu", three with { Depth = 2, FusionDepth = 2, Bias = false, Init = normal }, 2);
        yield return ("leaky cnn without pooling or bias", new CnnConfig { FusionDepth = 2, Channels = 2, Convolutions = 3, Pooling = 1, Activation = "leakyRelu", Slope = 0.1, Bias = false }, 2);
        yield return ("mlp with branches of three kinds", three with { Depth = 4, Branches = Branches }, 3);
        yield return ("leaky mlp whose late branches are convolutions", three with { Depth = 2, Activation = "leakyRelu", Slope = 0.1, Bias = false, Branches = Convolutions }, 2);
        yield return ("mlp of unequal depth", three with { Depth = 4, BranchDepths = [1, 3] }, 2);
        yield return ("linear of unequal depth", new LinearConfig { Width = 4, Depth = 4, BranchDepths = [3, 2], Init = normal }, 2);
        yield return ("shallow", new ShallowConfig { Init = normal }, 2);
        yield return ("fission", new FissionConfig { Width = 4, Init = normal }, 1);
        yield return ("relu fission with bias", new FissionConfig { Width = 4, Init = normal, Activation = "relu", Bias = true }, 2);
    }
}
