using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>The function between two layers.</summary>
internal static class Activation
{
    public const string Relu = "relu";
    public const string LeakyRelu = "leakyRelu";
    public const string Linear = "linear";

    /// <summary>
    /// Applies a resolved config's activation in place: one pass less over memory, and legal for autograd because no layer's
    /// gradient needs its own pre-activation.
    /// </summary>
    public static Tensor Activate_(this Tensor preActivation, NetworkConfig config) => config.Activation switch
    {
        Relu => preActivation.relu_(),
        LeakyRelu => LeakyRelu_(preActivation, config.Slope),
        _ => preActivation,
    };

    /// <summary>The slope of a resolved config's activation below 0; it is 1 above.</summary>
    public static float SlopeBelow(NetworkConfig config) => config.Activation switch
    {
        Relu => 0,
        LeakyRelu => (float)config.Slope,
        _ => 1,
    };

    private static Tensor LeakyRelu_(Tensor preActivation, double slope)
    {
        using Scalar held = slope;
        return preActivation.leaky_relu_(held);
    }
}
