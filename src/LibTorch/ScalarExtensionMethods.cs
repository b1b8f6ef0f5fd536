using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>Conversions between numbers and <see cref="Scalar"/>.</summary>
public static class ScalarExtensionMethods
{
    /// <summary>An integer as a scalar.</summary>
    public static Scalar ToScalar(this int value) => value;

    /// <summary>An integer as a scalar.</summary>
    public static Scalar ToScalar(this long value) => value;

    /// <summary>A real number as a scalar.</summary>
    public static Scalar ToScalar(this float value) => value;

    /// <summary>A real number as a scalar.</summary>
    public static Scalar ToScalar(this double value) => value;

    /// <summary>A truth value as a scalar.</summary>
    public static Scalar ToScalar(this bool value) => value;

    /// <summary>The scalar as a real number.</summary>
    public static double ToDouble(this Scalar value) => value.Value.Kind == ScalarKind.Real
        ? BitConverter.Int64BitsToDouble(value.Value.Bits)
        : value.Value.Bits;

    /// <summary>The scalar as a real number.</summary>
    public static float ToSingle(this Scalar value) => (float)value.ToDouble();

    /// <summary>The scalar as an integer; a real number loses its fraction.</summary>
    public static long ToInt64(this Scalar value) => value.Value.Kind == ScalarKind.Real ? (long)value.ToDouble() : value.Value.Bits;

    /// <summary>The scalar as an integer; a real number loses its fraction.</summary>
    public static int ToInt32(this Scalar value) => checked((int)value.ToInt64());
}
