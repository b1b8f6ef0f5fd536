using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The number of dimensions.</summary>
        public long Dimensions
        {
            get
            {
                Check(lt_rank(Handle, out long rank));
                return rank;
            }
        }

        /// <summary>The number of dimensions.</summary>
        public long ndim => Dimensions;

        /// <summary>The number of elements.</summary>
        public long NumberOfElements
        {
            get
            {
                Check(lt_numel(Handle, out long count));
                return count;
            }
        }

        /// <summary>Bytes in one element.</summary>
        public long ElementSize
        {
            get
            {
                Check(lt_element_size(Handle, out long size));
                return size;
            }
        }

        /// <summary>The element type.</summary>
        public ScalarType dtype
        {
            get
            {
                Check(lt_dtype(Handle, out int type));
                return (ScalarType)type;
            }
        }

        /// <summary>Where the elements are.</summary>
        public Device device
        {
            get
            {
                Check(lt_device(Handle, out int type, out int index));
                return new Device((DeviceType)type, (DeviceType)type == DeviceType.CPU ? -1 : index);
            }
        }

        /// <summary>The kind of device the elements are on.</summary>
        public DeviceType device_type => device.type;

        /// <summary>The number of the device the elements are on; −1 on the CPU.</summary>
        public int device_index => device.index;

        /// <summary>True if the elements are on an NVIDIA GPU.</summary>
        public bool is_cuda => device_type == DeviceType.CUDA;

        /// <summary>True if most elements are left out because they are zero.</summary>
        public bool is_sparse
        {
            get
            {
                Check(lt_is_sparse(Handle, out var sparse));
                return sparse;
            }
        }

        /// <summary>The size of each dimension.</summary>
        public long[] shape
        {
            get
            {
                var sizes = new long[Dimensions];
                Check(lt_shape(Handle, sizes, sizes.Length));
                return sizes;
            }
        }

        /// <summary>The number of dimensions.</summary>
        public long dim() => Dimensions;

        /// <summary>The number of elements.</summary>
        public long numel() => NumberOfElements;

        /// <summary>Bytes in one element.</summary>
        public long element_size() => ElementSize;

        /// <summary>The size of each dimension.</summary>
        public long[] size() => shape;

        /// <summary>The size of one dimension; negative numbers count from the last one.</summary>
        public long size(int dim) => At(shape, dim);

        /// <summary>How many elements lie between neighbours of each dimension.</summary>
        public long[] stride()
        {
            var strides = new long[Dimensions];
            Check(lt_strides(Handle, strides, strides.Length));
            return strides;
        }

        /// <summary>How many elements lie between neighbours of one dimension; negative numbers count from the last one.</summary>
        public long stride(int dim) => At(stride(), dim);

        /// <summary>Where in its memory the tensor begins, in elements.</summary>
        public long storage_offset()
        {
            Check(lt_storage_offset(Handle, out long offset));
            return offset;
        }

        /// <summary>True if the elements lie one after the other, the last dimension fastest.</summary>
        public bool is_contiguous()
        {
            Check(lt_is_contiguous(Handle, out var contiguous));
            return contiguous;
        }

        /// <summary>True if the elements are whole numbers.</summary>
        public bool is_integral() => torch.is_integral(dtype);

        /// <summary>True if the elements are real numbers.</summary>
        public bool is_floating_point() => torch.is_floating_point(dtype);

        /// <summary>True if the elements are complex numbers.</summary>
        public bool is_complex() => torch.is_complex(dtype);

        /// <summary>Shape, type and device, for people.</summary>
        public override string ToString() =>
            IsInvalid ? "[disposed]" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        private static long At(long[] values, int dim) =>
            dim >= -values.Length && dim < values.Length
                ? values[dim < 0 ? dim + values.Length : dim]
                : throw new ArgumentOutOfRangeException(nameof(dim), dim, $"The tensor has {values.Length} dimensions.");
    }
}
