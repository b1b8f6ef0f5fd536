namespace FusionLab.Data;

/// <summary>One IDX file of a published dataset.</summary>
/// <param name="Name">The unpacked file's name; <c>.gz</c> is added for the packed one.</param>
/// <param name="Dimensions">The dimensions it must have.</param>
/// <param name="Checksum">What proves that it is the published file.</param>
public sealed record DatasetFile(string Name, IReadOnlyList<int> Dimensions, Checksum Checksum)
{
    /// <summary>The name on mirrors, and of a download.</summary>
    public string PackedName => Name + ".gz";

    /// <summary>Finds the file in a folder: unpacked first, else packed.</summary>
    /// <param name="folder">The folder; it may be missing.</param>
    /// <returns>The path, or null.</returns>
    public string? FindIn(string folder) =>
        new[] { Path.Combine(folder, Name), Path.Combine(folder, PackedName) }.FirstOrDefault(File.Exists);

    /// <summary>Reads the file and verifies its shape and checksum.</summary>
    /// <param name="path">The file, plain or <c>.gz</c>.</param>
    /// <param name="dataset">The dataset's title, for messages.</param>
    /// <exception cref="DataException">The file is broken, or is another file than the published one.</exception>
    public IdxArray Load(string path, string dataset)
    {
        var content = IdxReader.Read(path, Dimensions);
        if (Checksum.Cover == ChecksumCover.Packed && !path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            throw new DataException($"{path} cannot be verified: the published checksum covers {PackedName}; put that file there instead.");
        }

        string found = Checksum.Compute(path, content);
        return found == Checksum.Hex
            ? content
            : throw new DataException($"{path} is not {dataset}'s: its {Checksum.Algorithm} is {found}, the published one {Checksum.Hex}.");
    }
}
