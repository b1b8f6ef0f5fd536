using System.Security.Cryptography;

namespace FusionLab.Data;

/// <summary>A dataset of grey images in ten classes, verified and in memory.</summary>
/// <param name="TrainImages"><c>[60000, 28, 28]</c>.</param>
/// <param name="TrainLabels"><c>[60000]</c>, 0..9.</param>
/// <param name="TestImages"><c>[10000, 28, 28]</c>.</param>
/// <param name="TestLabels"><c>[10000]</c>, 0..9.</param>
public sealed record ImageSet(IdxArray TrainImages, IdxArray TrainLabels, IdxArray TestImages, IdxArray TestLabels)
{
    /// <summary>The number of classes.</summary>
    public const int Classes = 10;

    /// <summary>The four arrays in their customary order.</summary>
    public IReadOnlyList<IdxArray> Parts => [TrainImages, TrainLabels, TestImages, TestLabels];

    /// <summary>The SHA-256 of the four unpacked IDX files one after the other.</summary>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public string ComputeSha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in Parts)
        {
            part.AppendTo(hash);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
