using System.Buffers.Binary;
using System.IO.Compression;

namespace FusionLab.Data;

/// <summary>
/// Reads IDX files of unsigned bytes, plain or gzip-compressed. The expected shape is known beforehand, so a header that
/// promises something else is refused before any memory is taken for it.
/// </summary>
public static class IdxReader
{
    /// <summary>Reads one file; it is gzip-compressed where its name ends in <c>.gz</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">The dimensions it must have, for example <c>[60000, 28, 28]</c>.</param>
    /// <exception cref="DataException">The file cannot be read, or is not what was expected.</exception>
    public static IdxArray Read(string path, IReadOnlyList<int> expected)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Read(file, path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase), path, expected);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Reads one file from an open stream.</summary>
    /// <param name="stream">The file's bytes; it must be able to seek.</param>
    /// <param name="compressed">Whether the bytes are gzip-compressed.</param>
    /// <param name="origin">What to call the file in an error.</param>
    /// <param name="expected">The dimensions it must have.</param>
    /// <exception cref="DataException">The bytes are not what was expected.</exception>
    public static IdxArray Read(Stream stream, bool compressed, string origin, IReadOnlyList<int> expected)
    {
        if (!compressed)
        {
            return ReadUnpacked(stream, origin, expected);
        }

        try
        {
            using var unpacked = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            var array = ReadUnpacked(unpacked, origin, expected);
            return EndsWithLength(stream, array)
                ? array
                : throw new InvalidDataException("the length at its end is missing or wrong");
        }
        catch (InvalidDataException failure)
        {
            throw Broken(origin, "it is not a complete gzip file", failure);
        }
    }

    /// <summary>Whether a gzip file ends in its unpacked length: GZipStream does not notice that a trailer was cut off.</summary>
    private static bool EndsWithLength(Stream packed, IdxArray array)
    {
        Span<byte> trailer = stackalloc byte[4];
        packed.Seek(-4, SeekOrigin.End);
        packed.ReadExactly(trailer);
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer) == 4 + (4 * array.Dimensions.Count) + array.Values.Length;
    }

    private static IdxArray ReadUnpacked(Stream stream, string origin, IReadOnlyList<int> expected)
    {
        var magic = ReadHeader(stream, 4, origin);
        if (magic[0] != 0 || magic[1] != 0 || magic[2] != IdxArray.UnsignedByte)
        {
            string found = Convert.ToHexStringLower(magic);
            throw Broken(origin, $"it starts with {found} where an IDX file of unsigned bytes starts with 000008{expected.Count:x2}");
        }

        if (magic[3] != expected.Count)
        {
            throw Broken(origin, $"it has {magic[3]} dimensions where {expected.Count} were expected");
        }

        var sizes = ReadHeader(stream, 4 * expected.Count, origin);
        uint[] dimensions =
            [.. Enumerable.Range(0, expected.Count).Select(d => BinaryPrimitives.ReadUInt32BigEndian(sizes.AsSpan(4 * d)))];
        if (!dimensions.SequenceEqual(expected.Select(size => (uint)size)))
        {
            string found = string.Join(" × ", dimensions);
            throw Broken(origin, $"it holds {found} values where {string.Join(" × ", expected)} were expected");
        }

        var values = new byte[expected.Aggregate(1, (product, size) => checked(product * size))];
        int read = stream.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
        if (read < values.Length)
        {
            throw Broken(origin, $"it ends after {read} of {values.Length} values");
        }

        if (stream.ReadByte() >= 0)
        {
            throw Broken(origin, $"more bytes follow its {values.Length} values");
        }

        return new IdxArray([.. expected], values);
    }

    private static byte[] ReadHeader(Stream stream, int length, string origin)
    {
        var header = new byte[length];
        if (stream.ReadAtLeast(header, length, throwOnEndOfStream: false) < length)
        {
            throw Broken(origin, "it ends within its header");
        }

        return header;
    }

    private static DataException Broken(string origin, string what, Exception? inner = null) =>
        new($"{origin} is broken: {what}.", inner);
}
