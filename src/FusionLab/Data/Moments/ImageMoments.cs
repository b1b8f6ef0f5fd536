using FusionLab.Theory;

namespace FusionLab.Data.Moments;

/// <summary>
/// The first and second moments of normalized, uncorrupted training images, in their principal axes: all that linear theory needs
/// of a data set, and little enough to keep in a file.
/// </summary>
/// <param name="Samples">The training samples.</param>
/// <param name="ClassShares">The share of every class.</param>
/// <param name="Variances">The eigenvalues of <c>⟨x xᵀ⟩</c>, <c>[D]</c>.</param>
/// <param name="ClassMeans"><c>⟨1[class = c] x⟩</c> in the axes of these, <c>[C, D]</c> row-major.</param>
public sealed record ImageMoments(int Samples, double[] ClassShares, double[] Variances, double[] ClassMeans)
{
    /// <summary>Takes the moments of the first samples.</summary>
    /// <param name="images">The images.</param>
    /// <param name="samples">How many training samples.</param>
    public static ImageMoments Of(ImageSet images, int samples)
    {
        int pixels = images.TrainImages.Values.Length / images.TrainLabels.Values.Length;
        var values = images.TrainImages.Values.AsMemory(0, samples * pixels);
        var labels = images.TrainLabels.Values.AsSpan(0, samples);
        double[] products = PixelGram.Of(values, samples);
        var (counts, sums) = SumByClass(values.Span, labels, pixels);

        // A normalized pixel is scale · byte − offset.
        const double scale = 1 / (255 * NoisyMnist.PixelDeviation), offset = NoisyMnist.PixelMean / NoisyMnist.PixelDeviation;
        double[] means = new double[pixels];
        for (int i = 0; i < sums.Length; i++)
        {
            means[i % pixels] += scale * sums[i] / samples;
        }

        for (int i = 0; i < pixels; i++)
        {
            for (int j = 0; j < pixels; j++)
            {
                int at = (i * pixels) + j;
                products[at] = (scale * scale * products[at] / samples) - (offset * (means[i] + means[j])) + (offset * offset);
            }
        }

        double[] shares = [.. counts.Select(count => (double)count / samples)];
        double[] byClass = [.. sums.Select((sum, i) => (scale * sum / samples) - (offset * shares[i / pixels]))];
        var axes = PrincipalAxes.Of(products, byClass);
        return new ImageMoments(samples, shares, axes.Variances, axes.Rows);
    }

    private static (long[] Counts, long[] Sums) SumByClass(ReadOnlySpan<byte> images, ReadOnlySpan<byte> labels, int pixels)
    {
        long[] counts = new long[ImageSet.Classes], sums = new long[ImageSet.Classes * pixels];
        for (int n = 0; n < labels.Length; n++)
        {
            counts[labels[n]]++;
            var sum = sums.AsSpan(labels[n] * pixels, pixels);
            var image = images.Slice(n * pixels, pixels);
            for (int i = 0; i < pixels; i++)
            {
                sum[i] += image[i];
            }
        }

        return (counts, sums);
    }
}
