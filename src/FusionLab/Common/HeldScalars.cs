using TorchSharp;

namespace FusionLab;

/// <summary>
/// Numbers that tensor operations need everywhere. TorchSharp 0.107 hands a scalar's address to libtorch and lets go of the
/// scalar, so that a garbage collection during the call may free it under libtorch's hands (seen as wrong element types and
/// crashes). So no operation of the library takes a number that nobody holds: constants are held here, others by
/// <c>using Scalar</c>. The sum of two tensors counts too: without a factor TorchSharp makes a 1 of its own.
/// </summary>
internal static class HeldScalars
{
    public static readonly Scalar Zero = 0L;
    public static readonly Scalar Half = 0.5;
    public static readonly Scalar One = 1L;
    public static readonly Scalar Two = 2L;
    public static readonly Scalar MinusOne = -1L;
}
