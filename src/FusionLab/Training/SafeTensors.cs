using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// Reads and writes the safetensors format (https://huggingface.co/docs/safetensors): eight bytes with the length of the
/// header, little-endian; the header, JSON with each tensor's type, shape and place; the tensors' bytes without gaps.
/// </summary>
public static class SafeTensors
{
    private const string Metadata = "__metadata__";

    private static readonly (string Name, ScalarType Type, int Size)[] s_types =
    [
        ("F64", ScalarType.Float64, 8), ("F32", ScalarType.Float32, 4), ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8), ("U8", ScalarType.Byte, 1),
    ];

    /// <summary>Writes tensors of any device. Wider types come first, so that every tensor is aligned to its type.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="metadata">Free text by key; may be empty.</param>
    public static void Write(
        Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var ordered = tensors.OrderByDescending(named => Known(named.Value.dtype).Size)
            .ThenBy(named => named.Key, StringComparer.Ordinal).ToList();
        byte[] header = Header(ordered, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in ordered)
        {
            using var scope = NewDisposeScope();
            stream.Write(tensor.detach().cpu().contiguous().bytes);
        }
    }

    /// <summary>Reads all tensors to the CPU; the caller disposes them.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataException">The file is not a whole safetensors file.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        using var stream = File.OpenRead(path);
        var (header, dataStart) = ReadHeader(stream, path);
        var tensors = new Dictionary<string, Tensor>();
        foreach (var (name, description) in header)
        {
            if (name != Metadata)
            {
                tensors[name] = ReadTensor(stream, path, name, description, dataStart);
            }
        }

        return tensors;
    }

    /// <summary>Reads the free text that a file carries, and no tensor.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Text by key; empty where the file has none.</returns>
    /// <exception cref="DataException">The file is not a whole safetensors file.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        using var stream = File.OpenRead(path);
        return ReadHeader(stream, path).Header[Metadata] is JsonObject metadata
            ? metadata.ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "")
            : [];
    }

    private static byte[] Header(List<KeyValuePair<string, Tensor>> ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        var header = new JsonObject();
        if (metadata is { Count: > 0 })
        {
            header[Metadata] = new JsonObject(metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        }

        long offset = 0;
        foreach (var (name, tensor) in ordered)
        {
            var (type, _, size) = Known(tensor.dtype);
            long end = offset + tensor.numel() * size;
            header[name] = JsonSerializer.SerializeToNode(new Entry(type, tensor.shape, [offset, end]));
            offset = end;
        }

        string json = header.ToJsonString();
        return Encoding.UTF8.GetBytes(json + new string(' ', (8 - Encoding.UTF8.GetByteCount(json) % 8) % 8));
    }

    private static (JsonObject Header, long DataStart) ReadHeader(FileStream stream, string path)
    {
        Span<byte> prefix = stackalloc byte[8];
        int read = stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false);
        long length = read == 8 ? BinaryPrimitives.ReadInt64LittleEndian(prefix) : -1;
        if (length < 2 || length > Math.Min(stream.Length - 8, 100_000_000))
        {
            throw OtherFile.Recognize(stream) is { } other
                ? new DataException($"{path} is no safetensors file: it is {other}.")
                : Damaged(path, "its header is incomplete");
        }

        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        try
        {
            var header = JsonNode.Parse(bytes, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
            return (header as JsonObject ?? throw Damaged(path, "its header is no JSON object"), 8 + length);
        }
        catch (JsonException error)
        {
            throw Damaged(path, "its header is no JSON, or names something twice", error);
        }
    }

    private static Tensor ReadTensor(FileStream stream, string path, string name, JsonNode? description, long dataStart)
    {
        var (dtype, shape, offsets) = ReadEntry(path, name, description);
        var (_, type, size) = s_types.FirstOrDefault(known => known.Name == dtype);
        if (size == 0)
        {
            string readable = string.Join(", ", s_types.Select(known => known.Name));
            throw new DataException(
                $"{path} holds '{name}' as {dtype}, which is not among the types read here ({readable}); convert it, in PyTorch with .float().");
        }

        // What a file says of itself may be any number: 128 bits hold what 64 would wrap around to a plausible size.
        var bytes = shape.Aggregate((Int128)size, (product, length) => Int128.Min(product * length, long.MaxValue));
        if (shape.Any(length => length < 0) || offsets[0] < 0 || (Int128)offsets[1] - offsets[0] != bytes
            || offsets[1] > stream.Length - dataStart)
        {
            throw Damaged(path, $"the data of '{name}' is incomplete (the file has {stream.Length:N0} bytes)");
        }

        var tensor = empty(shape, dtype: type);
        stream.Position = dataStart + offsets[0];
        stream.ReadExactly(tensor.bytes);
        return tensor;
    }

    private static Entry ReadEntry(string path, string name, JsonNode? description)
    {
        try
        {
            return description.Deserialize<Entry>() is { Type: not null, Shape: not null, Offsets.Length: 2 } entry
                ? entry
                : throw Damaged(path, $"the description of '{name}' is not understood");
        }
        catch (JsonException error)
        {
            throw Damaged(path, $"the description of '{name}' is not understood", error);
        }
    }

    private static (string Name, ScalarType Type, int Size) Known(ScalarType type) => s_types.Single(known => known.Type == type);

    private static DataException Damaged(string path, string what, Exception? inner = null) =>
        new($"{path} is no readable safetensors file: {what}; use an earlier one, or write it anew.", inner);

    /// <summary>A tensor's description in the header.</summary>
    private sealed record Entry(
        [property: JsonPropertyName("dtype")] string Type,
        [property: JsonPropertyName("shape")] long[] Shape,
        [property: JsonPropertyName("data_offsets")] long[] Offsets);
}

