// Shapes: R replicas, H outputs, D inputs, N samples.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FusionLab.Numerics;
using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>
/// A fully connected layer of all replicas, <c>Y = W·f(Z) + b</c>, by FusionLab's own <see cref="MatrixProduct"/>. The activation f belongs
/// to the layer that takes it, not to the one that gives Z: it is applied while Z is packed, and its derivative while the gradient by Z is
/// written, so that neither takes a pass over memory of its own.
/// </summary>
internal sealed unsafe class LinearFunction : autograd.SingleTensorFunction<LinearFunction>
{
    private const string ProductKey = "product", SlopeKey = "slope", BiasKey = "bias";

    /// <inheritdoc/>
    public override string Name => nameof(LinearFunction);

    /// <summary>Applies the layer.</summary>
    /// <param name="product">What multiplies.</param>
    /// <param name="weight">W, <c>[R, H, D]</c>.</param>
    /// <param name="input">Z, <c>[R, D, N]</c>.</param>
    /// <param name="bias">b, <c>[R, H]</c>; null adds none.</param>
    /// <param name="slope">The slope of f below 0; 1 for no activation.</param>
    /// <returns>Y, <c>[R, H, N]</c>.</returns>
    public static Tensor Apply(MatrixProduct product, Tensor weight, Tensor input, Tensor? bias, float slope) =>
        apply(weight, input, bias!, product, slope);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        using var scope = NewDisposeScope();
        var (weight, input, bias) = ((Tensor)vars[0], (Tensor)vars[1], vars[2] as Tensor);
        var (product, slope) = ((MatrixProduct)vars[3], (float)vars[4]);
        ctx.save_for_backward([weight, input]);
        ctx.save_data(ProductKey, product);
        ctx.save_data(SlopeKey, slope);
        ctx.save_data(BiasKey, bias is not null);

        var output = empty(weight.shape[0], weight.shape[1], input.shape[2], dtype: ScalarType.Float32);
        var (w, z, y) = (Read(weight), Read(input), Read(output));
        float* b = bias is null ? null : FindStart(bias.contiguous());
        for (int r = 0; r < y.Length; r++)
        {
            product.MultiplyActivated(w[r], z[r], slope, b is null ? null : b + (r * y[r].Rows), y[r]);
        }

        return output.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <returns>The gradients by W, Z and b, null where there is none to compute.</returns>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var (weight, input) = (saved[0], saved[1]);
        var (product, slope) = ((MatrixProduct)ctx.get_data(ProductKey), (float)ctx.get_data(SlopeKey));
        var byWeight = empty(weight.shape, dtype: ScalarType.Float32);
        var byInput = input.requires_grad ? empty(input.shape, dtype: ScalarType.Float32) : null;
        var byBias = (bool)ctx.get_data(BiasKey) ? grad_output.sum(2) : null;
        var (w, z, g, dw) = (Read(weight), Read(input), Read(grad_output), Read(byWeight));
        var (mask, dz) = byInput is null ? ([], []) : (Read(input.contiguous()), Read(byInput));
        for (int r = 0; r < w.Length; r++)
        {
            product.MultiplyActivated(g[r], z[r].Transposed, slope, null, dw[r]);                      // G·f(Z)ᵀ, [H, D]
            if (byInput is not null)
            {
                product.MultiplyMasked(w[r].Transposed, g[r], mask[r], slope, dz[r]);                  // (Wᵀ·G) ⊙ f'(Z), [D, N]
            }
        }

        return [.. new[] { byWeight, byInput, byBias, null, null }.Select(gradient => gradient?.MoveToOuterDisposeScope()!)];
    }

    /// <summary>The matrices of all replicas.</summary>
    /// <param name="all"><c>[R, rows, columns]</c>, of any strides, in memory as long as the matrices are used.</param>
    private static Matrix[] Read(Tensor all)
    {
        float* start = FindStart(all);
        var (shape, stride) = (all.shape, all.stride());
        var matrices = new Matrix[shape[0]];
        for (int r = 0; r < matrices.Length; r++)
        {
            matrices[r] = new(start + (r * stride[0]), (int)shape[1], (int)shape[2], stride[1], stride[2]);
        }

        return matrices;
    }

    /// <summary>Where a tensor's first number lies; TorchSharp tells it of tensors without gaps alone, such as one number.</summary>
    private static float* FindStart(Tensor tensor) => tensor.numel() == 0 ? null
        : (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.as_strided([1], [1], tensor.storage_offset()).bytes));
}
