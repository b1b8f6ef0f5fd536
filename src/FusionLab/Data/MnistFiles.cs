namespace FusionLab.Data;

/// <summary>A dataset of 28×28 grey images in ten classes, in memory.</summary>
/// <param name="parts">
/// Training images <c>[60000, 28, 28]</c>, training labels <c>[60000]</c>, test images <c>[10000, 28, 28]</c> and test labels
/// <c>[10000]</c>; the labels are 0..9.
/// </param>
public sealed class ImageSet(IReadOnlyList<IdxArray> parts)
{
    /// <summary>The number of classes.</summary>
    public const int Classes = 10;

    private readonly Lazy<string> _sha256 = new(() => IdxArray.ComputeSha256(parts));

    /// <summary>The four arrays in their customary order.</summary>
    public IReadOnlyList<IdxArray> Parts => parts;

    /// <summary>The training images, <c>[60000, 28, 28]</c>.</summary>
    public IdxArray TrainImages => parts[0];

    /// <summary>The training labels, <c>[60000]</c>.</summary>
    public IdxArray TrainLabels => parts[1];

    /// <summary>The test images, <c>[10000, 28, 28]</c>.</summary>
    public IdxArray TestImages => parts[2];

    /// <summary>The test labels, <c>[10000]</c>.</summary>
    public IdxArray TestLabels => parts[3];

    /// <summary>The SHA-256 of the four unpacked IDX files one after the other, computed once: 64 lower-case hexadecimal digits.</summary>
    public string Sha256 => _sha256.Value;
}

/// <summary>One IDX file of a dataset, and the checksum that proves that it is the published one.</summary>
/// <param name="Name">The unpacked file's name; <c>.gz</c> is added for the packed one.</param>
/// <param name="Dimensions">The dimensions it must have.</param>
/// <param name="Sha256">The SHA-256 of the unpacked file, whatever compressor packed it; null: not known.</param>
public sealed record DatasetFile(string Name, IReadOnlyList<int> Dimensions, string? Sha256 = null)
{
    /// <summary>The name on mirrors, and of a download.</summary>
    public string PackedName => Name + ".gz";

    /// <summary>
    /// Finds what may be the file in a folder: unpacked first, then packed; other tools write <c>.idx3-ubyte</c> for
    /// <c>-idx3-ubyte</c>.
    /// </summary>
    /// <param name="folder">The folder; it may be missing.</param>
    /// <returns>The paths of those that are there.</returns>
    public IReadOnlyList<string> FindIn(string folder)
    {
        string other = Name.Replace("-idx", ".idx", StringComparison.Ordinal);
        return [.. new[] { Name, PackedName, other, other + ".gz" }.Select(name => Path.Combine(folder, name)).Where(File.Exists)];
    }

    /// <summary>Reads the file from a folder; if there are several, the first that is right.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="title">The dataset's title, for messages.</param>
    /// <param name="verify">Whether the checksum is verified, beside the shape; without a known one it fails.</param>
    /// <returns>The content, and the path it was read from.</returns>
    /// <exception cref="DataException">The file is missing or broken, or is another file than the published one.</exception>
    public (IdxArray Content, string Path) Load(string folder, string title, bool verify = true)
    {
        DataException? problem = null;
        foreach (string path in FindIn(folder))
        {
            try
            {
                using var stream = File.OpenRead(path);
                return (Read(stream, path, title, verify), path);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                problem ??= new DataException($"{path} cannot be read: {failure.Message}", failure);
            }
            catch (DataException failure)
            {
                problem ??= failure;
            }
        }

        throw problem ?? new DataException($"{folder} holds neither {Name} nor {PackedName}.");
    }

    /// <summary>Reads the file from a stream that can seek.</summary>
    /// <param name="stream">The file's bytes.</param>
    /// <param name="name">Its name, for messages; it is packed if the name ends in <c>.gz</c>.</param>
    /// <param name="title">The dataset's title, for messages.</param>
    /// <param name="verify">Whether the checksum is verified, beside the shape.</param>
    /// <exception cref="DataException">The file is broken, or is another file than the published one.</exception>
    internal IdxArray Read(Stream stream, string name, string title, bool verify = true)
    {
        var content = IdxArray.Read(stream, name, Dimensions);
        return !verify || IdxArray.ComputeSha256(content) is var found && found == Sha256
            ? content
            : throw new DataException($"{name} is not {title}'s: its SHA-256 is {found}, the published one {Sha256}.");
    }
}

