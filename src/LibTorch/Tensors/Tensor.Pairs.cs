using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The largest elements along a dimension, and where they are.</summary>
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false)
        {
            Check(lt_max_dim(Handle, dim, keepdim, out var values, out var indices));
            return (Result(values), Result(indices));
        }

        /// <summary>The smallest elements along a dimension, and where they are.</summary>
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false)
        {
            Check(lt_min_dim(Handle, dim, keepdim, out var values, out var indices));
            return (Result(values), Result(indices));
        }

        /// <summary>The elements sorted along a dimension, and where they were.</summary>
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false)
        {
            Check(lt_sort(Handle, dim, descending, stable, out var values, out var indices));
            return (Result(values), Result(indices));
        }

        /// <summary>The <paramref name="k"/> largest (or smallest) elements along a dimension, and where they are.</summary>
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true)
        {
            Check(lt_topk(Handle, k, dim, largest, sorted, out var values, out var indices));
            return (Result(values), Result(indices));
        }

        /// <summary>The largest elements over several dimensions.</summary>
        public Tensor amax(params long[] dims) => Result(lt_amax(Handle, dims, dims.Length, false));

        /// <summary>The smallest elements over several dimensions.</summary>
        public Tensor amin(params long[] dims) => Result(lt_amin(Handle, dims, dims.Length, false));

        /// <summary>True if every pair of elements is close: |this − other| ≤ atol + rtol · |other|.</summary>
        public bool allclose(Tensor target, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false)
        {
            Check(lt_allclose(Handle, target.Handle, rtol, atol, equal_nan, out var close));
            return close;
        }
    }
}
