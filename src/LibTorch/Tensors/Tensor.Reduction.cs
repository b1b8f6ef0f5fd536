using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The sum of all elements.</summary>
        public Tensor sum(ScalarType? type = null) => Result(lt_sum(Handle, Code(type)));

        /// <summary>Sums over one dimension.</summary>
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        /// <summary>Sums over two dimensions.</summary>
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);

        /// <summary>Sums over several dimensions.</summary>
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => sum((ReadOnlySpan<long>)dim, keepdim, type);

        /// <summary>Sums over several dimensions.</summary>
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            Result(lt_sum_dims(Handle, dim, dim.Length, keepdim, Code(type)));

        /// <summary>The mean of all elements.</summary>
        public Tensor mean() => Result(lt_mean(Handle));

        /// <summary>Means over several dimensions.</summary>
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Result(lt_mean_dims(Handle, dimensions, dimensions.Length, keepdim, Code(type)));

        /// <summary>The product of all elements.</summary>
        public Tensor prod(ScalarType? type = null) => Result(lt_prod(Handle, Code(type)));

        /// <summary>Products over one dimension.</summary>
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) =>
            Result(lt_prod_dim(Handle, dim, keepdim, Code(type)));

        /// <summary>The largest element.</summary>
        public Tensor max() => Result(lt_max(Handle));

        /// <summary>The smallest element.</summary>
        public Tensor min() => Result(lt_min(Handle));

        /// <summary>The larger of two tensors, element by element.</summary>
        public Tensor max(Tensor other) => maximum(other);

        /// <summary>The smaller of two tensors, element by element.</summary>
        public Tensor min(Tensor other) => minimum(other);

        /// <summary>The position of the largest element, counted as if the tensor were flat.</summary>
        public Tensor argmax() => Result(lt_argmax(Handle));

        /// <summary>The positions of the largest elements along a dimension.</summary>
        public Tensor argmax(long dim, bool keepdim = false) => Result(lt_argmax_dim(Handle, dim, keepdim));

        /// <summary>The position of the smallest element, counted as if the tensor were flat.</summary>
        public Tensor argmin() => Result(lt_argmin(Handle));

        /// <summary>The positions of the smallest elements along a dimension.</summary>
        public Tensor argmin(long dim, bool keepdim = false) => Result(lt_argmin_dim(Handle, dim, keepdim));

        /// <summary>The standard deviation of all elements; unbiased divides by n − 1.</summary>
        public Tensor std(bool unbiased = true) => Result(lt_std(Handle, unbiased));

        /// <summary>Standard deviations over one dimension; unbiased divides by n − 1.</summary>
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim], unbiased, keepdim, type);

        /// <summary>The variance of all elements; unbiased divides by n − 1.</summary>
        public Tensor var(bool unbiased = true) => Result(lt_var(Handle, unbiased));

        /// <summary>Variances over one dimension; unbiased divides by n − 1.</summary>
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim], unbiased, keepdim, type);

        /// <summary>The p-norm of all elements taken as one vector.</summary>
        public Tensor norm(float p = 2) => Result(lt_norm(Handle, p));

        /// <summary>The p-norms along a dimension.</summary>
        public Tensor norm(int dim, bool keepdim = false, float p = 2) => Result(lt_norm_dim(Handle, p, dim, keepdim));

        /// <summary>The middle element; the lower one of two.</summary>
        public Tensor median() => Result(lt_median(Handle));

        /// <summary>Quantiles along a dimension, with linear interpolation.</summary>
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Result(lt_quantile(Handle, q.Handle, dim, keepdim));

        /// <summary>log Σ e^x along a dimension, without overflow.</summary>
        public Tensor logsumexp(long dim, bool keepdim = false) => Result(lt_logsumexp(Handle, dim, keepdim));

        /// <summary>True if every element is true.</summary>
        public Tensor all() => Result(lt_all(Handle));

        /// <summary>True where every element along a dimension is true.</summary>
        public Tensor all(long dim, bool keepdim = false) => Result(lt_all_dim(Handle, dim, keepdim));

        /// <summary>True if some element is true.</summary>
        public Tensor any() => Result(lt_any(Handle));

        /// <summary>True where some element along a dimension is true.</summary>
        public Tensor any(long dim, bool keepdim = false) => Result(lt_any_dim(Handle, dim, keepdim));

        /// <summary>The sum of a matrix's diagonal.</summary>
        public Tensor trace() => Result(lt_trace(Handle));

        /// <summary>Standard deviations over several dimensions; unbiased divides by n − 1.</summary>
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            InType(type, input => Result(lt_std_dims(input.Handle, dimensions, dimensions.Length, unbiased, keepdim)));

        /// <summary>Variances over several dimensions; unbiased divides by n − 1.</summary>
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            InType(type, input => Result(lt_var_dims(input.Handle, dimensions, dimensions.Length, unbiased, keepdim)));
    }
}
