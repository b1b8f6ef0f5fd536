using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Adds values at the edges, or cuts them off where an amount is negative.</summary>
            /// <param name="input">The tensor.</param>
            /// <param name="pad">Amounts before and after, a pair for each dimension, from the last one on.</param>
            /// <param name="mode">What stands beyond the edge.</param>
            /// <param name="value">The value for <see cref="PaddingModes.Constant"/>.</param>
            public static Tensor pad(
                Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                string name = mode switch
                {
                    PaddingModes.Reflect => "reflect",
                    PaddingModes.Replicate => "replicate",
                    PaddingModes.Circular => "circular",
                    _ => "constant",
                };
                return Result(lt_pad(input.Handle, pad, pad.Length, name, mode == PaddingModes.Constant ? value : 0));
            }
        }
    }
}