/// <summary>Recognizes, from its first bytes, a file that people give for a safetensors file.</summary>
internal static class OtherFile
{
    private const string Convert =
        "load it in PyTorch with torch.load(FILE, weights_only=True) and write it with safetensors.torch.save_file";

    private static readonly (byte[] Start, string What)[] s_starts =
    [
        ("version https://git-lfs"u8.ToArray(), "the pointer that Git LFS leaves in place of a file; fetch the file with git lfs pull"),
        ("/annex/objects/"u8.ToArray(), "the pointer that git-annex leaves in place of a file; fetch the file with git annex get"),
        ("PK\x03\x04"u8.ToArray(), $"a zip archive, as PyTorch's .pt and .pth and NumPy's .npz are; {Convert}"),
        ([0x80, 2], $"a pickle, as older .pt and .pth of PyTorch are; {Convert}"),
        ([0x80, 3], $"a pickle; {Convert}"),
        ([0x80, 4], $"a pickle; {Convert}"),
        ([0x80, 5], $"a pickle; {Convert}"),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], "an HDF5 file, as Keras writes; write its weights as safetensors"),
        ([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'], "a NumPy array; write the weights as safetensors"),
        ("GGUF"u8.ToArray(), "a GGUF file; write its weights as safetensors"),
        ([0x1F, 0x8B], "compressed with gzip; unpack it"),
        ("<"u8.ToArray(), "a web page or XML, as a download that needs a login gives; download the file itself"),
        ("{"u8.ToArray(), "JSON text, such as a config or the index of a model in several files; give the file of the weights"),
    ];

    /// <summary>Says what a file is, and what to do with it.</summary>
    /// <param name="stream">The file, which is left at another position.</param>
    /// <returns>The rest of the sentence "it is …", without a full stop; null where the file is of no kind known here.</returns>
    public static string? Recognize(FileStream stream)
    {
        stream.Position = 0;
        byte[] start = new byte[64];
        int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (read == 0)
        {
            return "empty; download or export it again";
        }

        // Text may begin with blanks and a byte order mark.
        var first = start.AsSpan(0, read);
        first = first.StartsWith("\uFEFF"u8) ? first[3..] : first;
        byte[] begin = first.TrimStart(" \t\r\n"u8).ToArray();
        return s_starts.FirstOrDefault(kind => begin.AsSpan().StartsWith(kind.Start)).What;
    }
}
