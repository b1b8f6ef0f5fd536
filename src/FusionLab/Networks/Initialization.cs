using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>
/// Draws the weights and biases that a network starts from, as <see cref="InitConfig"/> says. The numbers are drawn on the CPU in
/// double precision whatever the network's own device and precision, so that all of them start from the same weights.
/// <see cref="Linear.LinearInitialization"/> has the same rules for simulated networks.
/// </summary>
internal static class Initialization
{
    /// <summary>Draws one replica's weight, <c>[out, in]</c> or <c>[out, in, k, k]</c>.</summary>
    public static Tensor DrawWeight(InitConfig init, ulong seed, LayerSpec layer)
    {
        using var generator = new RandomStream(seed, $"init/{layer.WeightName}").CreateGenerator();
        var weight = empty(layer.WeightShape, float64);
        return init.Kind switch
        {
            InitConfig.Normal => weight.normal_(0, init.Scale!.Value, generator),
            InitConfig.Deep => weight.normal_(0, layer.Gain * init.Scale!.Value / Math.Sqrt(weight.numel()), generator),
            _ => weight.uniform_(-1 / Math.Sqrt(layer.FanIn), 1 / Math.Sqrt(layer.FanIn), generator),
        };
    }

    /// <summary>Draws one replica's bias, <c>[out]</c>.</summary>
    public static Tensor DrawBias(InitConfig init, ulong seed, LayerSpec layer)
    {
        using var generator = new RandomStream(seed, $"init/{layer.BiasName}").CreateGenerator();
        var bias = zeros([layer.Outputs], float64);
        return init.Kind switch
        {
            InitConfig.Normal => bias.normal_(0, init.Scale!.Value, generator),
            InitConfig.Deep => bias,
            _ => bias.uniform_(-1 / Math.Sqrt(layer.FanIn), 1 / Math.Sqrt(layer.FanIn), generator),
        };
    }
}
