namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// Fills parameters with their first values, from torch's default generator. Only what means the same in TorchSharp is
        /// here: its versions with a generator ignore it, and its xavier_normal_ draws evenly spread numbers.
        /// </summary>
        public static partial class init
        {
            /// <summary>Which side of a layer the spread depends on.</summary>
            public enum FanInOut
            {
                /// <summary>The inputs.</summary>
                FanIn = 0,

                /// <summary>The outputs.</summary>
                FanOut = 1,
            }

            /// <summary>What follows a layer, for the factor its first weights need.</summary>
            public enum NonlinearityType
            {
                /// <summary>Nothing.</summary>
                Linear = 0,

                /// <summary>A sigmoid.</summary>
                Sigmoid = 7,

                /// <summary>A hyperbolic tangent.</summary>
                Tanh = 8,

                /// <summary>A rectifier.</summary>
                ReLU = 9,

                /// <summary>A rectifier that lets through a part of negative values.</summary>
                LeakyReLU = 10,
            }

            /// <summary>The factor that keeps the variance of a signal through a nonlinearity.</summary>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3.0,
                NonlinearityType.ReLU => Math.Sqrt(2.0),
                NonlinearityType.LeakyReLU => Math.Sqrt(2.0 / (1 + (param * param))),
                _ => 1.0,
            };

            /// <summary>Ones.</summary>
            public static Tensor ones_(Tensor tensor) => Unrecorded(tensor, () => tensor.fill_(1));

            /// <summary>Zeros.</summary>
            public static Tensor zeros_(Tensor tensor) => Unrecorded(tensor, () => tensor.fill_(0));

            /// <summary>One value.</summary>
            public static Tensor constant_(Tensor tensor, Scalar val) => Unrecorded(tensor, () => tensor.fill_(val));

            /// <summary>Numbers spread evenly over [low, high).</summary>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1) =>
                Unrecorded(tensor, () => tensor.uniform_(low, high));

            /// <summary>Normally distributed numbers.</summary>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1) =>
                Unrecorded(tensor, () => tensor.normal_(mean, std));

            /// <summary>Evenly spread numbers that keep the variance of a signal on its way through the layer (He et al. 2015).</summary>
            /// <param name="tensor">The weights, <c>[out, in, ...]</c>.</param>
            /// <param name="a">The slope of the leaky rectifier that follows.</param>
            /// <param name="mode">Keeps the variance forward (inputs) or backward (outputs).</param>
            /// <param name="nonlinearity">What follows the layer.</param>
            public static Tensor kaiming_uniform_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                double bound = Math.Sqrt(3.0) * calculate_gain(nonlinearity, a) / Math.Sqrt(Fan(tensor, mode));
                return uniform_(tensor, -bound, bound);
            }

            /// <inheritdoc cref="kaiming_uniform_(Tensor, double, FanInOut, NonlinearityType)"/>
            /// <summary>Normally distributed numbers that keep the variance of a signal through the layer (He et al. 2015).</summary>
            public static Tensor kaiming_normal_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, calculate_gain(nonlinearity, a) / Math.Sqrt(Fan(tensor, mode)));

            /// <summary>Evenly spread numbers between keeping the variance forward and backward (Glorot and Bengio 2010).</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                var (inputs, outputs) = CalculateFanInAndFanOut(tensor);
                double bound = gain * Math.Sqrt(6.0 / (inputs + outputs));
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>How many inputs each output of a layer has, and how many outputs each input.</summary>
            /// <exception cref="ArgumentException">The tensor has fewer than two dimensions.</exception>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                {
                    throw new ArgumentException("Weights must have at least two dimensions: outputs and inputs.", nameof(tensor));
                }

                long cells = 1;
                foreach (long size in shape.AsSpan(2))
                {
                    cells *= size;
                }

                return (shape[1] * cells, shape[0] * cells);
            }

            private static long Fan(Tensor tensor, FanInOut mode)
            {
                var (inputs, outputs) = CalculateFanInAndFanOut(tensor);
                return mode == FanInOut.FanIn ? inputs : outputs;
            }

            private static Tensor Unrecorded(Tensor tensor, Action fill)
            {
                using var mode = no_grad();
                fill();
                return tensor;
            }
        }
    }
}
