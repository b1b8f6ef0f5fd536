using static TorchSharp.Interop.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Numbers spread evenly over [0, 1).</summary>
    /// <param name="size">The size of each dimension.</param>
    /// <param name="dtype">The element type; single precision if null.</param>
    /// <param name="device">Where; the CPU if null.</param>
    /// <param name="requires_grad">Records operations on the result.</param>
    /// <param name="generator">The source of the numbers; torch's own if null.</param>
    /// <param name="names">Names of dimensions are not supported here: must be null.</param>
    public static Tensor rand(
        ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null)
    {
        var place = Place(device, names);
        int type = (int)(dtype ?? ScalarType.Float32);
        return Recorded(
            lt_rand(size, size.Length, Generator.HandleOf(generator), type, (int)place.type, place.index), requires_grad);
    }

    /// <inheritdoc cref="rand(ReadOnlySpan{long}, ScalarType?, Device, bool, Generator, string[])"/>
    public static Tensor rand(
        long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        rand([size], dtype, device, requires_grad, generator, names);

    /// <inheritdoc cref="rand(ReadOnlySpan{long}, ScalarType?, Device, bool, Generator, string[])"/>
    public static Tensor rand(
        long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        rand([rows, columns], dtype, device, requires_grad, generator, names);

    /// <inheritdoc cref="rand(ReadOnlySpan{long}, ScalarType?, Device, bool, Generator, string[])"/>
    public static Tensor rand(
        long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        rand([dim0, dim1, dim2], dtype, device, requires_grad, generator, names);

    /// <inheritdoc cref="rand(ReadOnlySpan{long}, ScalarType?, Device, bool, Generator, string[])"/>
    public static Tensor rand(
        long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        rand([dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator, names);

    /// <inheritdoc cref="rand(ReadOnlySpan{long}, ScalarType?, Device, bool, Generator, string[])"/>
    public static Tensor rand(
        long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        rand((ReadOnlySpan<long>)size, dtype, device, requires_grad, generator, names);

    /// <summary>Normally distributed numbers of mean 0 and standard deviation 1.</summary>
    /// <param name="size">The size of each dimension.</param>
    /// <param name="dtype">The element type; single precision if null.</param>
    /// <param name="device">Where; the CPU if null.</param>
    /// <param name="requires_grad">Records operations on the result.</param>
    /// <param name="generator">The source of the numbers; torch's own if null.</param>
    /// <param name="names">Names of dimensions are not supported here: must be null.</param>
    public static Tensor randn(
        ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null)
    {
        var place = Place(device, names);
        int type = (int)(dtype ?? ScalarType.Float32);
        return Recorded(
            lt_randn(size, size.Length, Generator.HandleOf(generator), type, (int)place.type, place.index), requires_grad);
    }

    /// <inheritdoc cref="randn(ReadOnlySpan{long}, ScalarType?, Device, bool, Generator, string[])"/>
    public static Tensor randn(
        long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randn([size], dtype, device, requires_grad, generator, names);

    /// <inheritdoc cref="randn(ReadOnlySpan{long}, ScalarType?, Device, bool, Generator, string[])"/>
    public static Tensor randn(
        long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randn([rows, columns], dtype, device, requires_grad, generator, names);

    /// <inheritdoc cref="randn(ReadOnlySpan{long}, ScalarType?, Device, bool, Generator, string[])"/>
    public static Tensor randn(
        long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randn([dim0, dim1, dim2], dtype, device, requires_grad, generator, names);

    /// <inheritdoc cref="randn(ReadOnlySpan{long}, ScalarType?, Device, bool, Generator, string[])"/>
    public static Tensor randn(
        long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randn([dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator, names);

    /// <inheritdoc cref="randn(ReadOnlySpan{long}, ScalarType?, Device, bool, Generator, string[])"/>
    public static Tensor randn(
        long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randn((ReadOnlySpan<long>)size, dtype, device, requires_grad, generator, names);
}
