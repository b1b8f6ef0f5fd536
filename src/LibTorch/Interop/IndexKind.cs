namespace TorchSharp.Interop;

/// <summary>The kinds of <see cref="NativeIndex"/>; <c>index_kind</c> in native/abi.h.</summary>
internal enum IndexKind : long
{
    None = 0,
    Ellipsis = 1,
    Bool = 2,
    Integer = 3,
    Slice = 4,
    Tensor = 5,
}
