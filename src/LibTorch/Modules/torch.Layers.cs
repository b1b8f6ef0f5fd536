using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A layer y = x · weightᵀ + bias with PyTorch's first values.</summary>
        /// <param name="inputSize">Features in.</param>
        /// <param name="outputSize">Features out.</param>
        /// <param name="hasBias">With a bias.</param>
        /// <param name="device">Where; the CPU if null.</param>
        /// <param name="dtype">The element type; single precision if null.</param>
        public static Linear Linear(
            long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
            new(inputSize, outputSize, hasBias, device, dtype);

        /// <summary>Two-dimensional convolution with PyTorch's first values.</summary>
        /// <param name="in_channels">Channels in.</param>
        /// <param name="out_channels">Channels out.</param>
        /// <param name="kernel_size">Height and width of the kernel.</param>
        /// <param name="stride">Steps of the kernel.</param>
        /// <param name="padding">Zeros added at each edge.</param>
        /// <param name="dilation">Distance between the kernel's cells.</param>
        /// <param name="padding_mode">Only zeros are supported here.</param>
        /// <param name="groups">Groups of channels that do not see each other.</param>
        /// <param name="bias">With a bias.</param>
        /// <param name="device">Where; the CPU if null.</param>
        /// <param name="dtype">The element type; single precision if null.</param>
        public static Conv2d Conv2d(
            long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null) =>
            padding_mode == PaddingModes.Zeros
                ? new(
                    in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], [padding, padding],
                    [dilation, dilation], groups, bias, device, dtype)
                : throw new NotSupportedException($"Conv2d: padding with {padding_mode} is not supported by this libtorch provider.");

        /// <summary>The largest value in each window.</summary>
        /// <param name="kernel_size">Height and width of the window.</param>
        /// <param name="stride">Steps of the window; its size if null.</param>
        /// <param name="padding">Added at each edge.</param>
        /// <param name="dilation">Distance between the window's cells.</param>
        /// <param name="ceil_mode">Counts windows that reach over the edge.</param>
        public static MaxPool2d MaxPool2d(
            long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
        {
            long step = stride ?? kernel_size;
            long edge = padding ?? 0;
            long distance = dilation ?? 1;
            return new([kernel_size, kernel_size], [step, step], [edge, edge], [distance, distance], ceil_mode);
        }

        /// <summary>Each element, or zero where it is negative.</summary>
        public static ReLU ReLU(bool inplace = false) => new(inplace);

        /// <summary>Each element, times the slope where it is negative.</summary>
        public static LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);

        /// <summary>Several neighbouring dimensions as one; by default all but the first.</summary>
        public static Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);

        /// <summary>Modules one after the other, under their numbers.</summary>
        public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) =>
            new(modules.Select((module, i) => (i.ToString(), module)));

        /// <summary>Modules one after the other, under names of their own.</summary>
        public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);
    }
}
