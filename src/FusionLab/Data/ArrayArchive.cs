using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
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

    private readonly string _path;
    private readonly ZipArchive _archive;

    /// <summary>Opens an archive.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataException">There is no such file, or it is no archive.</exception>
    public ArrayArchive(string path)
    {
        try
        {
            (_path, _archive) = (path, ZipFile.OpenRead(path));
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

    /// <summary>The arrays' names, in the order in which they were saved.</summary>
    public IReadOnlyList<string> Names => [.. _archive.Entries.Select(entry => entry.FullName)
        .Where(name => name.EndsWith(Extension, StringComparison.Ordinal)).Select(name => name[..^Extension.Length])];

    /// <summary>How a sentence names an array.</summary>
    public string Describe(string name) => $"{name} in {_path}";

    /// <summary>Computes the SHA-256 of the file.</summary>
    public string ComputeSha256()
    {
        using var stream = File.OpenRead(_path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Reads an array.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>A tensor on the CPU, of the array's type and shape; the caller disposes it.</returns>
    /// <exception cref="DataException">It is missing, damaged, or holds no plain numbers.</exception>
    public Tensor Read(string name)
    {
        var entry = _archive.GetEntry(name + Extension)
            ?? throw new DataException($"{_path} has no array {name}; it has {string.Join(", ", Names)}.");
        try
        {
            using var stream = entry.Open();
            var header = NpyHeader.Read(stream, Describe(name));
            return header.Bytes <= entry.Length ? Read(stream, header) : throw new EndOfStreamException();
        }
        catch (Exception failure) when (failure is EndOfStreamException or OverflowException or InvalidDataException or IOException)
        {
            throw new DataException($"{Describe(name)} is damaged; write the file again.", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();

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

/// <summary>What NumPy writes ahead of an array's values in a <c>.npy</c> file (format versions 1 to 3).</summary>
/// <param name="Type">The values' type.</param>
/// <param name="ElementSize">The bytes of one value.</param>
/// <param name="Shape">The array's shape.</param>
/// <param name="IsColumnMajor">True when the first index runs fastest (Fortran's order).</param>
internal sealed partial record NpyHeader(ScalarType Type, int ElementSize, long[] Shape, bool IsColumnMajor)
{
    private const int LongestText = 1 << 16;

    private static readonly Dictionary<string, ScalarType> s_types = new()
    {
        ["<f2"] = ScalarType.Float16,
        ["<f4"] = ScalarType.Float32,
        ["<f8"] = ScalarType.Float64,
        ["|b1"] = ScalarType.Bool,
        ["|u1"] = ScalarType.Byte,
        ["|i1"] = ScalarType.Int8,
        ["<i2"] = ScalarType.Int16,
        ["<i4"] = ScalarType.Int32,
        ["<i8"] = ScalarType.Int64,
    };

    /// <summary>The bytes of all values; what a header says of itself may be any number.</summary>
    public Int128 Bytes => Shape.Aggregate((Int128)ElementSize, (product, length) => Int128.Min(product * length, long.MaxValue));

    /// <summary>Reads a header and leaves the stream at the first value.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="array">How a sentence names the array.</param>
    /// <exception cref="DataException">It is no array, or not one of plain numbers.</exception>
    /// <exception cref="EndOfStreamException">The file ends within the header.</exception>
    public static NpyHeader Read(Stream stream, string array)
    {
        var prefix = new byte[8];
        stream.ReadExactly(prefix);
        if (prefix[0] != 0x93 || !prefix.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
        {
            throw new DataException($"{array} is no NumPy array.");
        }

        var size = new byte[4];
        stream.ReadExactly(size, 0, prefix[6] == 1 ? 2 : 4);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(size);
        var text = new byte[length > LongestText ? 0 : length]; // what is longer is no header of plain numbers
        stream.ReadExactly(text);
        return Parse(Encoding.UTF8.GetString(text), array);
    }

    /// <summary>
    /// Parses the Python dictionary that a header is, such as
    /// <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 2), }</c>.
    /// </summary>
    private static NpyHeader Parse(string text, string array)
    {
        var (type, order, shape) = (TypePattern().Match(text), OrderPattern().Match(text), ShapePattern().Match(text));
        if (!type.Success || !order.Success || !shape.Success)
        {
            throw new DataException($"{array} has a header of structured values; save plain numbers, one array a modality.");
        }

        string name = type.Groups[1].Value;
        if (!s_types.TryGetValue(name, out var known))
        {
            throw new DataException(
                $"{array} has values of type {name}; save it as float32 for inputs (.astype(\"float32\")) or int64 for labels.");
        }

        long[] sizes = [.. shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
        return new NpyHeader(known, name[^1] - '0', sizes, order.Groups[1].Value == "True");
    }

    [GeneratedRegex(@"'descr':\s*'([^']*)'")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"'fortran_order':\s*(True|False)")]
    private static partial Regex OrderPattern();

    [GeneratedRegex(@"'shape':\s*\(([\d,\s]*)\)")]
    private static partial Regex ShapePattern();
}
