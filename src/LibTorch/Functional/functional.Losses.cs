using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>The negative log-likelihood of the right classes under softmax.</summary>
            /// <param name="input">Scores <c>[N, C]</c>, or <c>[N, C, ...]</c>.</param>
            /// <param name="target">Class numbers <c>[N]</c>, or <c>[N, ...]</c>.</param>
            /// <param name="weight">One weight a class, or null.</param>
            /// <param name="ignore_index">A class number that does not count.</param>
            /// <param name="reduction">What happens to the samples' losses.</param>
            /// <param name="label_smoothing">The part of the probability spread over all classes.</param>
            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean,
                double label_smoothing = 0) =>
                Result(lt_cross_entropy(
                    input.Handle, target.Handle, Tensor.Optional(weight), (long)reduction, ignore_index, label_smoothing));

            /// <summary>The negative log-likelihood of the right classes.</summary>
            /// <param name="input">Log-probabilities <c>[N, C]</c>.</param>
            /// <param name="target">Class numbers <c>[N]</c>.</param>
            /// <param name="weight">One weight a class, or null.</param>
            /// <param name="reduction">What happens to the samples' losses.</param>
            public static Tensor nll_loss(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                Result(lt_nll_loss(input.Handle, target.Handle, Tensor.Optional(weight), (long)reduction));

            /// <summary>The squared difference.</summary>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Result(lt_mse_loss(input.Handle, target.Handle, (long)reduction));

            /// <summary>The absolute difference.</summary>
            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Result(lt_l1_loss(input.Handle, target.Handle, (long)reduction));

            /// <summary>Half the squared difference below <paramref name="beta"/>, the absolute difference above.</summary>
            public static Tensor smooth_l1_loss(
                Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1) =>
                Result(lt_smooth_l1_loss(input.Handle, target.Handle, (long)reduction, beta));

            /// <summary>The negative log-likelihood of truth values under probabilities.</summary>
            public static Tensor binary_cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                Result(lt_binary_cross_entropy(input.Handle, target.Handle, Tensor.Optional(weight), (long)reduction));

            /// <summary>The negative log-likelihood of truth values under the sigmoid of scores.</summary>
            public static Tensor binary_cross_entropy_with_logits(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean,
                Tensor? pos_weights = null) =>
                Result(lt_binary_cross_entropy_with_logits(
                    input.Handle, target.Handle, Tensor.Optional(weight), Tensor.Optional(pos_weights), (long)reduction));
        }
    }
}
