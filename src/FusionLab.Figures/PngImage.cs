using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace FusionLab.Figures;

/// <summary>
/// Encodes 8-bit images as PNG (ISO/IEC 15948), just enough for previews and for pictures inside figures: grey or RGB, no
/// interlacing, no palette. The same pixels always give the same bytes.
/// </summary>
public static class PngImage
{
    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Encodes a grey image.</summary>
    /// <param name="pixels">Row by row from the top, 0 black .. 255 white; <c>width × height</c> bytes.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <returns>A complete PNG file.</returns>
    /// <exception cref="ArgumentException">The number of bytes does not match the size.</exception>
    public static byte[] EncodeGray(ReadOnlySpan<byte> pixels, int width, int height) => Encode(pixels, width, height, channels: 1);

    /// <summary>Encodes a colour image.</summary>
    /// <param name="pixels">Red, green, blue of each pixel, row by row from the top; <c>3 × width × height</c> bytes.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <returns>A complete PNG file.</returns>
    /// <exception cref="ArgumentException">The number of bytes does not match the size.</exception>
    public static byte[] EncodeRgb(ReadOnlySpan<byte> pixels, int width, int height) => Encode(pixels, width, height, channels: 3);

    /// <summary>Writes a file as a URI, so that what shows it stays in one piece.</summary>
    internal static string WriteDataUri(byte[] file) => "data:image/png;base64," + Convert.ToBase64String(file);

    private static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, int channels)
    {
        if (width <= 0 || height <= 0 || pixels.Length != (long)width * height * channels)
        {
            throw new ArgumentException(
                $"{pixels.Length} bytes are not an image of {width} x {height} pixels with {channels} byte(s) each.");
        }

        using var file = new MemoryStream();
        file.Write(Signature);
        WriteChunk(file, "IHDR"u8, Header(width, height, channels));
        WriteChunk(file, "IDAT"u8, Compress(pixels, height, width * channels));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Header(int width, int height, int channels)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8; // bits a channel
        header[9] = channels == 1 ? (byte)0 : (byte)2; // grey, or red green blue
        return header;
    }

    private static byte[] Compress(ReadOnlySpan<byte> pixels, int rows, int stride)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize))
        {
            for (int row = 0; row < rows; row++)
            {
                zlib.WriteByte(0); // every row starts with its filter; 0 leaves the bytes as they are
                zlib.Write(pixels.Slice(row * stride, stride));
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, content.Length);
        file.Write(word);
        int start = (int)file.Length;
        file.Write(type);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.HashToUInt32(file.GetBuffer().AsSpan(start, (int)file.Length - start)));
        file.Write(word);
    }
}
