using System.IO.Compression;
using System.Security.Cryptography;
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>
/// Arrays by name in one <c>.npz</c> file, as NumPy's <c>savez</c> and <c>savez_compressed</c> write them: a zip archive with one
/// <c>NAME.npy</c> an array.
/// </summary>
internal sealed class ArrayArchive : IDisposable
{
    private const string Extension = ".npy";

    /// <summary>Bytes that are read at once; tensors may be larger than the two gigabytes that a span can be.</summary>
    private const long Portion = 1 << 26;

    private readonly string path;
    private readonly ZipArchive archive;

    private ArrayArchive(string path, ZipArchive archive) => (this.path, this.archive) = (path, archive);

    /// <summary>The arrays' names, in the order in which they were saved.</summary>
    public IReadOnlyList<string> Names => [.. archive.Entries.Select(entry => entry.FullName)
        .Where(name => name.EndsWith(Extension, StringComparison.Ordinal)).Select(name => name[..^Extension.Length])];

    /// <summary>Opens an archive.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataException">There is no such file, or it is no archive.</exception>
    public static ArrayArchive Open(string path)
    {
        try
        {
            return new ArrayArchive(path, ZipFile.OpenRead(path));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException(
                $"data.file is \"{path}\", and there is no such file; "
                + $"write it with numpy.savez, and give its path as seen from {Environment.CurrentDirectory}.",
                failure);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path} cannot be read as a .npz archive: {failure.Message} Write it with numpy.savez.", failure);
        }
    }

    /// <summary>How a sentence names an array.</summary>
    public string Describe(string name) => $"{name} in {path}";

    /// <summary>The SHA-256 of the file.</summary>
    public string ComputeSha256()
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Reads an array.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>A tensor on the CPU, of the array's type and shape; the caller disposes it.</returns>
    /// <exception cref="DataException">It is missing, damaged, or holds no plain numbers.</exception>
    public Tensor Read(string name)
    {
        var entry = archive.GetEntry(name + Extension)
            ?? throw new DataException($"{path} has no array {name}; it has {string.Join(", ", Names)}.");
        try
        {
            using var stream = entry.Open();
            var header = NpyHeader.Read(stream);
            return header.Bytes <= entry.Length ? Read(stream, header) : throw new EndOfStreamException();
        }
        catch (FormatException failure)
        {
            throw new DataException($"{Describe(name)} {failure.Message}.", failure);
        }
        catch (Exception failure) when (failure is EndOfStreamException or OverflowException or InvalidDataException or IOException)
        {
            throw new DataException($"{Describe(name)} is damaged; write the file again.", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => archive.Dispose();

    private static Tensor Read(Stream stream, NpyHeader header)
    {
        using var scope = NewDisposeScope();
        long[] stored = header.IsColumnMajor ? [.. header.Shape.Reverse()] : header.Shape;
        var values = empty(stored, dtype: header.Type);
        var flat = values.view(-1);
        long portion = Portion / values.ElementSize;
        for (long start = 0; start < flat.shape[0]; start += portion)
        {
            stream.ReadExactly(flat.narrow(0, start, Math.Min(portion, flat.shape[0] - start)).bytes);
        }

        if (!header.IsColumnMajor)
        {
            return values.MoveToOuterDisposeScope();
        }

        long[] reversed = [.. Enumerable.Range(0, stored.Length).Reverse().Select(dimension => (long)dimension)];
        return values.permute(reversed).contiguous().MoveToOuterDisposeScope();
    }
}
