
namespace FusionLab.Data;

/// <summary>
/// Draws grey 28×28 digits that can stand in for MNIST on a machine without it: same format, mean and contrast, and hard
/// enough to tell a linear classifier from a network. Sample i depends on the seed and on i only.
/// </summary>
public static class SyntheticDigits
{
    private const double ThinnestLine = 0.74;
    private const double ThickestLine = 1.86;
    private const double Blur = 1.1;

    /// <summary>Draws a training set and a test set.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="trainSamples">Training samples.</param>
    /// <param name="testSamples">Test samples, from streams of their own.</param>
    public static ImageSet Draw(ulong seed, int trainSamples = 60_000, int testSamples = 10_000)
    {
        var (trainImages, trainLabels) = Draw(seed, "digits/train", trainSamples);
        var (testImages, testLabels) = Draw(seed, "digits/test", testSamples);
        return new ImageSet(trainImages, trainLabels, testImages, testLabels);
    }

    private static (IdxArray Images, IdxArray Labels) Draw(ulong seed, string purpose, int samples)
    {
        const int Pixels = Pen.Size * Pen.Size;
        var images = new byte[samples * Pixels];
        var labels = new byte[samples];
        Parallel.For(0, samples, i =>
            labels[i] = DrawOne(new RandomStream(seed, purpose, Batch: i).Key, images.AsSpan(i * Pixels, Pixels)));
        return (new IdxArray([samples, Pen.Size, Pen.Size], images), new IdxArray([samples], labels));
    }

    private static byte DrawOne(ulong key, Span<byte> picture)
    {
        var random = new CounterRandom(key);
        int digit = random.NextIndex(ImageSet.Classes);
        var styles = DigitSkeletons.Styles[digit];
        var strokes = Handwriting.Write(styles[random.NextIndex(styles.Length)], ref random);
        double halfWidth = random.NextUniform(ThinnestLine, ThickestLine);
        var pen = new Pen(halfWidth, halfWidth * random.NextUniform(-0.25, 0.15), Blur);
        foreach (var stroke in strokes)
        {
            pen.Draw(stroke, picture);
        }

        return (byte)digit;
    }
}
