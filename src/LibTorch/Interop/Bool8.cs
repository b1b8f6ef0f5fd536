namespace TorchSharp.Interop;

/// <summary>A C++ bool: one byte. The marshaller leaves it as it is, which it will not do for <see cref="bool"/>.</summary>
internal readonly struct Bool8
{
    private readonly byte _value;

    private Bool8(bool value) => _value = value ? (byte)1 : (byte)0;

    public static implicit operator bool(Bool8 value) => value._value != 0;

    public static implicit operator Bool8(bool value) => new(value);
}
