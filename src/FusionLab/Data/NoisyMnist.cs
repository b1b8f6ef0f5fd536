// Shapes: R replicas, N batch, S training samples, T test samples, D = 784 pixels.
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>
/// The noisy MNIST task (appendix I): all modalities show the same digit, and in each sample some of them show it corrupted, as
/// <c>signal·x + n</c> with <c>n ~ N(0, noise²)</c> per normalized pixel, drawn afresh each time the sample is seen.
/// </summary>
/// <remarks>
/// The training images stay on the device as bytes, a quarter of what floats would take, and are normalized a batch at a time.
/// </remarks>
public sealed class NoisyMnist : IReplicaData
{
    /// <summary>The mean of MNIST's pixels in 0..1, which normalization subtracts.</summary>
    public const double PixelMean = 0.1307;

    /// <summary>The standard deviation of MNIST's pixels in 0..1, by which normalization divides.</summary>
    public const double PixelDeviation = 0.3081;

    private readonly CorruptionMixture _mixture;
    private readonly EpochPlans _plans;
    private readonly Tensor _images;
    private readonly Tensor _labels;
    private readonly bool _sharesSamples;

    /// <summary>What a pattern leaves of each modality's image, then the noise that it adds: <c>[patterns, 2M]</c>; null on a CPU.</summary>
    private readonly Tensor? _factors;

    /// <summary>Puts resolved images onto a device.</summary>
    /// <param name="source">The images; take them from <see cref="MnistStore.Resolve"/>.</param>
    /// <param name="config">The config's <c>data</c> block, validated.</param>
    /// <param name="device">Where training happens.</param>
    /// <param name="flatten">Whether a sample has the shape <c>[784]</c> (for an MLP) or <c>[1, 28, 28]</c> (for a CNN).</param>
    /// <param name="drawsTogether">
    /// Whether a batch is drawn for all replicas and patterns together, in as few operations as possible, or piece by piece, so that each
    /// piece fits a CPU's caches. The noise differs, all else is equal. Null chooses what is fast on the device.
    /// </param>
    public NoisyMnist(ResolvedImages source, NoisyMnistConfig config, Device device, bool flatten, bool? drawsTogether = null)
    {
        _mixture = CorruptionMixture.Create(config);
        Modalities = DescribeModalities(config, flatten);

        using var scope = NewDisposeScope();
        TrainSamples = Limit(config.TrainSamples, source.Images.TrainLabels.Values.Length);
        long testSamples = Limit(config.TestSamples, source.Images.TestLabels.Values.Length);
        _images = Pixels(source.Images.TrainImages, TrainSamples, device); // [S, D] uint8
        _labels = Labels(source.Images.TrainLabels, TrainSamples, device); // [S] int64
        if (config.Validation is { } size)
        {
            byte[] classes = source.Images.TrainLabels.Values;
            var (training, kept) = ValidationSplit.Draw([.. Enumerable.Range(0, (int)TrainSamples)], size, sample => classes[sample]);
            var (trained, held) = (tensor(training).to(ScalarType.Int64).to(device), tensor(kept).to(ScalarType.Int64).to(device));
            var clean = Normalize(_images.index_select(0, held)).view([kept.Length, .. Modalities[0].Shape]).DetachFromDisposeScope();
            Validation = new EvaluationSet([.. Modalities.Select(_ => clean)], _labels.index_select(0, held).DetachFromDisposeScope());
            (_images, _labels, TrainSamples) = (_images.index_select(0, trained), _labels.index_select(0, trained), training.Length);
        }

        _images.DetachFromDisposeScope();
        _labels.DetachFromDisposeScope();
        var test = Normalize(Pixels(source.Images.TestImages, testSamples, device)).view([testSamples, .. Modalities[0].Shape]);
        test.DetachFromDisposeScope();
        Test = new EvaluationSet(
            [.. Modalities.Select(_ => test)], Labels(source.Images.TestLabels, testSamples, device).DetachFromDisposeScope());
        _plans = new EpochPlans(TrainSamples, device, _mixture);
        _factors = drawsTogether ?? device.type != DeviceType.CPU ? _mixture.ToTensor(device).DetachFromDisposeScope() : null;
    }

