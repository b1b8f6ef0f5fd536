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

    /// <summary>The layout before, without a checksum of the numbers; runs begun with it can still be resumed.</summary>
    private const int UncheckedFormat = 1;

    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private static readonly JsonSerializerOptions dense = new(JsonSerializerDefaults.Web);

    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>True when there is a checkpoint to load.</summary>
    public bool HasCheckpoint => Numbers().Count > 0;

    /// <summary>Writes a checkpoint and, when it is safe on disk, deletes the one before.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <returns>The path of the JSON file.</returns>
    /// <exception cref="DataException">What was written does not read back, or cannot be written at all.</exception>
    public string Save(Checkpoint checkpoint)
    {
        try
        {
            Directory.CreateDirectory(folder);
            Directory.EnumerateFiles(folder, "*.tmp").ToList().ForEach(File.Delete); // of a process that was killed while it wrote
            var before = Numbers();
            int number = before.LastOrDefault() + 1;
            string sha256 = WriteTensors(Tensors(number), checkpoint);
            var file = new CheckpointFile(Format, sha256, checkpoint.State, Checksum(checkpoint.State));
            byte[] content = JsonSerializer.SerializeToUtf8Bytes(file, json);
            AtomicFile.Write(Json(number), stream => stream.Write(content), durable: true);
            if (Checksum(Tensors(number)) != sha256)
            {
                throw new DataException($"The checkpoint {Tensors(number)} does not read back as it was written; check the disk.");
            }

            before.ForEach(Delete);
            return Json(number);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException(
                $"The checkpoint cannot be written to {folder}: {error.Message} Free space there, or choose another folder with --out.",
                error);
        }
    }

    /// <summary>Loads the newest checkpoint that is whole; the caller disposes it.</summary>
    /// <param name="warn">Told about each damaged checkpoint that was passed over.</param>
    /// <returns>Null when the folder has none.</returns>
    /// <exception cref="DataException">There are checkpoints, but none is whole.</exception>
    public Checkpoint? Load(Action<string>? warn = null)
    {
        var numbers = Numbers();
        foreach (int number in Enumerable.Reverse(numbers))
        {
            if (TryLoad(number) is { } checkpoint)
            {
                return checkpoint;
            }

            warn?.Invoke($"The checkpoint {Json(number)} is damaged; looking for an earlier one.");
        }

        return numbers.Count == 0
            ? null
            : throw new DataException($"Every checkpoint in {folder} is damaged; restore one, or start anew in another folder (--out).");
    }

    /// <summary>The numbers of the newest checkpoint, its tensors neither read nor checked; null when there is none.</summary>
    public CheckpointState? LoadState() => Enumerable.Reverse(Numbers()).Select(TryRead).FirstOrDefault(file => file is not null)?.State;

    private CheckpointFile? TryRead(int number)
    {
        try
        {
            var file = JsonSerializer.Deserialize<CheckpointFile>(File.ReadAllBytes(Json(number)), json);
            bool isWhole = file is { State: not null }
                && (file.Format == UncheckedFormat || (file.Format == Format && file.StateSha256 == Checksum(file.State)));
            return isWhole ? file : null;
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
            return TryRead(number) is { } file && Checksum(Tensors(number)) == file.Sha256
                ? new Checkpoint(file.State, SafeTensors.Read(Tensors(number)))
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

    private static string Checksum(CheckpointState state) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(state, dense)));

    private static string Checksum(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private string Tensors(int number) => Path.Combine(folder, Name(number, "safetensors"));

    private string Json(int number) => Path.Combine(folder, Name(number, "json"));

    private static string Name(int number, string extension) => string.Create(CultureInfo.InvariantCulture, $"{number:D6}.{extension}");

    /// <summary>The numbers of the checkpoints in the folder, ascending.</summary>
    private List<int> Numbers() => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder, "*.json")
            .Select(path => int.TryParse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture, out int number) ? number : 0)
            .Where(number => number > 0).Order(),
    ];

    private void Delete(int number)
    {
        File.Delete(Json(number));
        File.Delete(Tensors(number));
    }
}
