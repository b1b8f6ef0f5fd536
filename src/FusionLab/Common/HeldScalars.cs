using TorchSharp;

namespace FusionLab;

/// <summary>
/// Numbers that many tensor operations take. TorchSharp 0.107 passes the address of a scalar to libtorch and keeps no reference to
/// it, so that a garbage collection during the call may free it (seen as wrong element types and crashes). No operation of the library
/// therefore takes a temporary number: constants are held here, others by <c>using Scalar</c>. A sum of two tensors without a factor
/// counts too, because TorchSharp then makes a temporary 1.
/// </summary>
internal static class HeldScalars
{
    public static readonly Scalar Zero = 0L;
    public static readonly Scalar Half = 0.5;
    public static readonly Scalar One = 1L;
    public static readonly Scalar Two = 2L;
    public static readonly Scalar MinusOne = -1L;
}
