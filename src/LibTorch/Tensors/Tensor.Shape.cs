using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The same memory with another shape; −1 stands for the size that fits.</summary>
        public Tensor view(params long[] shape) => Result(lt_view(Handle, shape, shape.Length));

        /// <summary>The same memory with the shape of another tensor.</summary>
        public Tensor view_as(Tensor other) => view(other.shape);

        /// <summary>The same elements with another shape; a copy only where a view cannot be.</summary>
        public Tensor reshape(params long[] shape) => Result(lt_reshape(Handle, shape, shape.Length));

        /// <summary>Several neighbouring dimensions as one.</summary>
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Result(lt_flatten(Handle, start_dim, end_dim));

        /// <summary>One dimension as several.</summary>
        public Tensor unflatten(long dim, params long[] sizes) => Result(lt_unflatten(Handle, dim, sizes, sizes.Length));

        /// <summary>Repeats dimensions of size one without copying; −1 leaves a size as it is.</summary>
        public Tensor expand(params long[] sizes) => expand(sizes, false);

        /// <summary>Repeats dimensions of size one without copying; −1 leaves a size as it is.</summary>
        public Tensor expand(long[] sizes, bool isImplicit = false) => expand((ReadOnlySpan<long>)sizes, isImplicit);

        /// <summary>Repeats dimensions of size one without copying; −1 leaves a size as it is.</summary>
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) =>
            Result(lt_expand(Handle, sizes, sizes.Length, isImplicit));

        /// <summary>Repeats dimensions of size one, without copying, to the shape of another tensor.</summary>
        public Tensor expand_as(Tensor other) => expand(other.shape);

        /// <summary>The dimensions in another order, without copying.</summary>
        public Tensor permute(params long[] permutation) => Result(lt_permute(Handle, permutation, permutation.Length));

        /// <summary>Two dimensions exchanged, without copying.</summary>
        public Tensor transpose(long dim0, long dim1) => Result(lt_transpose(Handle, dim0, dim1));

        /// <summary>A matrix transposed, without copying.</summary>
        public Tensor t() => Result(lt_t(Handle));

        /// <summary>Copies of the tensor, so many along each dimension.</summary>
        public Tensor repeat(params long[] sizes) => Result(lt_repeat(Handle, sizes, sizes.Length));

        /// <summary>Each element several times in a row; flat where no dimension is given.</summary>
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Result(lt_repeat_interleave(Handle, repeats, dim ?? 0, dim is null));

        /// <summary>Each element several times in a row, as often as the other tensor says; flat where no dimension is given.</summary>
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Result(lt_repeat_interleave_tensor(Handle, repeats.Handle, dim ?? 0, dim is null));

        /// <summary>The elements in reverse order along some dimensions.</summary>
        public Tensor flip(params long[] dims) => Result(lt_flip(Handle, dims, dims.Length));

        /// <summary>The elements moved along a dimension; what leaves at one end enters at the other.</summary>
        public Tensor roll(long shifts, long? dims = null) =>
            Result(lt_roll(Handle, [shifts], 1, dims is { } dim ? [dim] : [], dims is null ? 0 : 1));

        /// <summary>Dimensions moved to new places, without copying.</summary>
        public Tensor movedim(long[] source, long[] destination) =>
            Result(lt_movedim(Handle, source, source.Length, destination, destination.Length));

        /// <summary>The same memory with any shape and strides.</summary>
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) =>
            Result(lt_as_strided(Handle, size, size.Length, strides, strides.Length, storageOffset));

        /// <summary>Windows along a dimension, without copying; they form a new last dimension.</summary>
        public Tensor unfold(long dimension, long size, long step) => Result(lt_unfold(Handle, dimension, size, step));

        /// <summary>Without dimensions of size one: all of them, or one.</summary>
        public Tensor squeeze(long? dim = null) => Result(dim is { } chosen ? lt_squeeze_dim(Handle, chosen) : lt_squeeze(Handle));

        /// <summary>Drops dimensions of size one in place: all of them, or one.</summary>
        public Tensor squeeze_(long? dim = null) => InPlace(dim is { } chosen ? lt_squeeze_dim_(Handle, chosen) : lt_squeeze_(Handle));

        /// <summary>With a new dimension of size one.</summary>
        public Tensor unsqueeze(long dim) => Result(lt_unsqueeze(Handle, dim));

        /// <summary>Adds a dimension of size one in place.</summary>
        public Tensor unsqueeze_(long dim) => InPlace(lt_unsqueeze_(Handle, dim));

        /// <summary>A stretch of one dimension, without copying.</summary>
        public Tensor narrow(long dim, long start, long length) => Result(lt_narrow(Handle, dim, start, length));

        /// <summary>One position of a dimension, without copying; the dimension goes.</summary>
        public Tensor select(long dim, long index) => Result(lt_select(Handle, dim, index));

        /// <summary>Every so many positions of a dimension, without copying.</summary>
        public Tensor slice(long dim, long start, long finish, long step) => Result(lt_slice(Handle, dim, start, finish, step));

        /// <summary>A diagonal, without copying; it becomes the last dimension.</summary>
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Result(lt_diagonal(Handle, offset, dim1, dim2));
    }
}
