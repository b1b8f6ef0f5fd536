using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>What NumPy writes ahead of an array's values in a <c>.npy</c> file (format versions 1 to 3).</summary>
/// <param name="Type">The values' type.</param>
/// <param name="ElementSize">The bytes of one value.</param>
/// <param name="Shape">The array's shape.</param>
/// <param name="IsColumnMajor">True when the first index runs fastest (Fortran's order).</param>
internal sealed partial record NpyHeader(ScalarType Type, int ElementSize, long[] Shape, bool IsColumnMajor)
{
    private const int LongestText = 1 << 16;
    private const string Structured = "has a header of structured values; save plain numbers, one array a modality";

    /// <summary>The bytes of all values; what a header says of itself may be any number.</summary>
    public Int128 Bytes => Shape.Aggregate((Int128)ElementSize, (product, length) => Int128.Min(product * length, long.MaxValue));

    private static readonly Dictionary<string, ScalarType> Types = new()
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

    /// <summary>Reads a header and leaves the stream at the first value.</summary>
    /// <param name="stream">The file.</param>
    /// <exception cref="FormatException">
    /// It is no array, or not one of plain numbers; the message is the end of a sentence about it.
    /// </exception>
    /// <exception cref="EndOfStreamException">The file ends within the header.</exception>
    public static NpyHeader Read(Stream stream)
    {
        var prefix = new byte[8];
        stream.ReadExactly(prefix);
        if (prefix[0] != 0x93 || !prefix.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
        {
            throw new FormatException("is no NumPy array");
        }

        var size = new byte[prefix[6] == 1 ? 2 : 4];
        stream.ReadExactly(size);
        long length = size.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > LongestText)
        {
            throw new FormatException(Structured);
        }

        var text = new byte[length];
        stream.ReadExactly(text);
        return Parse(Encoding.UTF8.GetString(text));
    }

    /// <summary>
    /// Parses the Python dictionary that a header is, such as
    /// <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 2), }</c>.
    /// </summary>
    private static NpyHeader Parse(string text)
    {
        var (type, order, shape) = (TypePattern().Match(text), OrderPattern().Match(text), ShapePattern().Match(text));
        if (!type.Success || !order.Success || !shape.Success)
        {
            throw new FormatException(Structured);
        }

        string name = type.Groups[1].Value;
        if (!Types.TryGetValue(name, out var known))
        {
            throw new FormatException(
                $"has values of type {name}; save it as float32 for inputs (.astype(\"float32\")) or int64 for labels");
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
