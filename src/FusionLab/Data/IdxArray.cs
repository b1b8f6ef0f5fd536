using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace FusionLab.Data;

/// <summary>An array of bytes in the IDX format of MNIST: labels <c>[samples]</c> or images <c>[samples, rows, columns]</c>.</summary>
/// <param name="Dimensions">The sizes, slowest first.</param>
/// <param name="Values">The values in row-major order.</param>
public sealed record IdxArray(IReadOnlyList<int> Dimensions, byte[] Values)
{
    /// <summary>The IDX type code of unsigned bytes, the only type MNIST uses.</summary>
    private const byte UnsignedByte = 0x08;

    /// <summary>
    /// Reads an IDX file of unsigned bytes. The shape is known beforehand, so that a header that promises another one is refused
    /// before memory is allocated for it.
    /// </summary>
    /// <param name="stream">The file's bytes; it must be able to seek.</param>
    /// <param name="name">The file's name, for messages; the bytes are gzip-compressed if it ends in <c>.gz</c>.</param>
    /// <param name="expected">The dimensions it must have, for example <c>[60000, 28, 28]</c>.</param>
    /// <exception cref="DataException">The bytes are not what was expected.</exception>
    public static IdxArray Read(Stream stream, string name, IReadOnlyList<int> expected)
    {
        if (!IsPacked(name))
        {
            return ReadUnpacked(stream, name, expected);
        }

        try
        {
            using var unpacked = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            var array = ReadUnpacked(unpacked, name, expected);
            return EndsWithLength(stream, array) ? array : throw new InvalidDataException("the length at its end is missing or wrong");
        }
        catch (InvalidDataException failure)
        {
            throw Broken(name, "it is not a complete gzip file", failure);
        }
    }

    /// <summary>Writes the array as an IDX file.</summary>
    /// <param name="stream">Receives the header and the values.</param>
    public void WriteTo(Stream stream)
    {
        stream.Write(Header());
        stream.Write(Values);
    }

    /// <summary>Whether a file of this name is gzip-compressed.</summary>
    internal static bool IsPacked(string name) => name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Computes the SHA-256 of arrays as unpacked IDX files, one after the other.</summary>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    internal static string ComputeSha256(params IEnumerable<IdxArray> arrays)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var array in arrays)
        {
            hash.AppendData(array.Header());
            hash.AppendData(array.Values);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private byte[] Header()
    {
        var header = new byte[4 + (4 * Dimensions.Count)];
        header[2] = UnsignedByte;
        header[3] = (byte)Dimensions.Count;
        for (int d = 0; d < Dimensions.Count; d++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * d)), Dimensions[d]);
        }

        return header;
    }

    /// <summary>Whether a gzip file ends in its unpacked length: GZipStream does not notice that a trailer was cut off.</summary>
    private static bool EndsWithLength(Stream packed, IdxArray array)
    {
        Span<byte> trailer = stackalloc byte[4];
        packed.Seek(-4, SeekOrigin.End);
        packed.ReadExactly(trailer);
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer) == 4 + (4 * array.Dimensions.Count) + array.Values.Length;
    }

    private static IdxArray ReadUnpacked(Stream stream, string name, IReadOnlyList<int> expected)
    {
        var magic = ReadHeader(stream, 4, name);
        if (magic[0] != 0 || magic[1] != 0 || magic[2] != UnsignedByte)
        {
            string found = Convert.ToHexStringLower(magic);
            throw Broken(name, $"it starts with {found} where an IDX file of unsigned bytes starts with 000008{expected.Count:x2}");
        }

        if (magic[3] != expected.Count)
        {
            throw Broken(name, $"it has {magic[3]} dimensions where {expected.Count} were expected");
        }

        var sizes = ReadHeader(stream, 4 * expected.Count, name);
        long[] dimensions = [.. expected.Select((_, d) => (long)BinaryPrimitives.ReadUInt32BigEndian(sizes.AsSpan(4 * d)))];
        if (!dimensions.SequenceEqual(expected.Select(size => (long)size)))
        {
            throw Broken(name, $"it holds {string.Join(" × ", dimensions)} values where {string.Join(" × ", expected)} were expected");
        }

        var values = new byte[expected.Aggregate(1, (product, size) => checked(product * size))];
        int read = stream.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
        return read < values.Length ? throw Broken(name, $"it ends after {read} of {values.Length} values")
            : stream.ReadByte() >= 0 ? throw Broken(name, $"more bytes follow its {values.Length} values")
            : new IdxArray([.. expected], values);
    }

    private static byte[] ReadHeader(Stream stream, int length, string name)
    {
        var header = new byte[length];
        return stream.ReadAtLeast(header, length, throwOnEndOfStream: false) == length
            ? header
            : throw Broken(name, "it ends within its header");
    }

    private static DataException Broken(string name, string what, Exception? inner = null) => new($"{name} is broken: {what}.", inner);
}
