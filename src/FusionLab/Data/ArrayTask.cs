// Shapes: P training samples, T test samples, N of either, C classes, D_m features of modality m, K_m of them that vary.
using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>
/// A classification task from a user's own .npz file: for every modality NAME the arrays <c>train_NAME</c> and <c>test_NAME</c>,
/// <c>[N, features]</c>, <c>[N, height, width]</c> or <c>[N, channels, height, width]</c>, and the classes <c>train_labels</c> and
/// <c>test_labels</c>, <c>[N]</c>, counted from 0.
/// </summary>
public static class ArrayTask
{
    private const string Training = "train_";
    private const string Testing = "test_";
    private const string Labels = "labels";

    /// <summary>Features of all modalities at most; Σ of more takes minutes and gigabytes.</summary>
    private const int MostFeatures = 4096;

    /// <summary>Lists the modalities that a file has, in the order in which they were saved.</summary>
    /// <param name="file">The .npz file.</param>
    /// <exception cref="DataException">It cannot be read, or has no modality.</exception>
    public static IReadOnlyList<string> ListModalities(string file)
    {
        using var archive = new ArrayArchive(file);
        string[] names = [.. archive.Names.Where(name => name.StartsWith(Training, StringComparison.Ordinal))
            .Select(name => name[Training.Length..]).Where(name => name != Labels)];
        return names.Length > 0 ? names : throw new DataException(
            $"{file} has no array named {Training}NAME, the training samples of a modality; "
            + $"its arrays are: {string.Join(", ", archive.Names)}.");
    }

    /// <summary>Reads the task of a config.</summary>
    /// <param name="config">The <c>data</c> block, validated.</param>
    /// <param name="device">Where the samples live.</param>
    /// <param name="asImages">Whether samples of two dimensions are images of one channel, as convolutions want them.</param>
    /// <param name="type">The inputs' type: that of the network.</param>
    /// <returns>The task, and where it comes from.</returns>
    /// <exception cref="DataException">The file is missing or damaged, or its arrays do not belong together.</exception>
    public static (TensorData Data, DatasetInfo Info) Open(
        ArraysConfig config, Device device, bool asImages, ScalarType type = ScalarType.Float32)
    {
        string file = config.File!;
        using var scope = NewDisposeScope();
        using var archive = new ArrayArchive(file);
        var (labels, testLabels) = (ReadLabels(archive, Training), ReadLabels(archive, Testing));      // [P], [T]
        int classes = (int)Math.Max(labels.max().item<long>(), testLabels.max().item<long>()) + 1;
        if (classes < 2)
        {
            throw new DataException($"All labels in {file} are 0; a task needs two classes or more.");
        }

        List<Modality> modalities = [];
        List<Tensor> inputs = [], testInputs = [];
        foreach (string name in config.Modalities!)
        {
            using var modality = NewDisposeScope();
            var samples = ReadSamples(archive, Training, name, labels.shape[0]);
            var testSamples = ReadSamples(archive, Testing, name, testLabels.shape[0]);
            if (!samples.shape[1..].SequenceEqual(testSamples.shape[1..]))
            {
                throw new DataException($"The training and test samples of {name} in {file} differ in shape: "
                    + $"({string.Join(", ", samples.shape[1..])}) and ({string.Join(", ", testSamples.shape[1..])}).");
            }

            long[] shape = asImages && samples.dim() == 3 ? [1, .. samples.shape[1..]] : samples.shape[1..];
            samples = Limit(samples, config.TrainSamples);
            var normalization = Normalization.Measure(samples, config.Normalize);
            modalities.Add(new Modality(name, shape));
            inputs.Add(Place(samples));
            testInputs.Add(Place(Limit(testSamples, config.TestSamples)));

            Tensor Place(Tensor values)
            {
                var placed = normalization.Apply(values).to(type).view([values.shape[0], .. shape]).to(device);
                return placed.isfinite().all().item<bool>()
                    ? placed.MoveToOuterDisposeScope()
                    : throw new DataException(
                        $"The samples of {name} in {file} hold values that are no finite numbers; replace or remove them.");
            }
        }

        string path = Path.GetFullPath(file);
        var info = new DatasetInfo(config.Kind, Path.GetFileName(path), archive.ComputeSha256(), Path.GetDirectoryName(path));

        // Nothing can fail any more: the tensors leave the scope for their new owner.
        var targets = PlaceLabels(labels, config.TrainSamples);
        var evaluation = new EvaluationSet([.. testInputs.Select(Keep)], PlaceLabels(testLabels, config.TestSamples));
        return (new TensorData(modalities, classes, [.. inputs.Select(Keep)], targets, evaluation), info);

        Tensor PlaceLabels(Tensor values, int? limit) => Keep(Limit(values, limit).to(device, copy: true));
    }

