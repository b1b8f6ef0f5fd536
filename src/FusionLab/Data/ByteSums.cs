using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>
/// The sums over training images that their moments are made of. Pixels are bytes, and sums of a thousand products of such are exact
/// in single precision, which is nearly three times as fast as double; the blocks add up in double, exactly too.
/// </summary>
internal static class ByteSums
{
    /// <summary>What is subtracted from every byte: then none is beyond ±128.</summary>
    public const int Grey = 128;

    private const int Block = 1024; // samples: 1024 products of at most 128² add up to at most 2²⁴, the end of single precision's integers
    private const int Strip = 200; // columns of the product at a time, from the diagonal down: the other triangle repeats this one

    /// <summary>Adds up the first samples.</summary>
    /// <param name="images">The images.</param>
    /// <param name="samples">How many training samples.</param>
    /// <returns>
    /// <c>Σ b bᵀ</c>, <c>[D, D]</c>, of which only the lower triangle counts, and <c>Σ 1[class = c] b</c>, <c>[C, D]</c>, of bytes
    /// <c>b</c> from which <see cref="Grey"/> is subtracted; in double precision.
    /// </returns>
    public static (Tensor Products, Tensor ByClass) Of(ImageSet images, int samples)
    {
        int features = images.TrainImages.Values.Length / images.TrainLabels.Values.Length;
        using Scalar grey = (long)Grey;
        var products = zeros(features, features, dtype: ScalarType.Float64);                           // [D, D]
        var byClass = zeros(ImageSet.Classes, features, dtype: ScalarType.Float64);                    // [C, D]
        var adding = new Lock();
        int threads = get_num_threads();
        set_num_threads(1); // a core for every block, rather than all for each
        try
        {
            Parallel.For(0, (samples + Block - 1) / Block, block =>
            {
                using var scope = NewDisposeScope();
                var (start, end) = (block * Block, Math.Min((block + 1) * Block, samples));
                var pixels = tensor(images.TrainImages.Values[(start * features)..(end * features)]).view(-1, features)
                    .to(ScalarType.Float32).sub_(grey);                                                // [N, D]
                var classes = nn.functional.one_hot(tensor(images.TrainLabels.Values[start..end]).to(ScalarType.Int64), ImageSet.Classes)
                    .to(ScalarType.Float32);                                                           // [N, C]
                var classSums = classes.t().mm(pixels);
                lock (adding)
                {
                    byClass.add_(classSums, HeldScalars.One);
                }

                for (int first = 0; first < features; first += Strip)
                {
                    var (rows, columns) = (features - first, Math.Min(Strip, features - first));
                    var product = pixels.narrow(1, first, rows).t().mm(pixels.narrow(1, first, columns));
                    lock (adding)
                    {
                        products.narrow(0, first, rows).narrow(1, first, columns).add_(product, HeldScalars.One);
                    }
                }
            });
        }
        finally
        {
            set_num_threads(threads);
        }

        return (products, byClass);
    }
}
