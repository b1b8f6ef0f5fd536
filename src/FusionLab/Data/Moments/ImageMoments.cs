using static TorchSharp.torch;

namespace FusionLab.Data.Moments;

/// <summary>
/// The first and second moments of normalized, uncorrupted training images, in their principal axes: all that linear theory needs
/// of a data set, and little enough to keep in a file.
/// </summary>
/// <param name="Samples">The training samples.</param>
/// <param name="ClassShares">The share of every class.</param>
/// <param name="Variances">The eigenvalues of <c>⟨x xᵀ⟩</c>, <c>[D]</c>, ascending; none below 0.</param>
/// <param name="ClassMeans"><c>⟨1[class = c] x⟩</c> in the axes of these, <c>[C, D]</c> row-major.</param>
public sealed record ImageMoments(int Samples, double[] ClassShares, double[] Variances, double[] ClassMeans)
{
    private const int Block = 4096; // samples at a time, so that their doubles take little memory

    /// <summary>Takes the moments of the first samples.</summary>
    /// <param name="images">The images.</param>
    /// <param name="samples">How many training samples.</param>
    public static ImageMoments Of(ImageSet images, int samples)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        int features = images.TrainImages.Values.Length / images.TrainLabels.Values.Length;
        var products = zeros(features, features, dtype: ScalarType.Float64);           // [D, D]
        var byClass = zeros(ImageSet.Classes, features, dtype: ScalarType.Float64);    // [C, D]
        for (int first = 0; first < samples; first += Block)
        {
            using var block = NewDisposeScope();
            var range = first..Math.Min(first + Block, samples);
            var x = NoisyMnist.Normalize(tensor(images.TrainImages.Values[(range.Start.Value * features)..(range.End.Value * features)])
                .view(-1, features)).to(ScalarType.Float64);                           // [N, D]
            var labels = tensor(images.TrainLabels.Values[range]).to(ScalarType.Int64); // [N]
            products.add_(x.t().mm(x), HeldScalars.One);
            byClass.index_add_(0, labels, x, HeldScalars.One);
        }

        var (variances, axes) = linalg.eigh(products);
        return new ImageMoments(
            samples,
            [.. Enumerable.Range(0, ImageSet.Classes).Select(c => images.TrainLabels.Values.AsSpan(0, samples).Count((byte)c) / (double)samples)],
            [.. variances.data<double>().Select(sum => Math.Max(0, sum / samples))],
            [.. byClass.mm(axes).data<double>().Select(sum => sum / samples)]);
    }
}
