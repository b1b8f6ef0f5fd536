// Shapes: N samples of a block, D = 784 pixels, C = 10 classes.
using System.Text.Json;
using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>
/// The first and second moments of normalized, uncorrupted training images, in their principal axes: all that linear theory needs
/// of a data set, and little enough to keep in a file.
/// </summary>
/// <param name="Samples">The training samples.</param>
/// <param name="ClassShares">The share of every class.</param>
/// <param name="Variances">The eigenvalues of <c>⟨x xᵀ⟩</c>, <c>[D]</c>, ascending; none below 0.</param>
/// <param name="ClassMeans"><c>⟨1[class = c] x⟩</c> in the axes of these, <c>[C, D]</c> row-major.</param>
public sealed record ImageMoments(int Samples, double[] ClassShares, double[] Variances, double[] ClassMeans)
{
    /// <summary>What is subtracted from every byte before sums are taken: then none is beyond ±128.</summary>
    private const int Grey = 128;

    /// <summary>Samples at a time: 1024 products of at most 128² add up to at most 2²⁴, the end of single precision's integers.</summary>
    private const int Block = 1024;

    /// <summary>Measures the moments of the first samples.</summary>
    /// <param name="images">The images.</param>
    /// <param name="samples">How many training samples.</param>
    public static ImageMoments Measure(ImageSet images, int samples)
    {
        TorchLibrary.Load();
        using var scope = NewDisposeScope();
        byte[] labels = images.TrainLabels.Values[..samples];
        double[] shares = [.. Enumerable.Range(0, ImageSet.Classes).Select(c => labels.AsSpan().Count((byte)c) / (double)samples)];

        // A pixel is x = (b − Grey) scale + shift; the shift is no part of the covariance.
        const double unit = 1 / (255 * NoisyMnist.PixelDeviation);
        using Scalar scale = unit, scaleSquared = unit * unit, perSample = 1.0 / samples;
        const double shift = ((Grey / 255.0) - NoisyMnist.PixelMean) / NoisyMnist.PixelDeviation;
        var (products, byClass) = SumBytes(images, samples);
        products.mul_(perSample);                                                       // [D, D]
        byClass.mul_(perSample);                                                        // [C, D]
        var mean = byClass.sum(dim: 0);                                                 // [D]
        var covariance = products.sub_(mean.outer(mean)).mul_(scaleSquared);
        var classMeans = byClass.mul_(scale).add_(tensor(shares.Select(share => share * shift).ToArray()).unsqueeze(1), HeldScalars.One);
        mean = classMeans.sum(dim: 0);
        var (variances, axes) = linalg.eigh(covariance.add_(mean.outer(mean), HeldScalars.One));
        return new ImageMoments(
            samples,
            shares,
            [.. variances.data<double>().Select(variance => Math.Max(0, variance))],
            [.. classMeans.mm(axes).data<double>()]);
    }

    /// <summary>
    /// Computes Σ and Σ_yx of the noisy MNIST task: its corruption mixture in closed form, exact, without drawing a sample. The
    /// targets are one-hot classes minus their mean (see <see cref="TaskStatistics.FromAverages"/>).
    /// </summary>
    /// <param name="config">The config's <c>data</c> block, validated.</param>
    public TaskStatistics ComputeStatistics(NoisyMnistConfig config)
    {
        var mixture = CorruptionMixture.Create(config);
        int[] modalities = [.. Enumerable.Range(0, mixture.Modalities.Count)];
        double[] gains = [.. modalities.Select(m => Sum((p, probability) => probability * Gain(p, m)))];
        double[] noise = [.. modalities.Select(m =>
            Sum((p, probability) => mixture.Corrupts(p, m) ? probability * mixture.Noise * mixture.Noise : 0))];
        var products = new double[gains.Length, gains.Length];
        foreach (var (a, b) in from a in modalities from b in modalities select (a, b))
        {
            products[a, b] = Sum((p, probability) => probability * Gain(p, a) * Gain(p, b));
        }

        // ⟨(1[c] − 1/C) x⟩ = ⟨1[c] x⟩ − ⟨x⟩/C, and ⟨x⟩ is the sum over classes.
        int features = Variances.Length, classes = ClassShares.Length;
        var byClass = Matrix<double>.Build.Dense(classes, features, (c, d) => ClassMeans[(c * features) + d]);
        var mean = byClass.ColumnSums() / classes;
        var sigmaYx = byClass.MapIndexed((_, d, value) => value - mean[d]);
        return TaskStatistics.FromSharedInputs(
            mixture.Modalities, new SharedInputs(Variances, sigmaYx, gains, products, noise), outputPower: 1 - (1.0 / classes));

        double Gain(int pattern, int modality) => mixture.Corrupts(pattern, modality) ? mixture.Signal : 1;

        double Sum(Func<int, double, double> term) => mixture.Probabilities.Select((probability, p) => term(p, probability)).Sum();
    }

