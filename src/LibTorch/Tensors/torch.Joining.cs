using TorchSharp.Interop;
using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Tensors one after the other along a dimension they have.</summary>
    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0)
    {
        using var handles = new TensorHandles(tensors);
        return Result(lt_cat(handles.Raw, handles.Count, dim));
    }

    /// <inheritdoc cref="cat(ReadOnlySpan{Tensor}, long)"/>
    public static Tensor cat(Tensor[] tensors, long dim = 0) => cat((ReadOnlySpan<Tensor>)tensors, dim);

    /// <inheritdoc cref="cat(ReadOnlySpan{Tensor}, long)"/>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => cat(tensors.ToArray(), dim);

    /// <inheritdoc cref="cat(ReadOnlySpan{Tensor}, long)"/>
    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    /// <summary>Tensors of equal shape along a new dimension.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        using var handles = new TensorHandles(tensors);
        return Result(lt_stack(handles.Raw, handles.Count, dim));
    }

    /// <summary>Tensors side by side: along the second dimension, or the first of vectors.</summary>
    public static Tensor hstack(IList<Tensor> tensors)
    {
        using var handles = new TensorHandles(tensors);
        return Result(lt_hstack(handles.Raw, handles.Count));
    }

    /// <summary>Tensors on top of each other: along the first dimension; a vector counts as a row.</summary>
    public static Tensor vstack(IList<Tensor> tensors)
    {
        using var handles = new TensorHandles(tensors);
        return Result(lt_vstack(handles.Raw, handles.Count));
    }

    /// <summary>The coordinates of a grid, one tensor for each axis.</summary>
    /// <param name="tensors">The coordinates along each axis.</param>
    /// <param name="indexing"><c>ij</c>: the first axis is the first dimension; <c>xy</c>: the second dimension.</param>
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij")
    {
        using var handles = new TensorHandles(tensors);
        Check(lt_meshgrid(handles.Raw, handles.Count, indexing, out nint grids, out long count));
        return TensorHandles.ReceiveAll(grids, count);
    }

    /// <summary>Sums of products over named dimensions, as in <c>"rnd,rdh-&gt;rnh"</c>.</summary>
    public static Tensor einsum(string equation, params Tensor[] tensors)
    {
        using var handles = new TensorHandles(tensors);
        return Result(lt_einsum(equation, handles.Raw, handles.Count));
    }

    /// <inheritdoc cref="Tensor.chunk(long, long)"/>
    public static Tensor[] chunk(Tensor input, long chunks, long dim = 0) => input.chunk(chunks, dim);

    /// <inheritdoc cref="Tensor.split(long[], long)"/>
    public static Tensor[] split(Tensor tensor, long[] split_size_or_sections, long dim = 0) =>
        tensor.split(split_size_or_sections, dim);

    /// <inheritdoc cref="Tensor.unbind(long)"/>
    public static Tensor[] unbind(Tensor input, long dim = 0) => input.unbind(dim);

    /// <summary>The elements of <paramref name="x"/> where the condition is true, of <paramref name="y"/> elsewhere.</summary>
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => x.where(condition, y);

    /// <inheritdoc cref="Tensor.allclose(Tensor, double, double, bool)"/>
    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false) =>
        tensor.allclose(target, rtol, atol, equal_nan);

    /// <inheritdoc cref="Tensor.max(long, bool)"/>
    public static (Tensor values, Tensor indexes) max(Tensor input, long dim, bool keepdim = false) => input.max(dim, keepdim);

    /// <inheritdoc cref="Tensor.min(long, bool)"/>
    public static (Tensor values, Tensor indexes) min(Tensor input, long dim, bool keepdim = false) => input.min(dim, keepdim);

    /// <inheritdoc cref="Tensor.sort(long, bool, bool)"/>
    public static (Tensor Values, Tensor Indices) sort(Tensor input, long dim = -1, bool descending = false, bool stable = false) =>
        input.sort(dim, descending, stable);

    /// <inheritdoc cref="Tensor.topk(int, int, bool, bool)"/>
    public static (Tensor values, Tensor indexes) topk(
        Tensor tensor, int k, int dim = -1, bool largest = true, bool sorted = true) => tensor.topk(k, dim, largest, sorted);
}
