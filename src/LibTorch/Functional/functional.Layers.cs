using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>x · weightᵀ + bias.</summary>
            /// <param name="input"><c>[..., in]</c></param>
            /// <param name="weights"><c>[out, in]</c></param>
            /// <param name="bias"><c>[out]</c>, or null.</param>
            /// <returns><c>[..., out]</c></returns>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                Result(lt_linear(input.Handle, weights.Handle, Tensor.Optional(bias)));

            /// <summary>Two-dimensional convolution, in so many independent groups of channels.</summary>
            /// <param name="input"><c>[N, C, H, W]</c> or <c>[C, H, W]</c></param>
            /// <param name="weight"><c>[out, C / groups, kernel height, kernel width]</c></param>
            /// <param name="bias"><c>[out]</c>, or null.</param>
            /// <param name="strides">Steps of the kernel; 1 if null.</param>
            /// <param name="padding">Zeros added at each edge; none if null.</param>
            /// <param name="dilation">Distance between the kernel's cells; 1 if null.</param>
            /// <param name="groups">Channels and outputs are split into so many groups that do not see each other.</param>
            public static Tensor conv2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, long groups = 1)
            {
                strides ??= [1];
                padding ??= [0];
                dilation ??= [1];
                return Result(lt_conv2d(
                    input.Handle, weight.Handle, Tensor.Optional(bias), strides, strides.Length, padding, padding.Length, dilation,
                    dilation.Length, groups));
            }

            /// <summary>The largest value in each window.</summary>
            /// <param name="input"><c>[N, C, H, W]</c> or <c>[C, H, W]</c></param>
            /// <param name="kernel_size">The window.</param>
            /// <param name="strides">Steps of the window; the window itself if null.</param>
            /// <param name="padding">Added at each edge; none if null.</param>
            /// <param name="dilation">Distance between the window's cells; 1 if null.</param>
            /// <param name="ceil_mode">Counts windows that reach over the edge.</param>
            public static Tensor max_pool2d(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                bool ceil_mode = false)
            {
                strides ??= kernel_size;
                padding ??= [0];
                dilation ??= [1];
                return Result(lt_max_pool2d(
                    input.Handle, kernel_size, kernel_size.Length, strides, strides.Length, padding, padding.Length, dilation,
                    dilation.Length, ceil_mode));
            }

            /// <inheritdoc cref="max_pool2d(Tensor, long[], long[], long[], long[], bool)"/>
            public static Tensor max_pool2d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null,
                bool ceil_mode = false) =>
                max_pool2d(input, [kernel_size], [stride ?? kernel_size], [padding ?? 0], [dilation ?? 1], ceil_mode);

            /// <summary>The largest value in each window, and where it was.</summary>
            /// <inheritdoc cref="max_pool2d(Tensor, long[], long[], long[], long[], bool)"/>
            public static (Tensor output, Tensor indices) max_pool2d_with_indices(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                bool ceil_mode = false)
            {
                strides ??= kernel_size;
                padding ??= [0];
                dilation ??= [1];
                Check(lt_max_pool2d_indices(
                    input.Handle, kernel_size, kernel_size.Length, strides, strides.Length, padding, padding.Length, dilation,
                    dilation.Length, ceil_mode, out var values, out var indices));
                return (Result(values), Result(indices));
            }

            /// <summary>The mean of each window.</summary>
            /// <param name="input"><c>[N, C, H, W]</c> or <c>[C, H, W]</c></param>
            /// <param name="kernel_size">The window.</param>
            /// <param name="stride">Steps of the window; the window itself if null.</param>
            /// <param name="padding">Zeros added at each edge.</param>
            /// <param name="ceil_mode">Counts windows that reach over the edge.</param>
            /// <param name="count_include_pad">Lets the added zeros count.</param>
            /// <param name="divisor_override">Must be null.</param>
            public static Tensor avg_pool2d(
                Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null)
            {
                if (divisor_override is not null)
                {
                    throw new NotSupportedException("avg_pool2d: divisor_override is not supported by this libtorch provider.");
                }

                return Result(lt_avg_pool2d(
                    input.Handle, [kernel_size], 1, [stride ?? kernel_size], 1, [padding], 1, ceil_mode, count_include_pad));
            }

            /// <summary>Sets elements to zero with a probability and scales up the others; passes through when not training.</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                var result = Result(lt_dropout(input.Handle, p, training));
                if (!inplace)
                {
                    return result;
                }

                using (result)
                {
                    return input.copy_(result).alias();
                }
            }

            /// <summary>Class numbers as rows with a single one.</summary>
            public static Tensor one_hot(Tensor x, long num_classes = -1) => Result(lt_one_hot(x.Handle, num_classes));
        }
    }
}
