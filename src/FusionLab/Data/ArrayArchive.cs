using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>
/// Arrays by name in one <c>.npz</c> file, as NumPy's <c>savez</c> and <c>savez_compressed</c> write them: a zip archive with one
/// <c>NAME.npy</c> an array. The length and the CRC-32 of an array are verified before anything of it is used.
/// </summary>
internal sealed class ArrayArchive : IDisposable
{
    private const string Extension = ".npy";

    /// <summary>Values that are read at once: a file may be larger than memory, and a tensor than the two gigabytes of a span.</summary>
    private const int Portion = 1 << 18;

    private readonly string _path;
    private readonly CancellationToken _cancellation;
    private readonly ZipArchive _archive;
    private readonly HashSet<string> _verified = [];

    /// <summary>Opens an archive.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops what is being read, with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DataException">There is no such file, or it is no archive.</exception>
    public ArrayArchive(string path, CancellationToken cancellation = default)
    {
        (_path, _cancellation) = (path, cancellation);
        try
        {
            _archive = ZipFile.OpenRead(path);
            Names = [.. _archive.Entries.Select(entry => entry.FullName).Where(name => name.EndsWith(Extension, StringComparison.Ordinal))
                .Select(name => name[..^Extension.Length])];
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException(
                $"data.file is \"{path}\", and there is no such file; "
                + $"write it with numpy.savez, and give its path as seen from {Environment.CurrentDirectory}.",
                failure);
        }
        catch (Exception failure) when (IsDamage(failure) || failure is UnauthorizedAccessException)
        {
            _archive?.Dispose();
            throw new DataException($"{path} cannot be read as a .npz archive: {failure.Message} Write it with numpy.savez.", failure);
        }
    }

    /// <summary>The arrays' names, in the order in which they were saved.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How a sentence names an array.</summary>
    public string Describe(string name) => $"{name} in {_path}";

