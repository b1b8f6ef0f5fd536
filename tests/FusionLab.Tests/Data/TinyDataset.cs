using System.IO.Compression;
using System.Security.Cryptography;
using FusionLab.Data;

namespace FusionLab.Tests.Data;

/// <summary>A dataset in MNIST's format that is small enough to make, serve and break within a test.</summary>
internal static class TinyDataset
{
    public const int TrainSamples = 12;
    public const int TestSamples = 5;

    public static ImageSet Images { get; } = SyntheticDigits.Draw(seed: 7, TrainSamples, TestSamples);

    /// <summary>Draws, or reads from the folder, the same few digits.</summary>
    public static SyntheticStore Store(string folder) => new(folder, seed: 7, TrainSamples, TestSamples, Images.Sha256);

    public static ImageDataset Describe(params Uri[] mirrors) => new("mnist", "MNIST", "mnist", mirrors, FilesOf(Images), Images.Sha256);

    /// <summary>The four files with their checksums.</summary>
    public static IReadOnlyList<DatasetFile> FilesOf(ImageSet images) =>
        ImageDataset.NameFiles(
            TrainSamples, TestSamples, [.. images.Parts.Select(part => Convert.ToHexStringLower(SHA256.HashData(Unpacked(part))))]);

    public static byte[] Unpacked(IdxArray part)
    {
        using var stream = new MemoryStream();
        part.WriteTo(stream);
        return stream.ToArray();
    }

    public static byte[] Packed(byte[] unpacked)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(unpacked);
        }

        return stream.ToArray();
    }

    /// <summary>Writes the four packed files.</summary>
    public static void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (file, part) in Describe().Files.Zip(Images.Parts))
        {
            File.WriteAllBytes(Path.Combine(folder, file.PackedName), Packed(Unpacked(part)));
        }
    }

    /// <summary>Serves the four packed files.</summary>
    public static void ServeFrom(LoopbackMirror mirror)
    {
        foreach (var (file, part) in Describe().Files.Zip(Images.Parts))
        {
            mirror.Serve(file.PackedName, Packed(Unpacked(part)));
        }
    }
}