/// <summary>What <c>data check</c> found out about one file.</summary>
/// <param name="Dataset">The dataset's title.</param>
/// <param name="File">The unpacked file's name.</param>
/// <param name="Path">Where it was found; null where it was not.</param>
/// <param name="Problem">What is wrong with it; null for a file that is there and verified.</param>
public sealed record FileCheck(string Dataset, string File, string? Path, string? Problem)
{
    /// <summary>Whether the file is there and verified.</summary>
    public bool IsGood => Path is not null && Problem is null;
}

/// <summary>A dataset of 28×28 grey images in ten classes: its files and where to get them.</summary>
/// <param name="Name">The name in configs and outputs, such as <c>mnist</c>.</param>
/// <param name="Title">The name in sentences, such as <c>MNIST</c>.</param>
/// <param name="Folder">The folder's name below data/, and what <c>data fetch</c> calls it.</param>
/// <param name="Mirrors">Folders on the web, tried in turn; each ends in a slash.</param>
/// <param name="Files">Training images, training labels, test images and test labels.</param>
/// <param name="Sha256">The <see cref="ImageSet.Sha256"/> of the verified files; null where it is not known.</param>
public sealed record ImageDataset(
    string Name, string Title, string Folder, IReadOnlyList<Uri> Mirrors, IReadOnlyList<DatasetFile> Files, string? Sha256 = null)
{
    /// <summary>LeCun, Cortes and Burges' handwritten digits. Mirrors pack them differently, so the unpacked bytes are verified.</summary>
    public static ImageDataset Mnist { get; } = new(
        "mnist",
        "MNIST",
        "mnist",
        [new("https://ossci-datasets.s3.amazonaws.com/mnist/"), new("https://storage.googleapis.com/cvdf-datasets/mnist/")],
        NameFiles(
            60_000,
            10_000,
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        "b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a");

    /// <summary>Zalando's pictures of clothes.</summary>
    public static ImageDataset FashionMnist { get; } = new(
        "fashionMnist",
        "Fashion-MNIST",
        "fashion-mnist",
        [
            new("https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/"),
            new("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
        ],
        NameFiles(
            60_000,
            10_000,
            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"));

    /// <summary>Describes the four files of a dataset.</summary>
    /// <param name="trainSamples">Training samples.</param>
    /// <param name="testSamples">Test samples.</param>
    /// <param name="sha256">The checksum of each unpacked file; none where it is not known.</param>
    public static IReadOnlyList<DatasetFile> NameFiles(int trainSamples, int testSamples, params IReadOnlyList<string> sha256) =>
    [
        new("train-images-idx3-ubyte", [trainSamples, 28, 28], sha256.ElementAtOrDefault(0)),
        new("train-labels-idx1-ubyte", [trainSamples], sha256.ElementAtOrDefault(1)),
        new("t10k-images-idx3-ubyte", [testSamples, 28, 28], sha256.ElementAtOrDefault(2)),
        new("t10k-labels-idx1-ubyte", [testSamples], sha256.ElementAtOrDefault(3)),
    ];

    /// <summary>Whether a folder has all four files, right or wrong.</summary>
    internal bool IsIn(string folder) => Files.All(file => file.FindIn(folder).Count > 0);

    /// <summary>Reads and verifies the four files in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DataException">A file is missing, broken or not the published one; the sentence names it.</exception>
    public ImageSet Load(string folder)
    {
        // One checksum over all four files, which is recorded with a run anyway, makes one over each of them unnecessary.
        var images = Load(folder, verify: Sha256 is null);
        return Sha256 is null || images.Sha256 == Sha256 ? images : Load(folder, verify: true);
    }

    /// <summary>Says of every file whether it is there and right.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>One entry per file.</returns>
    public IReadOnlyList<FileCheck> Check(string folder) => [.. Files.Select(file => Check(file, folder))];

    /// <summary>Says whether one of the files is there and right.</summary>
    internal FileCheck Check(DatasetFile file, string folder)
    {
        try
        {
            return new FileCheck(Title, file.Name, file.Load(folder, Title).Path, null);
        }
        catch (DataException failure)
        {
            return new FileCheck(Title, file.Name, file.FindIn(folder).FirstOrDefault(), failure.Message);
        }
    }

    private ImageSet Load(string folder, bool verify) => new([.. Files.Select(file => file.Load(folder, Title, verify).Content)]);
}
