using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>PyTorch's first values of a layer: weight and bias spread evenly over ±1/√(inputs of one output).</summary>
internal static class FirstValues
{
    internal static (Parameter Weight, Parameter? Bias) For(long[] shape, bool hasBias, Device? device, ScalarType? dtype)
    {
        var weight = Detached(empty(shape, dtype, device));
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (!hasBias)
        {
            return (weight, null);
        }

        var bias = Detached(empty(shape[0], dtype, device));
        double bound = 1 / Math.Sqrt(Math.Max(1, nn.init.CalculateFanInAndFanOut(weight).fanIn));
        nn.init.uniform_(bias, -bound, bound);
        return (weight, bias);
    }

    private static Parameter Detached(Tensor data)
    {
        var parameter = new Parameter(data);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
