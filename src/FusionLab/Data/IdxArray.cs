using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FusionLab.Data;

/// <summary>An array of bytes in the IDX format of MNIST: labels <c>[samples]</c> or images <c>[samples, rows, columns]</c>.</summary>
/// <param name="Dimensions">The sizes, slowest first.</param>
/// <param name="Values">The values in row-major order.</param>
public sealed record IdxArray(IReadOnlyList<int> Dimensions, byte[] Values)
{
    /// <summary>The IDX type code of unsigned bytes, the only type MNIST uses.</summary>
    internal const byte UnsignedByte = 0x08;

    /// <summary>Writes the array as an IDX file.</summary>
    /// <param name="stream">Receives the header and the values.</param>
    public void WriteTo(Stream stream)
    {
        stream.Write(Header());
        stream.Write(Values);
    }

    /// <summary>The SHA-256 of the array as an unpacked IDX file.</summary>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public string ComputeSha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendTo(hash);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>Adds the bytes of the unpacked IDX file to a hash.</summary>
    internal void AppendTo(IncrementalHash hash)
    {
        hash.AppendData(Header());
        hash.AppendData(Values);
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
}
