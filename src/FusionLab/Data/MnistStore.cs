using FusionLab.Config;
using Serilog;

namespace FusionLab.Data;

/// <summary>The images a config asked for, or what stands in for them.</summary>
/// <param name="Images">The images in memory.</param>
/// <param name="Source">What they truly are: <c>mnist</c>, <c>fashionMnist</c> or <c>synthetic</c>.</param>
/// <param name="Root">The folder they were read from; null for digits that were drawn and not cached.</param>
/// <param name="Warnings">What every output of the run must repeat, such as that the digits are synthetic.</param>
public sealed record ResolvedImages(ImageSet Images, string Source, string? Root, IReadOnlyList<string> Warnings)
{
    /// <summary>What is recorded of them with a run.</summary>
    public DatasetInfo Info => new("noisyMnist", Source, Images.Sha256, Root);
}

/// <summary>Where datasets lie on this machine.</summary>
public sealed record DataFolders
{
    /// <summary>A folder that replaces data/mnist; by default the environment variable <c>FUSIONLAB_DATA</c>.</summary>
    public string? Override { get; init; } = Environment.GetEnvironmentVariable("FUSIONLAB_DATA") is { Length: > 0 } folder ? folder : null;

    /// <summary>The folder that holds one folder a dataset; downloads and the cache of synthetic digits go here.</summary>
    public string Data { get; init; } = FindData(Directory.GetCurrentDirectory());

