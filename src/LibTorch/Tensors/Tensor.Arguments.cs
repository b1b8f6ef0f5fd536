using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        internal static TensorHandle Optional(Tensor? tensor) => tensor is null ? TensorHandle.None : tensor.Handle;

        /// <summary>An element type as torch's number; −1 leaves the choice to torch.</summary>
        internal static int Code(ScalarType? type) => type is { } chosen ? (int)chosen : -1;

        private static NativeScalar Bound(Scalar? bound) => bound is null ? NativeScalar.None : bound.Value;

        private static string? Rounding(RoundingMode mode) => mode switch
        {
            RoundingMode.trunc => "trunc",
            RoundingMode.floor => "floor",
            _ => null,
        };

        /// <summary>Runs an operation on this tensor as another type, without keeping the converted copy.</summary>
        private Tensor InType(ScalarType? type, Func<Tensor, Tensor> operation)
        {
            if (type is not { } chosen || chosen == dtype)
            {
                return operation(this);
            }

            using var converted = to_type(chosen);
            return operation(converted);
        }
    }
}