    /// <summary>
    /// Measures Σ and Σ_yx of the training samples. The targets are one-hot classes (see <see cref="TaskStatistics.FromAverages"/>).
    /// Every modality is given in its principal axes, and directions that never vary are left out: networks that start from
    /// independent weights notice neither, and the theory need not divide by variances of 0.
    /// </summary>
    /// <param name="data">The task, on the CPU.</param>
    /// <exception cref="ConfigException">The modalities have too many features.</exception>
    public static TaskStatistics MeasureStatistics(TensorData data)
    {
        long features = data.Modalities.Sum(modality => modality.Features);
        if (features > MostFeatures)
        {
            throw new ConfigException(
                $"The modalities have {features} features together; the theory takes at most {MostFeatures}: "
                + "save fewer, such as smaller pictures or principal components.");
        }

        using var scope = NewDisposeScope();
        var all = data.DrawBatch([0], epoch: 0, index: 0, batchSize: (int)data.TrainSamples);
        using Scalar perSample = 1.0 / data.TrainSamples, perClass = 1.0 / data.Outputs;
        Tensor[] inputs = [.. all.Inputs.Select(input =>                                               // [N, K_m] each
            RotateToPrincipalAxes(input.select(0, 0).flatten(1).to(ScalarType.Float64), perSample))];
        var targets = nn.functional.one_hot(all.Targets.select(0, 0), data.Outputs).to(ScalarType.Float64).sub_(perClass);  // [N, C]
        var x = cat(inputs, 1);                                                                        // [N, D]
        return TaskStatistics.FromAverages(
            [.. data.Modalities.Select((modality, m) => new ModalityBlock(modality.Name, (int)inputs[m].shape[1]))],
            ToMatrix(x.t().mm(x).mul_(perSample)),
            ToMatrix(targets.t().mm(x).mul_(perSample)),
            outputPower: 1 - (1.0 / data.Outputs));
    }

    private static Tensor RotateToPrincipalAxes(Tensor samples, Scalar perSample)
    {
        var (variances, axes) = linalg.eigh(samples.t().mm(samples).mul_(perSample));                  // ascending
        double[] sizes = variances.data<double>().ToArray();
        int absent = sizes.Count(variance => variance <= SymmetricSolve.RelativeTolerance * sizes[^1]);
        return samples.mm(axes.narrow(1, Math.Min(absent, sizes.Length - 1), Math.Max(1, sizes.Length - absent)));
    }

    private static Matrix<double> ToMatrix(Tensor values) =>
        Matrix<double>.Build.DenseOfRowMajor((int)values.shape[0], (int)values.shape[1], values.contiguous().data<double>());

    /// <summary>Reads the classes of the training or test samples, <c>[N]</c> int64.</summary>
    private static Tensor ReadLabels(ArrayArchive archive, string part)
    {
        using var scope = NewDisposeScope();
        string name = part + Labels;
        var values = archive.Read(name);
        if (values.is_floating_point() || values.numel() == 0 || values.numel() != values.shape[0])
        {
            throw Refuse(archive, name, values, "labels are one whole number per sample, such as numpy's int64 of shape (N,)");
        }

        var labels = values.view(-1).to(ScalarType.Int64);
        long least = labels.min().item<long>();
        return least >= 0
            ? labels.MoveToOuterDisposeScope()
            : throw new DataException($"{archive.Describe(name)} has the class {least}; classes are counted from 0.");
    }

    /// <summary>Reads the training or test samples of a modality, <c>[N, ...]</c>, in the type they were saved in.</summary>
    private static Tensor ReadSamples(ArrayArchive archive, string part, string modality, long samples)
    {
        string name = part + modality;
        var values = archive.Read(name);
        return values.dim() is < 2 or > 4 || values.shape.Contains(0)
                ? throw Refuse(
                    archive, name, values, "it must be (samples, features), (samples, height, width) or (samples, channels, height, width)")
            : values.shape[0] != samples ? throw Refuse(archive, name, values, $"{part}{Labels} has {samples} samples")
            : values;
    }

    private static DataException Refuse(ArrayArchive archive, string name, Tensor values, string need) =>
        new($"{archive.Describe(name)} has the type {values.dtype} and the shape ({string.Join(", ", values.shape)}); {need}.");

    private static Tensor Keep(Tensor tensor) => tensor.DetachFromDisposeScope();

    private static Tensor Limit(Tensor samples, int? limit) =>
        samples.narrow(0, 0, Math.Min(limit ?? samples.shape[0], samples.shape[0]));
}

/// <summary>What is subtracted from a modality's samples, and what they are divided by; both measured on the training samples.</summary>
/// <param name="Shift">A scalar, or one number per feature; double precision.</param>
/// <param name="Scale">The same, nowhere 0.</param>
internal sealed record Normalization(Tensor Shift, Tensor Scale)
{
    /// <summary>
    /// All of a modality's numbers have mean 0 and standard deviation 1 together: features keep their relative strengths.
    /// </summary>
    public const string OfModality = "modality";

    /// <summary>Every feature has mean 0 and standard deviation 1.</summary>
    public const string OfFeature = "feature";

    /// <summary>The samples stay as they are.</summary>
    public const string None = "none";

    /// <summary>Measures training samples.</summary>
    /// <param name="train"><c>[P, ...]</c>.</param>
    /// <param name="kind">One of the constants here.</param>
    public static Normalization Measure(Tensor train, string kind)
    {
        using var scope = NewDisposeScope();
        var values = train.to(ScalarType.Float64);
        var (shift, scale) = kind switch
        {
            None => (zeros(1, dtype: ScalarType.Float64), ones(1, dtype: ScalarType.Float64)),
            OfFeature => (values.mean([0]), values.std(0, unbiased: false)),
            _ => (values.mean(), values.std(unbiased: false)),
        };
        scale = where(scale.gt(HeldScalars.Zero), scale, ones_like(scale)); // what never changes becomes 0
        return new Normalization(shift.MoveToOuterDisposeScope(), scale.MoveToOuterDisposeScope());
    }

    /// <summary>Normalizes samples of the modality that was measured.</summary>
    /// <param name="samples"><c>[N, ...]</c>.</param>
    /// <returns>In double precision.</returns>
    public Tensor Apply(Tensor samples) => samples.to(ScalarType.Float64).sub(Shift).div(Scale);
}
