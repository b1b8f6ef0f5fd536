using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>One entry of <c>t[...]</c> as it crosses to C++; see <c>index_item</c> in native/abi.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeIndex
{
    internal IndexKind Kind;
    internal long Start;
    internal long Stop;
    internal long Step;
    internal nint Chosen;
}
