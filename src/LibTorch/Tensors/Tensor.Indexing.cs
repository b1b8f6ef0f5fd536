using System.Runtime.CompilerServices;
using TorchSharp.Interop;
using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>A part of the tensor: a view where positions and slices choose it, a copy where tensors do.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        /// <summary>The elements that tensors of positions or truth values choose, as a copy.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        /// <summary>One position of the first dimension, as a view.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => index_put_(value, new TensorIndex[] { i1 });
        }

        /// <summary>One position of each of the first two dimensions, as a view.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => index(new TensorIndex[] { i1, i2 });
            set => index_put_(value, new TensorIndex[] { i1, i2 });
        }

        /// <summary>One position of each of the first three dimensions, as a view.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => index(new TensorIndex[] { i1, i2, i3 });
            set => index_put_(value, new TensorIndex[] { i1, i2, i3 });
        }

        /// <summary>A part of the tensor: a view where positions and slices choose it, a copy where tensors do.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            var items = Encode(indices, out var chosen);
            using (chosen)
            {
                return Result(lt_index(Handle, items, items.Length));
            }
        }

        /// <summary>The elements that tensors of positions or truth values choose, as a copy.</summary>
        public Tensor index(params Tensor[] indices) => index(Array.ConvertAll(indices, TensorIndex.Tensor));

        /// <summary>Overwrites a part of the tensor.</summary>
        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            var items = Encode(indices, out var chosen);
            using (chosen)
            {
                return InPlace(lt_index_put_(Handle, items, items.Length, value.Handle));
            }
        }

        /// <inheritdoc cref="index_put_(Tensor, TensorIndex[])"/>
        public Tensor index_put_(Tensor value, params Tensor[] indices) =>
            index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor));

        /// <inheritdoc cref="index_put_(Tensor, TensorIndex[])"/>
        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            var items = Encode(indices, out var chosen);
            using (chosen)
            {
                return InPlace(lt_index_put_scalar_(Handle, items, items.Length, value.Value));
            }
        }

        /// <inheritdoc cref="index_put_(Tensor, TensorIndex[])"/>
        public Tensor index_put_(Scalar value, params Tensor[] indices) =>
            index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor));

        private static NativeIndex[] Encode(TensorIndex[] indices, out TensorHandles chosen)
        {
            chosen = new TensorHandles(indices.Where(index => index.Chosen is not null).Select(index => index.Chosen!));
            var items = new NativeIndex[indices.Length];
            int tensors = 0;
            for (int i = 0; i < items.Length; i++)
            {
                items[i] = indices[i].Index;
                if (indices[i].Chosen is not null)
                {
                    items[i].Chosen = chosen.Raw[tensors++];
                }
            }

            return items;
        }
    }
}
