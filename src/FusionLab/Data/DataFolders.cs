namespace FusionLab.Data;

/// <summary>Where datasets lie on this machine.</summary>
public sealed record DataFolders
{
    /// <summary>A folder that replaces data/mnist; by default the environment variable <c>FUSIONLAB_DATA</c>.</summary>
    public string? Override { get; init; } = Environment.GetEnvironmentVariable("FUSIONLAB_DATA") is { Length: > 0 } folder ? folder : null;

    /// <summary>The folder that holds one folder a dataset; downloads and the cache of synthetic digits go here.</summary>
    public string Data { get; init; } = FindData(Directory.GetCurrentDirectory());

    /// <summary>
    /// The folder of one dataset: below <see cref="Override"/> where it is set (in a folder of the dataset's name, or directly),
    /// else below <see cref="Data"/>.
    /// </summary>
    internal string Of(DatasetDescription dataset) =>
        Override is null ? Path.Combine(Data, dataset.Folder) : Within(Override, dataset);

    /// <summary>A root's folder of the dataset's name where there is one, else the root itself.</summary>
    internal static string Within(string root, DatasetDescription dataset)
    {
        string own = Path.Combine(root, dataset.Folder);
        return Directory.Exists(own) ? own : root;
    }

    /// <summary>data/ of the repository the given folder is in; without a repository, data/ right there.</summary>
    private static string FindData(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FusionLab.sln")))
            {
                return Path.Combine(folder.FullName, "data");
            }
        }

        return Path.Combine(start, "data");
    }
}
