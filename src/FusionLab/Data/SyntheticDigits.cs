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
    public static ImageSet Draw(ulong seed, int trainSamples = 60_000, int testSamples = 10_000) =>
        new([.. Draw(seed, "digits/train", trainSamples), .. Draw(seed, "digits/test", testSamples)]);

    /// <summary>Draws images and their labels.</summary>
    private static IdxArray[] Draw(ulong seed, string purpose, int samples)
    {
        const int Pixels = Pen.Size * Pen.Size;
        var images = new byte[samples * Pixels];
        var labels = new byte[samples];
        Parallel.For(0, samples, i =>
            labels[i] = DrawOne(new RandomStream(seed, purpose, Batch: i).Key, images.AsSpan(i * Pixels, Pixels)));
        return [new([samples, Pen.Size, Pen.Size], images), new([samples], labels)];
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

/// <summary>The synthetic digits that stand in for MNIST: drawn once, then kept as the same four IDX files that MNIST has.</summary>
/// <param name="folder">Where to keep them. A folder that cannot be written is no error: the digits are then drawn each time.</param>
/// <param name="seed">The seed; by default that of the set that every machine shares, of 60,000 + 10,000 digits.</param>
/// <param name="trainSamples">Training samples.</param>
/// <param name="testSamples">Test samples.</param>
/// <param name="sha256">The <see cref="ImageSet.Sha256"/> that files must have to be used instead of drawing the digits again.</param>
public sealed class SyntheticStore(
    string folder,
    ulong seed = 20240712,
    int trainSamples = 60_000,
    int testSamples = 10_000,
    string sha256 = "8dd5d060652aaf183d4d5bf7964c201d0bb391195e0e3a28ac105bf612d0aeb3")
{
    /// <summary>The files that hold them.</summary>
    internal ImageDataset Dataset { get; } =
        new("synthetic", "Synthetic digits", "synthetic", [], ImageDataset.NameFiles(trainSamples, testSamples), sha256);

    /// <summary>Loads the digits, or draws and keeps them.</summary>
    /// <returns>The digits, and the folder that holds them; null where they could not be kept.</returns>
    public (ImageSet Images, string? Root) Load()
    {
        try
        {
            if (Dataset.IsIn(folder))
            {
                return (Dataset.Load(folder), folder);
            }
        }
        catch (DataException)
        {
            // Whatever is wrong with the copy, drawing the digits again mends it.
        }

        var drawn = SyntheticDigits.Draw(seed, trainSamples, testSamples);
        return (drawn, TryKeep(drawn) ? folder : null);
    }

    private bool TryKeep(ImageSet images)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var (file, part) in Dataset.Files.Zip(images.Parts))
            {
                AtomicFile.Write(Path.Combine(folder, file.Name), part.WriteTo);
            }

            return true;
        }
        catch (Exception failure) when (OutputException.IsCausedBy(failure))
        {
            return false;
        }
    }
}
