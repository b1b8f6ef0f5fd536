
namespace FusionLab.Data;

/// <summary>The synthetic digits that stand in for MNIST: drawn once, then kept as the same four IDX files that MNIST has.</summary>
public sealed class SyntheticStore
{
    private readonly string folder;
    private readonly int trainSamples;
    private readonly int testSamples;
    private readonly ulong seed;
    private readonly string sha256;

    /// <summary>Creates a store for the set that every machine shares: 60,000 + 10,000 digits.</summary>
    /// <param name="folder">Where to keep them. That it cannot be written is no error: they are then drawn anew each time.</param>
    public SyntheticStore(string folder)
        : this(folder, seed: 20240712, 60_000, 10_000, sha256: "8dd5d060652aaf183d4d5bf7964c201d0bb391195e0e3a28ac105bf612d0aeb3")
    {
    }

    /// <summary>Creates a store for another set.</summary>
    /// <param name="folder">Where to keep it.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="trainSamples">Training samples.</param>
    /// <param name="testSamples">Test samples.</param>
    /// <param name="sha256">The <see cref="ImageSet.ComputeSha256"/> that files must have to be trusted instead of drawing anew.</param>
    internal SyntheticStore(string folder, ulong seed, int trainSamples, int testSamples, string sha256)
    {
        this.folder = folder;
        this.seed = seed;
        this.trainSamples = trainSamples;
        this.testSamples = testSamples;
        this.sha256 = sha256;
    }

    private string[] Paths =>
        [.. PublishedDatasets.Mnist.Files.Select(file => Path.Combine(folder, file.Name))];

    /// <summary>The kept training images and labels; null where they are not both there.</summary>
    internal IReadOnlyList<string>? TrainingFiles => Paths[..2] is var files && files.All(File.Exists) ? files : null;

    /// <summary>Loads the digits, or draws and keeps them.</summary>
    /// <returns>The digits, and the folder that holds them; null where they could not be kept.</returns>
    public (ImageSet Images, string? Root) Load()
    {
        if (TryRead() is { } kept)
        {
            return (kept, folder);
        }

        var drawn = SyntheticDigits.Draw(seed, trainSamples, testSamples);
        return (drawn, TryKeep(drawn) ? folder : null);
    }

    private ImageSet? TryRead()
    {
        var paths = Paths;
        if (!paths.All(File.Exists))
        {
            return null;
        }

        try
        {
            var images = new ImageSet(
                IdxReader.Read(paths[0], [trainSamples, Pen.Size, Pen.Size]),
                IdxReader.Read(paths[1], [trainSamples]),
                IdxReader.Read(paths[2], [testSamples, Pen.Size, Pen.Size]),
                IdxReader.Read(paths[3], [testSamples]));
            return images.ComputeSha256() == sha256 ? images : null;
        }
        catch (DataException)
        {
            // Whatever is wrong with the copy, drawing it again mends it.
            return null;
        }
    }

    private bool TryKeep(ImageSet images)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var (path, part) in Paths.Zip(images.Parts))
            {
                AtomicFile.Write(path, part.WriteTo);
            }

            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
