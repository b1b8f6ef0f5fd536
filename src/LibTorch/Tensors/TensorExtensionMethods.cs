using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Conversions from tensors.</summary>
public static class TensorExtensionMethods
{
    /// <summary>The tensor as a module's parameter. The tensor itself is invalid afterwards.</summary>
    public static Parameter AsParameter(this Tensor tensor) => new(tensor);

    /// <summary>The only element as a real number, whatever its type.</summary>
    public static double ToDouble(this Tensor value) => value.ToScalar().ToDouble();

    /// <summary>The only element as a real number, whatever its type.</summary>
    public static float ToSingle(this Tensor value) => value.ToScalar().ToSingle();

    /// <summary>The only element as an integer, whatever its type.</summary>
    public static long ToInt64(this Tensor value) => value.ToScalar().ToInt64();

    /// <summary>The only element as an integer, whatever its type.</summary>
    public static int ToInt32(this Tensor value) => value.ToScalar().ToInt32();

    /// <summary>The only element as a truth value, whatever its type.</summary>
    public static bool ToBoolean(this Tensor value) => value.ToScalar().ToDouble() != 0;
}
