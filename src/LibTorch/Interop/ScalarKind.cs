namespace TorchSharp.Interop;

/// <summary>The kinds of number that <see cref="NativeScalar"/> carries; <c>scalar_kind</c> in native/abi.h.</summary>
internal enum ScalarKind : long
{
    None = 0,
    Integer = 1,
    Real = 2,
    Bool = 3,
}