    /// <summary>
    /// Adds up the first training samples. Pixels are bytes, and sums of a thousand products of bytes are exact in single precision,
    /// which is nearly three times as fast as double; the blocks add up in double precision, exactly too.
    /// </summary>
    /// <param name="images">The images.</param>
    /// <param name="samples">How many training samples.</param>
    /// <returns>
    /// <c>Σ b bᵀ</c>, <c>[D, D]</c>, and <c>Σ 1[class = c] b</c>, <c>[C, D]</c>, of bytes <c>b</c> from which 128 is subtracted; in
    /// double precision.
    /// </returns>
    internal static (Tensor Products, Tensor ByClass) SumBytes(ImageSet images, int samples)
    {
        int features = images.TrainImages.Values.Length / images.TrainLabels.Values.Length;
        using Scalar grey = (long)Grey;
        var products = zeros(features, features, dtype: ScalarType.Float64);                               // [D, D]
        var byClass = zeros(ImageSet.Classes, features, dtype: ScalarType.Float64);                        // [C, D]
        for (int start = 0; start < samples; start += Block)
        {
            using var scope = NewDisposeScope();
            int end = Math.Min(start + Block, samples);
            var pixels = tensor(images.TrainImages.Values[(start * features)..(end * features)]).view(-1, features)
                .to(ScalarType.Float32).sub_(grey);                                                        // [N, D]
            var classes = nn.functional.one_hot(tensor(images.TrainLabels.Values[start..end]).to(ScalarType.Int64), ImageSet.Classes)
                .to(ScalarType.Float32);                                                                   // [N, C]
            products.add_(pixels.t().mm(pixels), HeldScalars.One);
            byClass.add_(classes.t().mm(pixels), HeldScalars.One);
        }

        return (products, byClass);
    }
}

/// <summary>The moments of the images a config asks for.</summary>
/// <param name="Moments">The moments.</param>
/// <param name="Source">What the images truly are: <c>mnist</c>, <c>fashionMnist</c> or <c>synthetic</c>.</param>
/// <param name="Warnings">What every output must repeat, such as that the digits are synthetic.</param>
public sealed record MeasuredMoments(ImageMoments Moments, string Source, IReadOnlyList<string> Warnings);

/// <summary>
/// Measures the moments of a config's images, and keeps them: a second the first time, later a file of a few kilobytes that is named
/// after the images' checksum.
/// </summary>
/// <param name="images">Where images come from.</param>
/// <param name="folder">Where moments are kept. A folder that cannot be written is no error: moments are then measured each time.</param>
public sealed class MomentsStore(MnistStore images, string folder)
{
    /// <summary>Creates a store over this machine's customary folders.</summary>
    public MomentsStore()
        : this(new MnistStore(), Path.Combine(new DataFolders().Data, "moments"))
    {
    }

    /// <summary>Measures the moments, or reads those that are kept.</summary>
    /// <param name="config">The config's <c>data</c> block.</param>
    /// <exception cref="DataException">The images are missing or corrupt, and no fall-back is allowed.</exception>
    public MeasuredMoments Measure(NoisyMnistConfig config) => Measure(config, images.Resolve(config));

    /// <summary>Measures the moments of images that are in memory, or reads those that are kept.</summary>
    /// <param name="config">The config's <c>data</c> block.</param>
    /// <param name="resolved">Its images.</param>
    public MeasuredMoments Measure(NoisyMnistConfig config, ResolvedImages resolved)
    {
        int available = resolved.Images.TrainLabels.Values.Length;
        int samples = Math.Min(config.TrainSamples ?? available, available);
        string entry = Path.Combine(folder, $"{resolved.Images.Sha256}-{samples}.json");
        var moments = TryRead(entry);
        if (moments is null)
        {
            moments = ImageMoments.Measure(resolved.Images, samples);
            TryKeep(entry, moments);
        }

        return new MeasuredMoments(moments, resolved.Source, resolved.Warnings);
    }

    private static ImageMoments? TryRead(string entry)
    {
        try
        {
            return File.Exists(entry) ? JsonSerializer.Deserialize<ImageMoments>(File.ReadAllBytes(entry)) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // whatever is wrong with the entry, measuring again mends it
        }
    }

    private static void TryKeep(string entry, ImageMoments moments)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(entry)!);
            AtomicFile.Write(entry, stream => JsonSerializer.Serialize(stream, moments));
        }
        catch (Exception failure) when (OutputException.IsCausedBy(failure))
        {
            // The next call measures them again.
        }
    }
}
