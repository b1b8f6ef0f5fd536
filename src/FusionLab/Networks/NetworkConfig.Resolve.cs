using FusionLab.Config;
namespace FusionLab.Networks;

public sealed partial record NetworkConfig
{
    internal const string Mlp = "mlp";
    internal const string Cnn = "cnn";
    internal const string Linear = "linear";
    internal const string Shallow = "shallow";
    internal const string Fission = "fission";

    /// <summary>
    /// The same network with every default filled in (nothing null but <see cref="BranchDepths"/>) and with the depths its kind
    /// fixes. Everything that can be checked without knowing the modalities is checked here.
    /// </summary>
    /// <exception cref="ConfigException">The description makes no network; the message names the setting and what clashes.</exception>
    public NetworkConfig Resolve()
    {
        ConfigRules.Check(this, "network");
        bool isLinear = Kind is Linear or Shallow or Fission;
        string activation = Activation ?? (isLinear ? Networks.Activation.Linear : Networks.Activation.Relu);
        if (Kind is Linear or Shallow && activation != Networks.Activation.Linear)
        {
            throw new ConfigException(
                "network.activation", $"is \"{activation}\", but a {Kind} network has none; choose network.kind \"mlp\".");
        }

        var sized = Kind switch
        {
            Cnn => this with { Depth = Convolutions + 1 },
            Shallow => this with { Depth = 1, FusionDepth = 1 },
            Fission => this with { Depth = 2, FusionDepth = 1 },
            _ => this with { FusionDepth = BranchDepths is { Count: > 0 } ? BranchDepths.Max() : FusionDepth },
        };
        sized.RequireDepths();
        string init = !isLinear ? InitConfig.PyTorch : sized.Depth <= 2 ? InitConfig.Normal : InitConfig.Deep;
        return sized with { Activation = activation, Bias = Bias ?? !isLinear, Init = (Init ?? new InitConfig()).Resolve(init) };
    }

    private void RequireDepths()
    {
        if (BranchDepths is { } depths)
        {
            if (Kind is not (Mlp or Linear))
            {
                throw new ConfigException("network.branchDepths", $"is for the kinds mlp and linear; leave it out of a {Kind} network.");
            }

            for (int m = 0; m < depths.Count; m++)
            {
                if (depths[m] > Depth)
                {
                    throw new ConfigException(
                        $"network.branchDepths.{m}",
                        $"is {depths[m]}, but network.depth is {Depth}; "
                        + $"a branch has 1 to {Depth} layers up to the fusion layer.");
                }
            }

            return;
        }

        int last = Kind == Cnn ? Convolutions : Depth;
        string limit = Kind == Cnn ? $"{Convolutions} convolutions (network.convolutions)" : $"{Depth} layers (network.depth)";
        if (FusionDepth > last)
        {
            throw new ConfigException(
                "network.fusionDepth", $"is {FusionDepth}, but the network has {limit}; choose 1 (early fusion) to {last} (late fusion).");
        }
    }
}
