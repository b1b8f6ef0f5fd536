using FusionLab.Config;
using Serilog;

namespace FusionLab.Data;

/// <summary>
/// Finds, fetches and verifies image datasets: <c>data.root</c>, else <c>FUSIONLAB_DATA</c>, else data/mnist, else a download,
/// and only where the source is <c>auto</c>, and loudly, synthetic digits.
/// </summary>
public sealed class MnistStore
{
    private readonly IReadOnlyList<DatasetDescription> datasets;
    private readonly DataFolders folders;
    private readonly FetchLimits limits;
    private readonly SyntheticStore synthetic;

    /// <summary>Creates a store.</summary>
    /// <param name="datasets">The datasets it knows; null: <see cref="PublishedDatasets.All"/>.</param>
    /// <param name="folders">Where they lie; null: this machine's customary places.</param>
    /// <param name="limits">How patient downloads are.</param>
    /// <param name="synthetic">What draws the synthetic digits; null: the default set, cached below the data folder.</param>
    public MnistStore(
        IReadOnlyList<DatasetDescription>? datasets = null,
        DataFolders? folders = null,
        FetchLimits? limits = null,
        SyntheticStore? synthetic = null)
    {
        this.datasets = datasets ?? PublishedDatasets.All;
        this.folders = folders ?? new DataFolders();
        this.limits = limits ?? new FetchLimits();
        this.synthetic = synthetic ?? new SyntheticStore(Path.Combine(this.folders.Data, "synthetic"));
    }

    /// <summary>Loads the images a config asks for.</summary>
    /// <param name="config">The config's <c>data</c> block.</param>
    /// <param name="progress">Told about downloads.</param>
    /// <param name="cancel">Stops a download.</param>
    /// <exception cref="ConfigException">The source is unknown, or a mirror is no address.</exception>
    /// <exception cref="DataException">The images are missing or corrupt, and no fall-back is allowed.</exception>
    public ResolvedImages Resolve(DataConfig config, IProgress<FetchProgress>? progress = null, CancellationToken cancel = default)
    {
        if (config.Source == "synthetic")
        {
            return Synthetic([]);
        }

        bool mayFallBack = config.Source == "auto";
        var dataset = Find(mayFallBack ? "mnist" : config.Source);
        if (config.Root is not null || folders.Override is not null)
        {
            return FromNamedFolder(dataset, config.Root);
        }

        string folder = folders.Of(dataset);
        try
        {
            if (dataset.Files.Any(file => file.FindIn(folder) is null))
            {
                var chosen = WithMirrors(dataset, config.Mirrors);
                Await(DatasetFetcher.FetchAsync(chosen, folder, replaceBroken: false, limits, progress, cancel));
            }
        }
        catch (DataException failure) when (mayFallBack)
        {
            string warning = "Training on SYNTHETIC DIGITS, not on MNIST; do not compare the results with published ones. "
                + $"{failure.Message} {WhatToDo(dataset)}";
            Log.Warning("{Warning:l}", warning);
            return Synthetic([warning]);
        }
        catch (DataException failure)
        {
            throw new DataException($"{failure.Message} {WhatToDo(dataset)}", failure);
        }

        try
        {
            return new ResolvedImages(DatasetLoader.Load(dataset, folder), dataset.Name, folder, []);
        }
        catch (DataException failure)
        {
            throw new DataException($"{failure.Message} Replace it with `dotnet run -- data fetch {dataset.Folder}`.", failure);
        }
    }

    /// <summary>
    /// The training images and labels that <see cref="Resolve"/> would read without a download, unread and unverified; null where
    /// they are not all there.
    /// </summary>
    /// <param name="config">The config's <c>data</c> block.</param>
    internal (string Source, IReadOnlyList<string> Files)? Locate(DataConfig config)
    {
        if (config.Source == "synthetic")
        {
            return synthetic.TrainingFiles is { } drawn ? ("synthetic", drawn) : null;
        }

        var dataset = Find(config.Source == "auto" ? "mnist" : config.Source);
        string folder = FolderOf(dataset, config.Root);
        return dataset.TrainImages.FindIn(folder) is { } images && dataset.TrainLabels.FindIn(folder) is { } labels
            ? (dataset.Name, [images, labels])
            : null;
    }

