using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Chosen positions of a dimension, in the order given.</summary>
        public Tensor index_select(long dim, Tensor index) => Result(lt_index_select(Handle, dim, index.Handle));

        /// <summary>This with <paramref name="alpha"/> times <paramref name="source"/> added at chosen positions.</summary>
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Result(lt_index_add(Handle, dim, index.Handle, source.Handle, alpha.Value));

        /// <summary>Adds <paramref name="alpha"/> times <paramref name="source"/> at chosen positions, in place.</summary>
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            InPlace(lt_index_add_(Handle, dim, index.Handle, source.Handle, alpha.Value));

        /// <summary>This with <paramref name="source"/> in chosen positions.</summary>
        public Tensor index_copy(long dim, Tensor index, Tensor source) =>
            Result(lt_index_copy(Handle, dim, index.Handle, source.Handle));

        /// <summary>Writes <paramref name="source"/> into chosen positions.</summary>
        public Tensor index_copy_(long dim, Tensor index, Tensor source) =>
            InPlace(lt_index_copy_(Handle, dim, index.Handle, source.Handle));

        /// <summary>This with one value in chosen positions.</summary>
        public Tensor index_fill(long dim, Tensor index, Scalar value) => Result(lt_index_fill(Handle, dim, index.Handle, value.Value));

        /// <summary>Writes one value into chosen positions.</summary>
        public Tensor index_fill_(long dim, Tensor index, Scalar value) =>
            InPlace(lt_index_fill_(Handle, dim, index.Handle, value.Value));

        /// <summary>One element for each entry of <paramref name="index"/>, which gives its position along the dimension.</summary>
        public Tensor gather(long dim, Tensor index) => Result(lt_gather(Handle, dim, index.Handle));

        /// <summary>Elements by their positions in the flat tensor.</summary>
        public Tensor take(Tensor index) => Result(lt_take(Handle, index.Handle));

        /// <summary>Elements by their positions along a dimension, with broadcasting.</summary>
        public Tensor take_along_dim(Tensor indices, long dim) => Result(lt_take_along_dim(Handle, indices.Handle, dim));

        /// <summary>This with elements of <paramref name="src"/> at the positions that <paramref name="index"/> gives.</summary>
        public Tensor scatter(long dim, Tensor index, Tensor src) => Result(lt_scatter(Handle, dim, index.Handle, src.Handle));

        /// <summary>Writes elements of <paramref name="src"/> to the positions that <paramref name="index"/> gives.</summary>
        public Tensor scatter_(long dim, Tensor index, Tensor src) => InPlace(lt_scatter_(Handle, dim, index.Handle, src.Handle));

        /// <summary>This with elements of <paramref name="src"/> added at the positions that <paramref name="index"/> gives.</summary>
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Result(lt_scatter_add(Handle, dim, index.Handle, src.Handle));

        /// <summary>Adds elements of <paramref name="src"/> at the positions that <paramref name="index"/> gives.</summary>
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => InPlace(lt_scatter_add_(Handle, dim, index.Handle, src.Handle));

        /// <summary>This with one value where the mask is true.</summary>
        public Tensor masked_fill(Tensor mask, Scalar value) => Result(lt_masked_fill(Handle, mask.Handle, value.Value));

        /// <summary>Writes one value where the mask is true.</summary>
        public Tensor masked_fill_(Tensor mask, Scalar value) => InPlace(lt_masked_fill_(Handle, mask.Handle, value.Value));

        /// <summary>The elements where the mask is true, as a vector.</summary>
        public Tensor masked_select(Tensor mask) => Result(lt_masked_select(Handle, mask.Handle));

        /// <summary>The positions of the elements that are not zero, one row each.</summary>
        public Tensor nonzero() => Result(lt_nonzero(Handle));

        /// <summary>This where the condition is true, <paramref name="y"/> elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor y) => Result(lt_where(condition.Handle, Handle, y.Handle));

        /// <summary>The lower triangle; zero above it.</summary>
        public Tensor tril(long diagonal = 0) => Result(lt_tril(Handle, diagonal));

        /// <summary>The upper triangle; zero below it.</summary>
        public Tensor triu(long diagonal = 0) => Result(lt_triu(Handle, diagonal));

        /// <summary>A vector as the diagonal of a matrix, or a matrix's diagonal as a vector.</summary>
        public Tensor diag(long diagonal = 0) => Result(lt_diag(Handle, diagonal));

        /// <summary>Vectors as diagonals of matrices.</summary>
        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) => Result(lt_diag_embed(Handle, offset, dim1, dim2));

        /// <summary>The positions that would sort the elements along a dimension.</summary>
        public Tensor argsort(long dim = -1, bool descending = false) => Result(lt_argsort(Handle, dim, descending));

        /// <summary>How often each of 0, 1, 2, … occurs, or the sums of their weights.</summary>
        public Tensor bincount(Tensor? weights, long minlength = 0) => Result(lt_bincount(Handle, Optional(weights), minlength));

        /// <summary>e^x divided by its sum along a dimension.</summary>
        public Tensor softmax(long dim, ScalarType? dtype = null) => Result(lt_softmax(Handle, dim, Code(dtype)));

        /// <summary>The logarithm of softmax along a dimension, without overflow.</summary>
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Result(lt_log_softmax(Handle, dim, Code(dtype)));
    }
}
