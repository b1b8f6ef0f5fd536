using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FusionLab.Data;

/// <summary>
/// Keeps the moments of data sets that were read and verified once. The name of an entry is a checksum of the files as they lie on
/// disk, so that a changed file is read, verified and measured anew.
/// </summary>
/// <param name="folder">Where to keep them. That it cannot be written is no error: they are then taken anew each time.</param>
public sealed class MomentsCache(string folder)
{
    /// <summary>The entry of two files; null where one is missing.</summary>
    /// <param name="files">The training images and labels, packed or not.</param>
    /// <param name="samples">The samples that count.</param>
    internal string? Entry(IReadOnlyList<string> files, int samples)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (string file in files)
            {
                hash.AppendData(File.ReadAllBytes(file));
            }

            hash.AppendData(Encoding.UTF8.GetBytes($"moments 1, {samples} samples"));
            return Path.Combine(folder, $"{Convert.ToHexStringLower(hash.GetCurrentHash())}.json");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The moments kept under an entry; null where there are none.</summary>
    internal static ImageMoments? TryRead(string entry)
    {
        try
        {
            return File.Exists(entry) ? JsonSerializer.Deserialize<ImageMoments>(File.ReadAllBytes(entry)) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // whatever is wrong with the entry, taking the moments again mends it
        }
    }

    /// <summary>Keeps moments.</summary>
    internal static void TryKeep(string entry, ImageMoments moments)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(entry)!);
            AtomicFile.Write(entry, stream => JsonSerializer.Serialize(stream, moments));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The next call takes them again.
        }
    }
}
