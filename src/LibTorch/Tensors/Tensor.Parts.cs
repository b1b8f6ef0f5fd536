using TorchSharp.Interop;
using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The tensor in so many pieces along a dimension, the last one perhaps smaller; without copying.</summary>
        public Tensor[] chunk(long chunks, long dim = 0)
        {
            Check(lt_chunk(Handle, chunks, dim, out nint pieces, out long count));
            return TensorHandles.ReceiveAll(pieces, count);
        }

        /// <summary>The tensor in pieces of one size along a dimension, the last one perhaps smaller; without copying.</summary>
        public Tensor[] split(long size, int dim = 0)
        {
            Check(lt_split(Handle, size, dim, out nint pieces, out long count));
            return TensorHandles.ReceiveAll(pieces, count);
        }

        /// <summary>The tensor in pieces of given sizes along a dimension; without copying.</summary>
        public Tensor[] split(long[] sizes, long dim = 0)
        {
            Check(lt_split_sizes(Handle, sizes, sizes.Length, dim, out nint pieces, out long count));
            return TensorHandles.ReceiveAll(pieces, count);
        }

        /// <summary>One tensor for each position of a dimension; without copying.</summary>
        public Tensor[] unbind(long dimension = 0)
        {
            Check(lt_unbind(Handle, dimension, out nint pieces, out long count));
            return TensorHandles.ReceiveAll(pieces, count);
        }
    }
}