    private NoisyMnist(NoisyMnist owner, CorruptionMixture mixture)
    {
        (_mixture, _images, _labels, _sharesSamples) = (mixture, owner._images, owner._labels, true);
        (Modalities, TrainSamples, Test, Validation) = (owner.Modalities, owner.TrainSamples, owner.Test, owner.Validation);
        _plans = new EpochPlans(TrainSamples, _images.device, mixture);
        _factors = owner._factors is null ? null : mixture.ToTensor(_images.device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Modality> Modalities { get; }

    /// <summary>Describes the modalities of a config, without its images.</summary>
    /// <param name="config">The config's <c>data</c> block.</param>
    /// <param name="flatten">Whether a sample has the shape <c>[784]</c> or <c>[1, 28, 28]</c>.</param>
    public static IReadOnlyList<Modality> DescribeModalities(NoisyMnistConfig config, bool flatten) =>
        [.. config.Modalities!.Select(name => new Modality(name, flatten ? [784] : [1, 28, 28]))];

    /// <inheritdoc/>
    public int Outputs => ImageSet.Classes;

    /// <inheritdoc/>
    public bool IsClassification => true;

    /// <inheritdoc/>
    public bool IsMeasured => true;

    /// <inheritdoc/>
    public long TrainSamples { get; }

    /// <inheritdoc/>
    public EvaluationSet Test { get; }

    /// <inheritdoc/>
    public EvaluationSet? Validation { get; }

    /// <inheritdoc/>
    public ReplicaBatch DrawBatch(IReadOnlyList<ulong> seeds, int epoch, int index, int batchSize)
    {
        long start = (long)index * batchSize;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, TrainSamples, nameof(index));
        long count = Math.Min(batchSize, TrainSamples - start);

        if (_factors is not null)
        {
            return DrawTogether(seeds, epoch, index, start, count);
        }

        using var scope = NewDisposeScope();
        var picks = seeds.Select(seed => _plans.Get(seed, epoch).Select(start, count)).ToList();
        var samples = cat([.. picks.Select(pick => pick.Samples)]); // [R·N]
        Tensor[] inputs = [.. Modalities.Select(_ => // [R·N, D] each
            empty([seeds.Count * count, 784], dtype: ScalarType.Float32, device: _images.device))];
        for (int r = 0; r < seeds.Count; r++)
        {
            // One replica at a time: what it needs fits into the processor's cache.
            using var clean = Clean(samples.narrow(0, r * count, count)); // [N, D]
            for (int m = 0; m < inputs.Length; m++)
            {
                using var rows = inputs[m].narrow(0, r * count, count);
                using var noise = new RandomStream(seeds[r], $"noise/{Modalities[m].Name}", epoch, index).OpenOn(_images.device);
                Fill(rows, clean, picks[r].Counts, m, noise);
            }
        }

        return new ReplicaBatch(
            [.. inputs.Select((input, m) => input.view([seeds.Count, count, .. Modalities[m].Shape]).MoveToOuterDisposeScope())],
            _labels.index_select(0, samples).view(seeds.Count, count).MoveToOuterDisposeScope());
    }

    /// <summary>
    /// Shows the same samples under another corruption. The samples are shared and stay this object's, which must outlive the other.
    /// </summary>
    /// <param name="config">A config that differs from this one's in <c>corruption</c> alone.</param>
    public NoisyMnist Share(NoisyMnistConfig config) => new(this, CorruptionMixture.Create(config));

    /// <inheritdoc/>
    public void Dispose()
    {
        _plans.Dispose();
        _factors?.Dispose();
        foreach (var tensor in _sharesSamples ? [] : new[] { _images, _labels, Test.Inputs[0], Test.Targets, Validation?.Inputs[0], Validation?.Targets })
        {
            tensor?.Dispose();
        }
    }

    /// <summary>
    /// Draws a batch for a GPU: every image is gathered and normalized once, every pixel gets noise, and a factor a row decides how much
    /// of either counts. Nothing waits for the device.
    /// </summary>
    private ReplicaBatch DrawTogether(IReadOnlyList<ulong> seeds, int epoch, int index, long start, long count)
    {
        using var scope = NewDisposeScope();
        var parts = seeds.Select(seed => _plans.Get(seed, epoch).Slice(start, count)).ToList();
        var samples = cat([.. parts.Select(part => part.Samples)]);                                    // [R·N]
        var factors = _factors!.index_select(0, cat([.. parts.Select(part => part.Patterns!)]));       // [R·N, 2M]
        var clean = Clean(samples);                                                                    // [R·N, D]
        var inputs = new Tensor[Modalities.Count];
        for (int m = 0; m < inputs.Length; m++)
        {
            inputs[m] = empty_like(clean);
            for (int r = 0; r < seeds.Count; r++)
            {
                var stream = new RandomStream(seeds[r], $"noise/{Modalities[m].Name}", epoch, index);
                using var generator = stream.OpenOn(_images.device, sharesGenerator: true);
                using var rows = inputs[m].narrow(0, r * count, count);
                rows.normal_(0, 1, generator);
            }

            inputs[m].mul_(factors.narrow(1, inputs.Length + m, 1)).addcmul_(clean, factors.narrow(1, m, 1), HeldScalars.One);
        }

        return new ReplicaBatch(
            [.. inputs.Select((input, m) => input.view([seeds.Count, count, .. Modalities[m].Shape]).MoveToOuterDisposeScope())],
            _labels.index_select(0, samples).view(seeds.Count, count).MoveToOuterDisposeScope());
    }

    /// <summary>Fills in what one modality of one replica sees.</summary>
    /// <param name="input"><c>[N, D]</c>, to be filled.</param>
    /// <param name="clean"><c>[N, D]</c>.</param>
    /// <param name="counts">How many rows each pattern has; rows of a pattern lie side by side.</param>
    /// <param name="modality">The modality.</param>
    /// <param name="noise">Where the noise comes from, null for the device's own generator; drawn for corrupted samples only.</param>
    private void Fill(Tensor input, Tensor clean, long[] counts, int modality, Generator? noise)
    {
        long first = 0;
        using Scalar signal = (float)_mixture.Signal; // infinite where 32 bits do not hold it, which torch would refuse
        for (int p = 0; p < counts.Length; first += counts[p++])
        {
            if (counts[p] == 0)
            {
                continue;
            }

            using var rows = input.narrow(0, first, counts[p]);
            using var image = clean.narrow(0, first, counts[p]);
            if (_mixture.Corrupts(p, modality))
            {
                rows.normal_(0, _mixture.Noise, noise).add_(image, signal);
            }
            else
            {
                rows.copy_(image);
            }
        }
    }

    private Tensor Clean(Tensor samples)
    {
        using var scope = NewDisposeScope();
        return Normalize(_images.index_select(0, samples)).MoveToOuterDisposeScope();
    }

    /// <summary>Turns bytes into normalized pixels: <c>(p/255 − mean) / deviation</c>.</summary>
    internal static Tensor Normalize(Tensor pixels)
    {
        using Scalar scale = 1 / (255 * PixelDeviation), shift = PixelMean / PixelDeviation;
        return pixels.to(ScalarType.Float32).mul_(scale).sub_(shift);
    }

    private static Tensor Pixels(IdxArray images, long samples, Device device) =>
        tensor(images.Values, [images.Dimensions[0], 784]).narrow(0, 0, samples).to(device, copy: true);

    private static Tensor Labels(IdxArray labels, long samples, Device device) =>
        tensor(labels.Values).narrow(0, 0, samples).to(ScalarType.Int64).to(device);

    private static long Limit(int? wanted, int available) => Math.Min(wanted ?? available, available);
}

/// <summary>The corruption of a config: which modalities are corrupted together, how often, and how.</summary>
/// <param name="Modalities">The modalities' names.</param>
/// <param name="Signal">How much of the image is left.</param>
/// <param name="Noise">The noise's standard deviation.</param>
/// <param name="Probabilities">How often each pattern occurs; they add up to 1.</param>
/// <param name="Patterns">Whether a pattern corrupts a modality: a row per pattern, a column per modality.</param>
internal sealed record CorruptionMixture(
    IReadOnlyList<string> Modalities, double Signal, double Noise, IReadOnlyList<double> Probabilities, bool[][] Patterns)
{
    /// <summary>A uniform number belongs to the pattern whose number is how many of these it reaches; one fewer than patterns.</summary>
    public IReadOnlyList<double> Thresholds { get; } = Accumulate(Probabilities);

    /// <summary>Whether a pattern corrupts a modality.</summary>
    public bool Corrupts(int pattern, int modality) => Patterns[pattern][modality];

    /// <summary>
    /// The factors of image and noise: a row per pattern, with those of each modality's image, then of its noise; <c>[patterns, 2M]</c>.
    /// </summary>
    public Tensor ToTensor(Device device)
    {
        float[] rows = [.. Patterns.SelectMany(pattern =>
            pattern.Select(corrupted => corrupted ? (float)Signal : 1).Concat(pattern.Select(corrupted => corrupted ? (float)Noise : 0)))];
        return tensor(rows, [Patterns.Length, 2 * Modalities.Count]).to(device);
    }

    /// <summary>Prepares the corruption of a config.</summary>
    /// <param name="config">The config, validated.</param>
    public static CorruptionMixture Create(NoisyMnistConfig config)
    {
        var patterns = config.Corruption.Patterns;
        return new CorruptionMixture(
            config.Modalities!,
            config.Corruption.Signal,
            config.Corruption.Noise,
            [.. patterns.Select(pattern => pattern.Probability)],
            [.. patterns.Select(pattern => config.Modalities!.Select(pattern.Corrupt.Contains).ToArray())]);
    }

    private static double[] Accumulate(IReadOnlyList<double> probabilities)
    {
        double reached = 0;
        return [.. probabilities.SkipLast(1).Select(probability => reached += probability)];
    }
}
