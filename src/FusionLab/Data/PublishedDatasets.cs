namespace FusionLab.Data;

/// <summary>The datasets FusionLab knows how to fetch and verify.</summary>
public static class PublishedDatasets
{
    /// <summary>LeCun, Cortes and Burges' handwritten digits. Mirrors pack them differently, so the unpacked bytes are verified.</summary>
    public static DatasetDescription Mnist { get; } = Describe(
        "mnist",
        "MNIST",
        "mnist",
        ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"],
        Checksum.Unpacked("ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        Checksum.Unpacked("65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        Checksum.Unpacked("0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        Checksum.Unpacked("ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"));

    /// <summary>Zalando's pictures of clothes, verified by the MD5s of the packed files that its authors publish.</summary>
    public static DatasetDescription FashionMnist { get; } = Describe(
        "fashionMnist",
        "Fashion-MNIST",
        "fashion-mnist",
        [
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        ],
        Checksum.Packed("8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        Checksum.Packed("25c81989df183df01b3e8a0aad5dffbe"),
        Checksum.Packed("bef4ecab320f06d8554ea6380940ec79"),
        Checksum.Packed("bb300cfdad3c16e7a12a480ee83cd310"));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DatasetDescription> All { get; } = [Mnist, FashionMnist];

    private static DatasetDescription Describe(
        string name,
        string title,
        string folder,
        string[] mirrors,
        Checksum trainImages,
        Checksum trainLabels,
        Checksum testImages,
        Checksum testLabels) =>
        new(
            name,
            title,
            folder,
            [.. mirrors.Select(mirror => new Uri(mirror))],
            new("train-images-idx3-ubyte", [60_000, 28, 28], trainImages),
            new("train-labels-idx1-ubyte", [60_000], trainLabels),
            new("t10k-images-idx3-ubyte", [10_000, 28, 28], testImages),
            new("t10k-labels-idx1-ubyte", [10_000], testLabels));
}
