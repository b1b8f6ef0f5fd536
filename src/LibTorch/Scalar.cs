using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A number that keeps its kind (integer, real, truth value) on its way into an operation.</summary>
public sealed class Scalar : IDisposable
{
    internal Scalar(NativeScalar value) => Value = value;

    /// <summary>The element type torch gives this number.</summary>
    public torch.ScalarType Type => Value.Kind switch
    {
        ScalarKind.Integer => torch.ScalarType.Int64,
        ScalarKind.Real => torch.ScalarType.Float64,
        _ => torch.ScalarType.Bool,
    };

    internal NativeScalar Value { get; }

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(byte value) => new(NativeScalar.Of((long)value));

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(sbyte value) => new(NativeScalar.Of((long)value));

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(short value) => new(NativeScalar.Of((long)value));

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(int value) => new(NativeScalar.Of((long)value));

    /// <summary>An integer.</summary>
    public static implicit operator Scalar(long value) => new(NativeScalar.Of(value));

    /// <summary>A real number.</summary>
    public static implicit operator Scalar(float value) => new(NativeScalar.Of((double)value));

    /// <summary>A real number.</summary>
    public static implicit operator Scalar(double value) => new(NativeScalar.Of(value));

    /// <summary>A truth value.</summary>
    public static implicit operator Scalar(bool value) => new(NativeScalar.Of(value));

    /// <summary>Does nothing: the number is held in managed memory. It exists because TorchSharp's scalar is disposable.</summary>
    public void Dispose()
    {
    }
}
