using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Data;

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
    /// <summary>Takes the moments of the first samples.</summary>
    /// <param name="images">The images.</param>
    /// <param name="samples">How many training samples.</param>
    public static ImageMoments Of(ImageSet images, int samples)
    {
        TorchLibrary.Load();
        using var scope = NewDisposeScope();
        byte[] labels = images.TrainLabels.Values[..samples];
        double[] shares = [.. Enumerable.Range(0, ImageSet.Classes).Select(c => labels.AsSpan().Count((byte)c) / (double)samples)];

        // A pixel is x = (b − Grey) scale + shift; the shift is no part of the covariance.
        const double unit = 1 / (255 * NoisyMnist.PixelDeviation);
        using Scalar scale = unit, scaleSquared = unit * unit, perSample = 1.0 / samples;
        const double shift = ((ByteSums.Grey / 255.0) - NoisyMnist.PixelMean) / NoisyMnist.PixelDeviation;
        var (products, byClass) = ByteSums.Of(images, samples);
        products.mul_(perSample);                                                       // [D, D]
        byClass.mul_(perSample);                                                        // [C, D]
        var mean = byClass.sum(dim: 0);                                                 // [D]
        var covariance = products.sub_(mean.outer(mean)).mul_(scaleSquared);
        var classMeans = byClass.mul_(scale).add_(tensor(shares.Select(share => share * shift).ToArray()).unsqueeze(1), HeldScalars.One);
        mean = classMeans.sum(dim: 0);
        var (variances, axes) = linalg.eigh(covariance.add_(mean.outer(mean), HeldScalars.One)); // of the lower triangle
        return new ImageMoments(
            samples,
            shares,
            [.. variances.data<double>().Select(variance => Math.Max(0, variance))],
            [.. classMeans.mm(axes).data<double>()]);
    }
}
