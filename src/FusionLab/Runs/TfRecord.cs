using System.Buffers.Binary;
using System.Numerics;

namespace FusionLab.Runs;

/// <summary>
/// The framing of TensorFlow record files: length (8 bytes), its checksum (4), content, its checksum (4), little endian.
/// Checksums are CRC-32C, rotated and offset, because a checksum of data that holds checksums would be weak.
/// </summary>
internal static class TfRecord
{
    private const int HeaderLength = 12;
    private const int FooterLength = 4;
    private const int Longest = 1 << 26;

    /// <summary>Frames a record.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> content)
    {
        var record = new byte[HeaderLength + content.Length + FooterLength];
        BinaryPrimitives.WriteInt64LittleEndian(record, content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedCrc(record.AsSpan(0, 8)));
        content.CopyTo(record.AsSpan(HeaderLength));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(HeaderLength + content.Length), MaskedCrc(content));
        return record;
    }

    /// <summary>Reads the next record; null at the end of the file and where a record is damaged or cut off.</summary>
    public static byte[]? Read(Stream stream)
    {
        var header = new byte[HeaderLength];
        if (stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength
            || BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)) != MaskedCrc(header.AsSpan(0, 8)))
        {
            return null;
        }

        long length = BinaryPrimitives.ReadInt64LittleEndian(header);
        if (length is < 0 or > Longest)
        {
            return null;
        }

        var rest = new byte[length + FooterLength];
        bool isWhole = stream.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false) == rest.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(rest.AsSpan((int)length)) == MaskedCrc(rest.AsSpan(0, (int)length));
        return isWhole ? rest[..(int)length] : null;
    }

    /// <summary>The masked CRC-32C of the format.</summary>
    public static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~0u;
        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8u);
    }
}
