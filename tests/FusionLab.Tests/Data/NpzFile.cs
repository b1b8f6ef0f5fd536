using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace FusionLab.Tests.Data;

/// <summary>Writes .npz files byte by byte, as NumPy's format description has them.</summary>
internal sealed class NpzFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fusionlab-npz-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "mine.npz");

    /// <summary>Two modalities, three training and two test samples, two classes.</summary>
    public static NpzFile Small() => new NpzFile()
        .Add<float>("train_b", [3, 2], 0, 10, 0, 20, 0, 30).Add<float>("train_a", [3, 1], 1, 2, 6).Add<long>("train_labels", [3], 0, 1, 1)
        .Add<float>("test_b", [2, 2], 0, 40, 1, 20).Add<float>("test_a", [2, 1], 3, 4).Add<long>("test_labels", [2], 1, 0);

    /// <summary>Adds an array of numbers in the order of the machine's own, which is NumPy's where it says &lt;.</summary>
    public NpzFile Add<T>(string name, int[] shape, params T[] values)
        where T : unmanaged => Add(CompressionLevel.Optimal, name, shape, values);

    public NpzFile Add<T>(CompressionLevel compression, string name, int[] shape, params T[] values)
        where T : unmanaged
    {
        string kind = typeof(T) == typeof(bool) ? "|b" : typeof(T) == typeof(byte) ? "|u" : typeof(T) == typeof(sbyte) ? "|i"
            : typeof(T) == typeof(float) || typeof(T) == typeof(double) || typeof(T) == typeof(Half) ? "<f" : "<i";
        int size = typeof(T) == typeof(bool) ? 1 : Marshal.SizeOf<T>();
        return AddRaw(name, Header($"'{kind}{size}'", shape), MemoryMarshal.AsBytes<T>(values), compression: compression);
    }

    /// <summary>The dictionary ahead of the values.</summary>
    public static string Header(string type, int[] shape, bool columnMajor = false) =>
        $"{{'descr': {type}, 'fortran_order': {(columnMajor ? "True" : "False")}, "
        + $"'shape': ({string.Join(", ", shape)}{(shape.Length == 1 ? "," : "")}), }}";

    public NpzFile AddRaw(
        string name, string header, ReadOnlySpan<byte> values, byte version = 1, CompressionLevel compression = CompressionLevel.Optimal)
    {
        using var archive = ZipFile.Open(Path, File.Exists(Path) ? ZipArchiveMode.Update : ZipArchiveMode.Create);
        using var stream = archive.CreateEntry(name + ".npy", compression).Open();
        byte[] text = Encoding.ASCII.GetBytes(header + "\n");
        stream.Write([0x93, .. "NUMPY"u8, version, 0]);
        stream.Write(version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes((uint)text.Length));
        stream.Write(text);
        stream.Write(values);
        return this;
    }

    /// <summary>Takes an array out again.</summary>
    public NpzFile Without(string name)
    {
        using var archive = ZipFile.Open(Path, ZipArchiveMode.Update);
        archive.GetEntry(name + ".npy")!.Delete();
        return this;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
