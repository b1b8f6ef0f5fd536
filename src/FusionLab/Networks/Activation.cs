using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>The function between two layers.</summary>
internal static class Activation
{
    public const string Relu = "relu";
    public const string LeakyRelu = "leakyRelu";
    public const string Linear = "linear";

    /// <summary>Checks a name and slope that come from a config.</summary>
    /// <exception cref="ConfigException">The name is unknown or the slope is no number.</exception>
    public static void Check(string name, double slope)
    {
        if (name is not (Relu or LeakyRelu or Linear))
        {
            throw new ConfigException($"network.activation is '{name}'; it must be '{Relu}', '{LeakyRelu}' or '{Linear}'.");
        }

        if (!double.IsFinite(slope))
        {
            throw new ConfigException($"network.slope is {slope}; it must be a finite number, such as 0.01.");
        }
    }

    /// <summary>
    /// Applies a resolved config's activation in place: one pass less over memory, and legal for autograd because no layer's
    /// gradient needs its own pre-activation.
    /// </summary>
    public static Tensor Activate_(this Tensor preActivation, NetworkConfig config) => config.Activation switch
    {
        Relu => preActivation.relu_(),
        LeakyRelu => preActivation.leaky_relu_(config.Slope),
        _ => preActivation,
    };
}
