using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace FusionLab.Training;

/// <summary>
/// A folder with the latest checkpoint: <c>NUMBER.safetensors</c> (tensors) and <c>NUMBER.json</c> (numbers, and the checksums
/// of both). The JSON file is written last and makes the checkpoint valid; the previous checkpoint is deleted once the
/// new one has been read back and agrees with its checksum.
/// </summary>
/// <param name="folder">The folder, created when needed.</param>
public sealed class CheckpointStore(string folder)
{
    private const int Format = 2;

    private static readonly JsonSerializerOptions s_indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private static readonly JsonSerializerOptions s_dense = new(JsonSerializerDefaults.Web);

    /// <summary>Writes a checkpoint and, when it is safe on disk, deletes the one before.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <returns>The path of the JSON file.</returns>
    /// <exception cref="OutputException">It cannot be written; the one before is whole.</exception>
    /// <exception cref="DataException">What was written does not read back.</exception>
    public string Save(Checkpoint checkpoint)
    {
        try
        {
            Directory.CreateDirectory(folder);
            Directory.EnumerateFiles(folder, "*.tmp").ToList().ForEach(File.Delete); // of a process that was killed while it wrote
            var before = FindNumbers();
            int number = before.LastOrDefault() + 1;
            var (tensors, json) = Paths(number);
            string sha256 = WriteTensors(tensors, checkpoint);
            var file = new Content(Format, sha256, checkpoint.State, ComputeChecksum(checkpoint.State));
            AtomicFile.Write(json, stream => JsonSerializer.Serialize(stream, file, s_indented), durable: true);
            if (ComputeChecksum(tensors) != sha256)
            {
                throw new DataException($"The checkpoint {tensors} does not read back as it was written; check the disk.");
            }

            foreach (var (oldTensors, oldJson) in before.Select(Paths))
            {
                File.Delete(oldJson);
                File.Delete(oldTensors);
            }

            return json;
        }
        catch (Exception error) when (OutputException.IsCausedBy(error))
        {
            throw OutputException.Explain($"The checkpoint in {folder}", error);
        }
    }

    /// <summary>Loads the newest checkpoint that is whole; the caller disposes it.</summary>
    /// <param name="warn">Told about each damaged checkpoint that was passed over.</param>
    /// <returns>Null when the folder has none.</returns>
    /// <exception cref="DataException">There are checkpoints, but none is whole.</exception>
    public Checkpoint? Load(Action<string>? warn = null)
    {
        var numbers = FindNumbers();
        var damaged = new List<string>();
        foreach (int number in Enumerable.Reverse(numbers))
        {
            if (TryLoad(number) is { } checkpoint)
            {
                damaged.ForEach(path => warn?.Invoke($"The checkpoint {path} is damaged; looking for an earlier one."));
                return checkpoint;
            }

            damaged.Add(Paths(number).Json);
        }

        return numbers.Count == 0
            ? null
            : throw new DataException($"Every checkpoint in {folder} is damaged.") { Advice = "restore one", Remedy = Remedy.OtherFolder };
    }

    /// <summary>True when the folder has no checkpoint, whole or damaged.</summary>
    public bool IsEmpty => FindNumbers().Count == 0;

    /// <summary>Loads the numbers of the newest checkpoint, its tensors neither read nor checked; null when none is whole.</summary>
    public CheckpointState? LoadState() =>
        Enumerable.Reverse(FindNumbers()).Select(TryRead).FirstOrDefault(file => file is not null)?.State;

    private Content? TryRead(int number)
    {
        try
        {
            var file = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(Paths(number).Json), s_indented);
            return file is { Format: Format, State: not null } && file.StateSha256 == ComputeChecksum(file.State) ? file : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private Checkpoint? TryLoad(int number)
    {
        try
        {
            string tensors = Paths(number).Tensors;
            return TryRead(number) is { } file && ComputeChecksum(tensors) == file.Sha256
                ? new Checkpoint(file.State, SafeTensors.Read(tensors))
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DataException)
        {
            return null;
        }
    }

    private static string WriteTensors(string path, Checkpoint checkpoint)
    {
        using var hash = SHA256.Create();
        AtomicFile.Write(
            path,
            stream =>
            {
                using var hashed = new CryptoStream(stream, hash, CryptoStreamMode.Write, leaveOpen: true);
                SafeTensors.Write(hashed, checkpoint.Tensors);
            },
            durable: true);
        return Convert.ToHexStringLower(hash.Hash!);
    }

    private static string ComputeChecksum(CheckpointState state) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(state, s_dense)));

    private static string ComputeChecksum(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private (string Tensors, string Json) Paths(int number)
    {
        string path = Path.Combine(folder, number.ToString("D6", CultureInfo.InvariantCulture));
        return ($"{path}.safetensors", $"{path}.json");
    }

    /// <summary>The numbers of the checkpoints in the folder, ascending.</summary>
    private List<int> FindNumbers() => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder, "*.json")
            .Select(path => int.TryParse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture, out int number) ? number : 0)
            .Where(number => number > 0).Order(),
    ];

    /// <summary>The content of a checkpoint's JSON file.</summary>
    /// <param name="Format">The version of this layout.</param>
    /// <param name="Sha256">The checksum of the safetensors file beside it, in hexadecimal.</param>
    /// <param name="State">The numbers.</param>
    /// <param name="StateSha256">The checksum of the numbers, as JSON without blanks.</param>
    private sealed record Content(int Format, string Sha256, CheckpointState State, string StateSha256);
}
