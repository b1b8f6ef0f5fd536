using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FusionLab.Data;

/// <summary>The moments of the images a config asks for.</summary>
/// <param name="Moments">The moments.</param>
/// <param name="Source">What the images truly are: <c>mnist</c>, <c>fashionMnist</c> or <c>synthetic</c>.</param>
/// <param name="Warnings">What every output must repeat, such as that the digits are synthetic.</param>
public sealed record MeasuredMoments(ImageMoments Moments, string Source, IReadOnlyList<string> Warnings);

/// <summary>
/// Measures the moments of a config's images, and keeps them. The first time the images are read, verified and measured, which takes
/// a second; later only a file of a few kilobytes is read.
/// </summary>
/// <remarks>
/// An entry is named after a checksum of the image files as they lie on disk, so that a changed file is read, verified and measured
/// anew.
/// </remarks>
/// <param name="images">Where images come from.</param>
/// <param name="folder">Where moments are kept. A folder that cannot be written is no error: moments are then measured each time.</param>
public sealed class MomentsStore(MnistStore images, string folder)
{
    /// <summary>Creates a store over this machine's customary folders.</summary>
    public MomentsStore()
        : this(new MnistStore(), Path.Combine(new DataFolders().Data, "moments"))
    {
    }

    /// <summary>Measures the moments, or reads those that are kept.</summary>
    /// <param name="config">The config's <c>data</c> block.</param>
    /// <exception cref="DataException">The images are missing or corrupt, and no fall-back is allowed.</exception>
    public MeasuredMoments Measure(DataConfig config)
    {
        var (source, entry) = FindEntry(config, config.Source);
        if (TryRead(entry) is { } kept)
        {
            return new MeasuredMoments(kept, source, []);
        }

        var resolved = images.Resolve(config);
        entry = source == resolved.Source ? entry : FindEntry(config, resolved.Source).Entry; // the digits that stand in for MNIST
        var moments = TryRead(entry);
        if (moments is null)
        {
            int available = resolved.Images.TrainLabels.Values.Length;
            moments = ImageMoments.Measure(resolved.Images, Math.Min(config.TrainSamples ?? available, available));
            TryKeep(entry, moments);
        }

        return new MeasuredMoments(moments, resolved.Source, resolved.Warnings);
    }

    /// <summary>Finds what the images are, without a download, and the file of their moments; null where there are no images.</summary>
    private (string Source, string? Entry) FindEntry(DataConfig config, string wanted)
    {
        if (images.Locate(wanted, config.Root) is not var (source, files))
        {
            return (wanted, null);
        }

        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (string file in files)
            {
                hash.AppendData(File.ReadAllBytes(file));
            }

            hash.AppendData(Encoding.UTF8.GetBytes($"moments 1, {config.TrainSamples ?? int.MaxValue} samples"));
            return (source, Path.Combine(folder, $"{Convert.ToHexStringLower(hash.GetCurrentHash())}.json"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (source, null);
        }
    }

    private static ImageMoments? TryRead(string? entry)
    {
        try
        {
            return File.Exists(entry) ? JsonSerializer.Deserialize<ImageMoments>(File.ReadAllBytes(entry)) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // whatever is wrong with the entry, measuring again mends it
        }
    }

    private static void TryKeep(string? entry, ImageMoments moments)
    {
        try
        {
            if (entry is not null)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(entry)!);
                AtomicFile.Write(entry, stream => JsonSerializer.Serialize(stream, moments));
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The next call measures them again.
        }
    }
}
