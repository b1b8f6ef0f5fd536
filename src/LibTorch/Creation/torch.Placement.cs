using TorchSharp.Interop;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>True for whole numbers and truth values.</summary>
    public static bool is_integral(ScalarType type) =>
        type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

    /// <summary>True for real numbers.</summary>
    public static bool is_floating_point(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

    /// <summary>True for complex numbers.</summary>
    public static bool is_complex(ScalarType type) => type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

    private static ScalarType WholeOrReal(ScalarType type) => is_integral(type) ? ScalarType.Int64 : ScalarType.Float32;

    private static Device Place(Device? device, string[]? names) =>
        names is null or []
            ? InitializeDevice(device)
            : throw new NotSupportedException("Names of dimensions are not supported by this libtorch provider.");

    private static Tensor Recorded(TensorHandle handle, bool requiresGrad)
    {
        var tensor = Result(handle);
        return requiresGrad ? tensor.requires_grad_() : tensor;
    }
}
