using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>A number as it crosses to C++; see <c>scalar</c> in native/abi.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeScalar
{
    private readonly long _kind;
    private readonly long _bits;

    private NativeScalar(ScalarKind kind, long bits) => (_kind, _bits) = ((long)kind, bits);

    internal static NativeScalar None => default;

    internal ScalarKind Kind => (ScalarKind)_kind;

    internal long Bits => _bits;

    internal static NativeScalar Of(long value) => new(ScalarKind.Integer, value);

    internal static NativeScalar Of(double value) => new(ScalarKind.Real, BitConverter.DoubleToInt64Bits(value));

    internal static NativeScalar Of(bool value) => new(ScalarKind.Bool, value ? 1 : 0);
}
