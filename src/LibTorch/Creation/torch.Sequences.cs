using static TorchSharp.Interop.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>start, start + step, … below stop. Whole numbers give 64-bit integers unless a type is named.</summary>
    public static Tensor arange(
        Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var place = InitializeDevice(device);
        bool whole = is_integral(start.Type) && is_integral(stop.Type) && is_integral(step.Type);
        var type = dtype ?? (whole ? ScalarType.Int64 : ScalarType.Float32);
        return Recorded(
            lt_arange(start.Value, stop.Value, step.Value, (int)type, (int)place.type, place.index), requires_grad);
    }

    /// <summary>start, start + 1, … below stop.</summary>
    public static Tensor arange(
        Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    /// <summary>0, 1, … below stop.</summary>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    /// <summary>So many numbers at equal distances, both ends included.</summary>
    public static Tensor linspace(
        double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var place = InitializeDevice(device);
        return Recorded(
            lt_linspace(start, end, steps, (int)(dtype ?? ScalarType.Float32), (int)place.type, place.index), requires_grad);
    }

    /// <summary>So many powers of <paramref name="base"/> whose exponents lie at equal distances, both ends included.</summary>
    public static Tensor logspace(
        double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false)
    {
        var place = InitializeDevice(device);
        return Recorded(
            lt_logspace(start, end, steps, @base, (int)(dtype ?? ScalarType.Float32), (int)place.type, place.index), requires_grad);
    }

    /// <summary>A matrix with ones on the diagonal; square unless the number of columns is given.</summary>
    public static Tensor eye(
        long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null)
    {
        var place = Place(device, names);
        return Recorded(
            lt_eye(rows, columns < 0 ? rows : columns, (int)(dtype ?? ScalarType.Float32), (int)place.type, place.index),
            requires_grad);
    }
}