    /// <summary>Computes the SHA-256 of the file.</summary>
    public string ComputeSha256()
    {
        using var stream = File.OpenRead(_path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Reads what an array says of itself.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="DataException">It is missing, damaged, or holds no plain numbers.</exception>
    public NpyHeader ReadHeader(string name) => Read(name, (_, header) => header);

    /// <summary>Reads an array.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>A tensor on the CPU, of the array's type and shape; the caller disposes it.</returns>
    /// <exception cref="DataException">It is missing, damaged, or holds no plain numbers.</exception>
    public Tensor Read(string name) => Read(name, Read);

    /// <summary>
    /// Reads rows of an array a few at a time, so that it never is in memory as a whole; one whose columns come first (Fortran's order)
    /// is.
    /// </summary>
    /// <param name="name">Its name; it has two dimensions or more.</param>
    /// <param name="chosen">The rows' numbers, ascending.</param>
    /// <param name="use">
    /// Gets the place of the first row among <paramref name="chosen"/> and the rows, <c>[rows, ...]</c>, which are disposed afterwards.
    /// </param>
    /// <exception cref="DataException">It is missing, damaged, or holds no plain numbers.</exception>
    public void ReadRows(string name, int[] chosen, Action<int, Tensor> use) => Read(name, (stream, header) =>
    {
        using var scope = NewDisposeScope();
        var whole = header.IsColumnMajor ? Read(stream, header) : null;
        long together = Math.Max(1, Portion / header.Shape[1..].Aggregate(1L, (product, length) => product * length));
        int place = 0;
        for (long start = 0; start < header.Shape[0] && place < chosen.Length; start += together)
        {
            _cancellation.ThrowIfCancellationRequested();
            using var portion = NewDisposeScope();
            long count = Math.Min(together, header.Shape[0] - start);
            var rows = whole?.narrow(0, start, count) ?? Fill(stream, empty([count, .. header.Shape[1..]], dtype: header.Type));
            long[] here = [.. chosen.Skip(place).TakeWhile(row => row < start + count).Select(row => row - start)];
            if (here.Length > 0)
            {
                use(place, here.Length == count ? rows : rows.index_select(0, tensor(here)));
            }

            place += here.Length;
        }

        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();

    private T Read<T>(string name, Func<Stream, NpyHeader, T> read)
    {
        var entry = _archive.GetEntry(name + Extension)
            ?? throw new DataException($"{_path} has no array {name}; it has {string.Join(", ", Names)}.");
        try
        {
            if (!_verified.Contains(name))
            {
                Verify(entry);
                _verified.Add(name);
            }

            using var stream = entry.Open();
            var header = NpyHeader.Read(stream, Describe(name));
            return header.Length + header.Bytes == entry.Length ? read(stream, header) : throw new EndOfStreamException();
        }
        catch (Exception failure) when (IsDamage(failure))
        {
            throw new DataException($"{Describe(name)} is damaged; write the file again.", failure);
        }
    }

    /// <summary>Compares an array's bytes with the length and the CRC-32 that the archive's directory has of it.</summary>
    private void Verify(ZipArchiveEntry entry)
    {
        var checksum = new Crc32();
        var buffer = new byte[1 << 16];
        long length = 0;
        using var stream = entry.Open();
        while (stream.Read(buffer) is > 0 and int count)
        {
            _cancellation.ThrowIfCancellationRequested();
            checksum.Append(buffer.AsSpan(0, count));
            length += count;
        }

        if (length != entry.Length || checksum.GetCurrentHashAsUInt32() != entry.Crc32)
        {
            throw new InvalidDataException("The length or the checksum is another than the archive's directory says.");
        }
    }

    private static bool IsDamage(Exception failure) =>
        failure is InvalidDataException or IOException or OverflowException or NotSupportedException;

    private static Tensor Read(Stream stream, NpyHeader header)
    {
        using var scope = NewDisposeScope();
        long[] stored = header.IsColumnMajor ? [.. header.Shape.Reverse()] : header.Shape;
        var values = Fill(stream, empty(stored, dtype: header.Type));
        long[] reversed = [.. Enumerable.Range(0, stored.Length).Reverse().Select(dimension => (long)dimension)];
        return (header.IsColumnMajor ? values.permute(reversed) : values).MoveToOuterDisposeScope();
    }

    private static Tensor Fill(Stream stream, Tensor values)
    {
        using var scope = NewDisposeScope();
        var flat = values.view(-1);
        for (long start = 0; start < flat.shape[0]; start += Portion)
        {
            stream.ReadExactly(flat.narrow(0, start, Math.Min(Portion, flat.shape[0] - start)).bytes);
        }

        return values;
    }
}

/// <summary>What NumPy writes ahead of an array's values in a <c>.npy</c> file (format versions 1 to 3).</summary>
/// <param name="Type">The values' type.</param>
/// <param name="ElementSize">The bytes of one value.</param>
/// <param name="Shape">The array's shape.</param>
/// <param name="IsColumnMajor">True when the first index runs fastest (Fortran's order).</param>
/// <param name="Length">The bytes of the header itself.</param>
internal sealed partial record NpyHeader(ScalarType Type, int ElementSize, long[] Shape, bool IsColumnMajor, int Length)
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
        return Parse(Encoding.UTF8.GetString(text), array) with { Length = prefix.Length + (prefix[6] == 1 ? 2 : 4) + text.Length };
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
        return new NpyHeader(known, name[^1] - '0', sizes, order.Groups[1].Value == "True", Length: 0);
    }

    [GeneratedRegex(@"'descr':\s*'([^']*)'")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"'fortran_order':\s*(True|False)")]
    private static partial Regex OrderPattern();

    [GeneratedRegex(@"'shape':\s*\(([\d,\s]*)\)")]
    private static partial Regex ShapePattern();
}

/// <summary>Writes arrays by name into one <c>.npz</c> file that NumPy and <see cref="ArrayArchive"/> read.</summary>
/// <param name="file">Where to write; it stays open.</param>
internal sealed class ArrayWriter(Stream file) : IDisposable
{
    /// <summary>NumPy begins the values at a multiple of this many bytes.</summary>
    private const int Alignment = 64;

    private readonly ZipArchive _archive = new(file, ZipArchiveMode.Create, leaveOpen: true);

    /// <summary>Writes an array.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="values">Its values, the last index fastest.</param>
    /// <typeparam name="T"><see cref="byte"/> or <see cref="float"/>.</typeparam>
    public void Write<T>(string name, IReadOnlyList<int> shape, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        string type = typeof(T) == typeof(byte) ? "|u1" : typeof(T) == typeof(float) ? "<f4"
            : throw new NotSupportedException($"There is no way to write arrays of {typeof(T)} yet: add it here.");
        var entry = _archive.CreateEntry($"{name}.npy");
        entry.LastWriteTime = new DateTime(1980, 1, 1, 0, 0, 0, DateTimeKind.Local); // the same arrays give the same bytes
        using var stream = entry.Open();
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}";
        int length = (-(header.Length + 11) & (Alignment - 1)) + header.Length + 1; // ten bytes come before, a line feed after
        stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)length, (byte)(length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header.PadRight(length - 1) + "\n"));
        stream.Write(MemoryMarshal.AsBytes(values));
    }

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();
}
