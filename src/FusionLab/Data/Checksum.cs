using System.Security.Cryptography;

namespace FusionLab.Data;

/// <summary>Which bytes of a data file a checksum is about.</summary>
public enum ChecksumCover
{
    /// <summary>The unpacked file, whatever compressor wrapped it. The algorithm is SHA-256.</summary>
    Unpacked,

    /// <summary>
    /// The gzip file as published; only that very file can be checked. The algorithm is MD5, the one its authors published.
    /// </summary>
    Packed,
}

/// <summary>A published checksum of a data file, and what it covers.</summary>
/// <param name="Cover">Which bytes; this decides the algorithm too.</param>
/// <param name="Hex">Lower-case hexadecimal digits.</param>
public sealed record Checksum(ChecksumCover Cover, string Hex)
{
    /// <summary>A SHA-256 of the unpacked file.</summary>
    /// <param name="hex">64 lower-case hexadecimal digits.</param>
    public static Checksum Unpacked(string hex) => new(ChecksumCover.Unpacked, hex);

    /// <summary>An MD5 of the published gzip file.</summary>
    /// <param name="hex">32 lower-case hexadecimal digits.</param>
    public static Checksum Packed(string hex) => new(ChecksumCover.Packed, hex);

    /// <summary>The algorithm's usual name, for messages.</summary>
    public string Algorithm => Cover == ChecksumCover.Unpacked ? "SHA-256" : "MD5";

    /// <summary>Computes the same kind of checksum for a file that was read.</summary>
    /// <param name="path">Where it was read from.</param>
    /// <param name="content">What was read.</param>
    internal string Compute(string path, IdxArray content)
    {
        if (Cover == ChecksumCover.Unpacked)
        {
            return content.ComputeSha256();
        }

        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(MD5.HashData(file));
    }
}