    /// <summary>
    /// Finds the folder of a dataset: below the root, or <see cref="Override"/>, in a folder of the dataset's name or directly; else
    /// below <see cref="Data"/>.
    /// </summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="root">The folder that a config or the command line names; null: none.</param>
    internal string Find(ImageDataset dataset, string? root = null)
    {
        string own = Path.Combine(root ?? Override ?? Data, dataset.Folder);
        return Directory.Exists(own) ? own : root ?? Override ?? own;
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

/// <summary>
/// Finds, fetches and verifies image datasets: in <c>data.root</c>, else in <c>FUSIONLAB_DATA</c>, else in data/mnist, else by a
/// download. If all fail and the source is <c>auto</c>, synthetic digits stand in, with a warning.
/// </summary>
public sealed class MnistStore
{
    private readonly IReadOnlyList<ImageDataset> _datasets;
    private readonly DataFolders _folders;
    private readonly FetchLimits _limits;
    private readonly SyntheticStore _synthetic;

    /// <summary>Creates a store.</summary>
    /// <param name="datasets">The datasets it knows; null: MNIST and Fashion-MNIST.</param>
    /// <param name="folders">Where they lie; null: this machine's customary places.</param>
    /// <param name="limits">The time limits of downloads.</param>
    /// <param name="synthetic">What draws the synthetic digits; null: the default set, cached below the data folder.</param>
    public MnistStore(
        IReadOnlyList<ImageDataset>? datasets = null,
        DataFolders? folders = null,
        FetchLimits? limits = null,
        SyntheticStore? synthetic = null)
    {
        _datasets = datasets ?? [ImageDataset.Mnist, ImageDataset.FashionMnist];
        _folders = folders ?? new DataFolders();
        _limits = limits ?? new FetchLimits();
        _synthetic = synthetic ?? new SyntheticStore(Path.Combine(_folders.Data, "synthetic"));
    }

    /// <summary>Loads the images a config asks for.</summary>
    /// <param name="config">The config's <c>data</c> block.</param>
    /// <param name="cancel">Stops a download.</param>
    /// <exception cref="ConfigException">The source is unknown, or a mirror is no address.</exception>
    /// <exception cref="DataException">The images are missing or corrupt, and no fall-back is allowed.</exception>
    public ResolvedImages Resolve(NoisyMnistConfig config, CancellationToken cancel = default)
    {
        if (config.Source == "synthetic")
        {
            return ResolveSynthetic([]);
        }

        var dataset = Find(config.Source);
        string folder = _folders.Find(dataset, config.Root);
        string? setting = config.Root is not null ? "data.root" : _folders.Override is not null ? "FUSIONLAB_DATA" : null;
        if (setting is null && !dataset.IsIn(folder))
        {
            try
            {
                // There is no synchronization context here, so that waiting cannot deadlock.
                using var download = new MnistDownload(WithMirrors(dataset, config.Mirrors), folder, _limits, progress: null);
                download.FetchAsync(replaceBroken: false, cancel).GetAwaiter().GetResult();
            }
            catch (DataException failure)
            {
                string what = $"{failure.Message} Put the four files into data/{dataset.Folder}, or set data.root or FUSIONLAB_DATA "
                    + $"to their folder, or run `dotnet run -- data fetch {dataset.Folder}` with a network.";
                if (config.Source != "auto")
                {
                    throw new DataException(what, failure);
                }

                string warning = $"SYNTHETIC DIGITS stand in for MNIST; do not compare the results with published ones. {what}";
                Log.Warning("{Warning:l}", warning);
                return ResolveSynthetic([warning]);
            }
        }

        try
        {
            return new ResolvedImages(dataset.Load(folder), dataset.Name, folder, []);
        }
        catch (DataException failure)
        {
            string remedy = setting is null
                ? $"Replace it with `dotnet run -- data fetch {dataset.Folder}`."
                : $"{setting} must name a folder with the four {dataset.Title} files; without it they are downloaded.";
            throw new DataException($"{failure.Message} {remedy}", failure);
        }
    }

    /// <summary>Downloads what is missing or broken of a dataset; good files stay as they are.</summary>
    /// <param name="name">The dataset: <c>mnist</c> or <c>fashion-mnist</c>.</param>
    /// <param name="root">
    /// The folder to fill; null: the customary one. Where it holds another dataset (the file names are the same), a folder of
    /// the dataset's own name is made in it.
    /// </param>
    /// <param name="progress">Told about every piece received.</param>
    /// <param name="cancel">Stops the download; nothing unverified stays behind.</param>
    /// <returns>One entry per file.</returns>
    /// <exception cref="ConfigException">The dataset is unknown.</exception>
    /// <exception cref="DataException">A file could not be fetched.</exception>
    public async Task<IReadOnlyList<FetchedFile>> FetchAsync(
        string name, string? root = null, IProgress<FetchProgress>? progress = null, CancellationToken cancel = default)
    {
        var dataset = _datasets.FirstOrDefault(dataset => dataset.Folder == name || dataset.Name == name)
            ?? throw new ConfigException(
                $"There is no dataset \"{name}\" to fetch; there is {ConfigRules.Choice(_datasets.Select(known => known.Folder))}.");
        string folder = root ?? _folders.Find(dataset);
        if (_datasets.Any(other => other != dataset && other.Check(folder).Any(file => file.IsGood)))
        {
            folder = Path.Combine(folder, dataset.Folder);
        }

        using var download = new MnistDownload(dataset, folder, _limits, progress);
        return await download.FetchAsync(replaceBroken: true, cancel);
    }

    /// <summary>Says about every file of every dataset whether it is there and right; absent ones are listed as well.</summary>
    /// <param name="root">The folder to look in; null: the customary ones.</param>
    /// <returns>One entry per file, in the order of the datasets.</returns>
    public IReadOnlyList<FileCheck> Check(string? root = null)
    {
        var found = _datasets.Select(dataset =>
        {
            string folder = _folders.Find(dataset, root);
            return (Folder: folder, Files: dataset.Check(folder));
        }).ToList();

        // The datasets use the same file names: in a folder that holds one of them, the others are not "broken" but elsewhere.
        var taken = found.Where(place => place.Files.Any(file => file.IsGood)).Select(place => place.Folder).ToHashSet();
        return
        [
            .. found.Where(place => !taken.Contains(place.Folder) || place.Files.Any(file => file.IsGood)).SelectMany(place => place.Files),
        ];
    }

    private ResolvedImages ResolveSynthetic(IReadOnlyList<string> warnings)
    {
        var (images, root) = _synthetic.Load();
        return new ResolvedImages(images, _synthetic.Dataset.Name, root, warnings);
    }

    private ImageDataset Find(string source)
    {
        string[] known = ["auto", .. _datasets.Select(dataset => dataset.Name), "synthetic"];
        return _datasets.FirstOrDefault(dataset => dataset.Name == (source == "auto" ? ImageDataset.Mnist.Name : source))
            ?? throw new ConfigException("data.source", $"is \"{source}\"; it must be {ConfigRules.Choice(known)}.");
    }

    private static ImageDataset WithMirrors(ImageDataset dataset, IReadOnlyList<string>? mirrors) =>
        mirrors is null ? dataset : dataset with { Mirrors = [.. mirrors.Select(ToFolder)] };

    private static Uri ToFolder(string mirror) =>
        Uri.TryCreate(mirror.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new ConfigException("data.mirrors", $"has \"{mirror}\", which is no http or https address.");
}