    /// <summary>Downloads what is missing or broken of a dataset; good files stay as they are.</summary>
    /// <param name="name">The dataset: <c>mnist</c> or <c>fashion-mnist</c>.</param>
    /// <param name="root">
    /// The folder to fill; null: the customary one. Where it holds another dataset (the file names are the same), a folder of
    /// the dataset's own name is made in it.
    /// </param>
    /// <param name="progress">Told about every piece received.</param>
    /// <param name="cancel">Stops the download; nothing unverified stays behind.</param>
    /// <returns>One entry a file.</returns>
    /// <exception cref="ConfigException">The dataset is unknown.</exception>
    /// <exception cref="DataException">A file could not be fetched.</exception>
    public Task<IReadOnlyList<FetchedFile>> FetchAsync(
        string name, string? root = null, IProgress<FetchProgress>? progress = null, CancellationToken cancel = default)
    {
        var dataset = datasets.FirstOrDefault(dataset => dataset.Folder == name || dataset.Name == name)
            ?? throw new ConfigException(
                $"There is no dataset \"{name}\" to fetch; there is {ConfigRules.Choice(datasets.Select(known => known.Folder))}.");
        string folder = root ?? folders.Of(dataset);
        if (datasets.Any(other => other != dataset && other.Files.Any(file => DatasetLoader.Check(other, file, folder).IsGood)))
        {
            folder = Path.Combine(folder, dataset.Folder);
        }

        return DatasetFetcher.FetchAsync(dataset, folder, replaceBroken: true, limits, progress, cancel);
    }

    /// <summary>Says about every file of every dataset whether it is there and right; absent ones are listed as well.</summary>
    /// <param name="root">The folder to look in; null: the customary ones.</param>
    /// <returns>One entry a file, in the order of the datasets.</returns>
    public IReadOnlyList<FileCheck> Check(string? root = null)
    {
        var found = datasets.Select(dataset =>
        {
            string folder = FolderOf(dataset, root);
            return (Folder: folder, Files: dataset.Files.Select(file => DatasetLoader.Check(dataset, file, folder)).ToList());
        }).ToList();

        // The datasets use the same file names: in a folder that holds one of them, the others are not "broken" but elsewhere.
        var taken = found.Where(place => place.Files.Any(file => file.IsGood)).Select(place => place.Folder).ToHashSet();
        return [.. found
            .Where(place => !taken.Contains(place.Folder) || place.Files.Any(file => file.IsGood))
            .SelectMany(place => place.Files)];
    }

    private string FolderOf(DatasetDescription dataset, string? root) =>
        root is null ? folders.Of(dataset) : DataFolders.Within(root, dataset);

    private ResolvedImages FromNamedFolder(DatasetDescription dataset, string? root)
    {
        string folder = FolderOf(dataset, root);
        try
        {
            return new ResolvedImages(DatasetLoader.Load(dataset, folder), dataset.Name, folder, []);
        }
        catch (DataException failure)
        {
            string setting = root is null ? "FUSIONLAB_DATA" : "data.root";
            throw new DataException(
                $"{failure.Message} {setting} must name a folder with the four {dataset.Title} files; without it they are downloaded.",
                failure);
        }
    }

    private ResolvedImages Synthetic(IReadOnlyList<string> warnings)
    {
        var (images, root) = synthetic.Load();
        return new ResolvedImages(images, "synthetic", root, warnings);
    }

    private DatasetDescription Find(string source) =>
        datasets.FirstOrDefault(dataset => dataset.Name == source)
        ?? throw new ConfigException($"data.source is \"{source}\"; it must be {ConfigRules.Choice(Sources)}.");

    private string[] Sources => ["auto", .. datasets.Select(dataset => dataset.Name), "synthetic"];

    private static DatasetDescription WithMirrors(DatasetDescription dataset, IReadOnlyList<string>? mirrors) =>
        mirrors is null ? dataset : dataset with { Mirrors = [.. mirrors.Select(ToFolder)] };

    private static Uri ToFolder(string mirror) =>
        Uri.TryCreate(mirror.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new ConfigException($"data.mirrors has \"{mirror}\", which is no http or https address.");

    private static string WhatToDo(DatasetDescription dataset) =>
        $"Put the four files into data/{dataset.Folder}, or set data.root or FUSIONLAB_DATA to their folder, "
        + $"or run `dotnet run -- data fetch {dataset.Folder}` with a network.";

    // There is no synchronization context here, so that waiting cannot deadlock.
    private static void Await(Task task) => task.GetAwaiter().GetResult();
}
