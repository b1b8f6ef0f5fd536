using static TorchSharp.Interop.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Whole numbers spread evenly over [low, high); 64-bit unless a type is named.</summary>
    public static Tensor randint(
        long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null)
    {
        var place = Place(device, names);
        return Recorded(
            lt_randint(
                low, high, size, size.Length, Generator.HandleOf(generator), (int)(dtype ?? ScalarType.Int64), (int)place.type,
                place.index),
            requires_grad);
    }

    /// <summary>Whole numbers spread evenly over [0, high); 64-bit unless a type is named.</summary>
    public static Tensor randint(
        long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator, names);

    /// <summary>The numbers 0..n−1 in random order; 64-bit unless a type is named.</summary>
    public static Tensor randperm(
        long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
    {
        var place = InitializeDevice(device);
        return Recorded(
            lt_randperm(n, Generator.HandleOf(generator), (int)(dtype ?? ScalarType.Int64), (int)place.type, place.index),
            requires_grad);
    }
}
