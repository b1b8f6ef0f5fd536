// Shapes: P training samples, T test samples, N of either, C classes, D_m features of modality m, K_m of them that vary.
using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>
/// A task from a user's own .npz file: for every modality NAME the arrays <c>train_NAME</c> and <c>test_NAME</c>,
/// <c>[N, features]</c>, <c>[N, height, width]</c> or <c>[N, channels, height, width]</c>, and the classes <c>train_labels</c> and
/// <c>test_labels</c>, <c>[N]</c>, counted from 0, or for regression the real targets <c>train_targets</c> and <c>test_targets</c>,
/// <c>[N]</c> or <c>[N, outputs]</c>; if there are validation samples, <c>val_NAME</c> and <c>val_labels</c> or <c>val_targets</c>.
/// </summary>
public static class ArrayTask
{
    private const string Training = "train_";
    private const string Testing = "test_";
    private const string Validating = "val_";
    private const string Labels = "labels";
    private const string Targets = "targets";

    /// <summary>Classes at most; larger numbers are no classes.</summary>
    private const int MostClasses = 100_000;

    /// <summary>Features of all modalities at most; Σ of more takes minutes and gigabytes.</summary>
    private const int MostFeatures = 4096;

    /// <summary>Lists the modalities that a file has, in the order in which they were saved.</summary>
    /// <param name="file">The .npz file.</param>
    /// <exception cref="DataException">It cannot be read, or has no modality.</exception>
    public static IReadOnlyList<string> ListModalities(string file)
    {
        using var archive = new ArrayArchive(file);
        string[] names = [.. archive.Names.Where(name => name.StartsWith(Training, StringComparison.Ordinal))
            .Select(name => name[Training.Length..]).Where(name => name is not (Labels or Targets))];
        string? alone = archive.Names.FirstOrDefault(name =>
            name.StartsWith(Testing, StringComparison.Ordinal) && !names.Contains(name[Testing.Length..])
            && name is not (Testing + Labels or Testing + Targets));
        return names.Length == 0 ? throw new DataException(
                $"{file} has no array named {Training}NAME, the training samples of a modality; "
                + $"its arrays are: {string.Join(", ", archive.Names)}.")
            : alone is not null ? throw new DataException(
                $"{file} has {alone}, but no {Training}{alone[Testing.Length..]}; save both, or name the modalities in data.modalities.")
            : names;
    }

    /// <summary>
    /// The unimodal accuracy that counts as learned where the config has none: halfway between that of always answering the test samples'
    /// most frequent class, and 1; null for regression.
    /// </summary>
    /// <param name="config">The <c>data</c> block, validated.</param>
    /// <exception cref="DataException">The file is missing or damaged, or its test labels are no classes.</exception>
    public static double? ReadThreshold(ArraysConfig config)
    {
        using var archive = new ArrayArchive(config.File!);
        if (IsRegression(archive))
        {
            return null;
        }

        long[] labels = ReadLabels(archive, Testing);
        long[] used = [.. Choose(labels, config.TestSamples).Select(sample => labels[sample])];
        return (1 + ((double)used.CountBy(label => label).Max(pair => pair.Value) / used.Length)) / 2;
    }

    /// <summary>Reads the task of a config.</summary>
    /// <param name="config">The <c>data</c> block, validated.</param>
    /// <param name="device">Where the samples live.</param>
    /// <param name="asImages">Whether samples of two dimensions are images of one channel, as convolutions want them.</param>
    /// <param name="type">The inputs' type: that of the network.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The task, where it comes from, and what a reader must know about it.</returns>
    /// <exception cref="DataException">
    /// The file is missing or damaged, its arrays do not belong together, or they hold what training cannot use.
    /// </exception>
    public static (TensorData Data, DatasetInfo Info, IReadOnlyList<string> Warnings) Open(
        ArraysConfig config, Device device, bool asImages, ScalarType type = ScalarType.Float32, CancellationToken cancellation = default)
    {
        string file = config.File!;
        using var scope = NewDisposeScope();
        using var archive = new ArrayArchive(file, cancellation);
        bool isRegression = IsRegression(archive);
        var (all, allTest) = (ReadTargets(archive, Training, isRegression), ReadTargets(archive, Testing, isRegression));
        var own = ReadOwnValidation(archive, config, isRegression);
        int outputs = CountOutputs(file, all, allTest, own);
        var (train, test) = (Choose(all.Classes, config.TrainSamples), Choose(allTest.Classes, config.TestSamples));
        int[]? validation = own is null ? null : [.. Enumerable.Range(0, own.Classes.Length)];
        List<string> warnings =
        [
            .. DescribeChoice(all.Classes, train, "training", "trainSamples"),
            .. DescribeChoice(allTest.Classes, test, "test", "testSamples"),
        ];
        if (config.Validation is { } size)
        {
            (train, validation) = ValidationSplit.Draw(train, size, sample => all.Classes[sample]);
        }

        warnings.AddRange(isRegression ? [] : DescribeGaps(file, all.Classes, train, outputs));
        var (shift, scale) = MeasureTargets(archive, all, train, config.Normalize);

        List<Modality> modalities = [];
        List<double> blanks = [];
        List<Tensor> inputs = [], testInputs = [], validationInputs = [];
        foreach (string name in config.Modalities!)
        {
            long[] shape = ReadShape(archive, Training, name, all);
            RequireShape(name, shape, "test", ReadShape(archive, Testing, name, allTest));
            if (own is not null)
            {
                RequireShape(name, shape, "validation", ReadShape(archive, Validating, name, own));
            }

            if (asImages && new Modality(name, shape).LooksChannelsLast)
            {
                throw new DataException($"{archive.Describe(Training + name)} has pictures of the shape ({string.Join(", ", shape)}): "
                    + "channels come first, and this looks channels-last; save it with .transpose(0, 3, 1, 2).");
            }

            shape = asImages && shape.Length == 2 ? [1, .. shape] : shape;
            var normalization = Normalization.Measure(archive, Training + name, train, config.Normalize);
            if (normalization.Warning is { } warning)
            {
                warnings.Add($"{archive.Describe(Training + name)} {warning}");
            }

            modalities.Add(new Modality(name, shape));
            blanks.Add(normalization.Blank);
            inputs.Add(Load(Training, train));
            testInputs.Add(Load(Testing, test));
            if (validation is not null)
            {
                validationInputs.Add(Load(own is null ? Training : Validating, validation));
            }

            Tensor Load(string part, int[] samples)
            {
                var target = empty([samples.Length, .. shape], dtype: type, device: device);
                LoadSamples(archive, part + name, samples, normalization, target);
                return target;
            }
        }

        string path = Path.GetFullPath(file);
        var info = new DatasetInfo(config.Kind, Path.GetFileName(path), archive.ComputeSha256(), Path.GetDirectoryName(path));

        // Nothing can fail any more: the tensors leave the scope for their new owner.
        var data = new TensorData(modalities, outputs, [.. inputs.Select(Keep)], PlaceTargets(all, train), Place(testInputs, allTest, test))
        {
            IsMeasured = true,
            Validation = validation is null ? null : Place(validationInputs, own ?? all, validation),
        };
        return (data, info, warnings);

        EvaluationSet Place(List<Tensor> samples, ArrayTargets targets, int[] chosen) =>
            new([.. samples.Select(Keep)], PlaceTargets(targets, chosen)) { Blanks = blanks };

        void RequireShape(string name, long[] shape, string part, long[] other)
        {
            if (!shape.SequenceEqual(other))
            {
                throw new DataException($"The training and {part} samples of {name} in {file} differ in shape: "
                    + $"({string.Join(", ", shape)}) and ({string.Join(", ", other)}).");
            }
        }

        Tensor PlaceTargets(ArrayTargets targets, int[] samples) => Keep(targets.Values is { } values
            ? values.index_select(0, tensor(samples).to(ScalarType.Int64)).sub(shift!).div(scale!).to(type).to(device)
            : tensor(samples.Select(sample => targets.Classes[sample]).ToArray(), device: device));
    }

    /// <summary>
    /// Measures Σ and Σ_yx of the training samples. The targets are real, or one-hot classes (see
    /// <see cref="TaskStatistics.FromAverages"/>), of those that have training samples. Every modality is given in its principal axes, and
    /// directions that never vary are left out: networks that start from independent weights notice neither, and the theory need not divide by variances of 0.
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
        using Scalar perSample = 1.0 / data.TrainSamples;
        Tensor[] inputs = [.. all.Inputs.Select(input =>                                               // [N, K_m] each
            RotateToPrincipalAxes(input.select(0, 0).flatten(1).to(ScalarType.Float64), perSample))];
        var (targets, power) = data.IsClassification ? Center(all.Targets.select(0, 0)) : Square(all.Targets.select(0, 0));
        var x = cat(inputs, 1);                                                                        // [N, D]
        return TaskStatistics.FromAverages(
            [.. data.Modalities.Select((modality, m) => new ModalityBlock(modality.Name, (int)inputs[m].shape[1]))],
            ToMatrix(x.t().mm(x).mul_(perSample)),
            ToMatrix(targets.t().mm(x).mul_(perSample)),
            power);

        (Tensor, double) Center(Tensor classes)
        {
            var oneHot = nn.functional.one_hot(classes, data.Outputs);
            var present = oneHot.sum(dim: 0).nonzero().view(-1);
            double share = 1.0 / present.shape[0];
            using Scalar perClass = share;
            return (oneHot.index_select(1, present).to(ScalarType.Float64).sub_(perClass), 1 - share);  // [N, C]
        }

        static (Tensor, double) Square(Tensor real)
        {
            var values = real.to(ScalarType.Float64);                                                  // [N, O]
            return (values, values.square().sum(dim: 1).mean().item<double>());
        }
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

    /// <summary>Whether a file has real targets, not classes.</summary>
    private static bool IsRegression(ArrayArchive archive)
    {
        var (hasLabels, hasTargets) = (archive.Names.Contains(Training + Labels), archive.Names.Contains(Training + Targets));
        return !(hasLabels && hasTargets) ? hasTargets : throw new DataException(
            $"{archive.Describe(Training + Targets)} stands beside {Training}{Labels}; a task has real targets or classes: save one of them.");
    }

    /// <summary>Reads the targets of a file's own validation samples; null where it has none.</summary>
    /// <exception cref="ConfigException">Training samples are to be kept for validation besides.</exception>
    private static ArrayTargets? ReadOwnValidation(ArrayArchive archive, ArraysConfig config, bool isRegression)
    {
        string needed = Validating + (isRegression ? Targets : Labels);
        if (archive.Names.Contains(needed))
        {
            return config.Validation is null ? ReadTargets(archive, Validating, isRegression) : throw new ConfigException(
                "data.validation", $"is set, but {config.File} has validation samples of its own ({needed}); remove it.");
        }

        string? alone = archive.Names.FirstOrDefault(name => config.Modalities!.Any(modality => name == Validating + modality));
        return alone is null ? null : throw new DataException(
            $"{config.File} has {alone}, but no {needed}, the {(isRegression ? "targets" : "classes")} of the validation samples; "
            + "save both, or neither.");
    }

    /// <summary>Reads the targets of the training, test or validation samples.</summary>
    private static ArrayTargets ReadTargets(ArrayArchive archive, string part, bool isRegression)
    {
        if (!isRegression)
        {
            return new ArrayTargets(part + Labels, ReadLabels(archive, part), null);
        }

        string name = part + Targets;
        var header = archive.ReadHeader(name);
        if (header.Type == ScalarType.Bool || header.Shape is not ([> 0] or [> 0, > 0]))
        {
            throw Refuse(archive, name, header, "targets are real numbers of the shape (N,) or (N, outputs)");
        }

        var values = archive.Read(name).contiguous().to(ScalarType.Float64).view(header.Shape[0], -1);
        var check = new ValueCheck(archive.Describe(name), [.. Enumerable.Range(0, (int)header.Shape[0])]);
        check.Add(0, values, values);
        check.ThrowIfAny();
        return new ArrayTargets(name, new long[header.Shape[0]], values);
    }

    /// <summary>Counts the network's outputs: the classes, or the targets of a sample.</summary>
    private static int CountOutputs(string file, ArrayTargets train, ArrayTargets test, ArrayTargets? validation)
    {
        ArrayTargets[] parts = validation is null ? [train, test] : [train, test, validation];
        if (train.Values is null)
        {
            return (int)parts.Max(part => part.Classes.Max()) + 1;
        }

        var odd = parts.FirstOrDefault(part => part.Values!.shape[1] != train.Values.shape[1]);
        return odd is null ? (int)train.Values.shape[1] : throw new DataException(
            $"In {file}, {train.Name} has {train.Values.shape[1]} targets a sample and {odd.Name} {odd.Values!.shape[1]}; save as many.");
    }

    /// <summary>Measures what is subtracted from real targets and what they are divided by, each output by its own; null for classes.</summary>
    private static (Tensor? Shift, Tensor? Scale) MeasureTargets(ArrayArchive archive, ArrayTargets targets, int[] samples, string normalize)
    {
        if (targets.Values is null)
        {
            return (null, null);
        }

        var used = targets.Values.index_select(0, tensor(samples).to(ScalarType.Int64));
        var mean = used.mean([0], keepdim: true);
        var deviation = used.sub(mean).square().mean([0], keepdim: true).sqrt();                       // [1, O]
        if (deviation.max().item<double>() == 0)
        {
            throw new DataException(
                $"All targets of the training samples in {archive.Describe(targets.Name)} are equal; there is nothing to learn.");
        }

        return normalize == Normalization.None
            ? (zeros_like(mean), ones_like(mean))
            : (mean, where(deviation.eq(HeldScalars.Zero), ones_like(deviation), deviation));
    }

    /// <summary>Reads the classes of the training, test or validation samples.</summary>
    private static long[] ReadLabels(ArrayArchive archive, string part)
    {
        string name = part + Labels;
        var header = archive.ReadHeader(name);
        if (header.Type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 || header.Shape is not ([> 0] or [> 0, 1]))
        {
            string hint = header.Type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64
                ? $"; real numbers to predict are saved as {part}{Targets}" : "";
            throw Refuse(archive, name, header, $"labels are one whole number per sample, such as numpy's int64 of shape (N,){hint}");
        }

        using var scope = NewDisposeScope();
        long[] labels = archive.Read(name).contiguous().view(-1).to(ScalarType.Int64).data<long>().ToArray();
        return labels.Min() < 0
            ? throw new DataException($"{archive.Describe(name)} has the class {labels.Min()}; classes are counted from 0.")
            : labels.Max() >= MostClasses
            ? throw new DataException(
                $"{archive.Describe(name)} has the class {labels.Max()}; classes are numbers from 0, at most {MostClasses - 1}.")
            : labels.Distinct().Count() == 1
            ? throw new DataException($"All labels of {archive.Describe(name)} are {labels[0]}; a task needs two classes or more.")
            : labels;
    }

    /// <summary>Reads the shape of a modality's samples, without the number of samples.</summary>
    private static long[] ReadShape(ArrayArchive archive, string part, string modality, ArrayTargets targets)
    {
        string name = part + modality;
        var header = archive.ReadHeader(name);
        return header.Shape.Length is < 2 or > 4 || header.Shape.Contains(0)
                ? throw Refuse(
                    archive, name, header, "it must be (samples, features), (samples, height, width) or (samples, channels, height, width)")
            : header.Shape[0] != targets.Classes.Length
                ? throw Refuse(archive, name, header, $"{targets.Name} has {targets.Classes.Length} samples")
            : header.Shape[1..];
    }

    private static DataException Refuse(ArrayArchive archive, string name, NpyHeader header, string need) =>
        new($"{archive.Describe(name)} has the type {header.Type} and the shape ({string.Join(", ", header.Shape)}); {need}.");

    /// <summary>
    /// Chooses the samples that are used: the first ones, unless they lack classes, as in a file that is sorted by class. Then as many of
    /// every class as its share, evenly spaced over the file.
    /// </summary>
    /// <returns>Their numbers, ascending.</returns>
    private static int[] Choose(long[] labels, int? limit)
    {
        if (limit is not int count || count >= labels.Length)
        {
            return [.. Enumerable.Range(0, labels.Length)];
        }

        if (CountClasses(labels.Take(count)) == CountClasses(labels))
        {
            return [.. Enumerable.Range(0, count)];
        }

        int[] byClass = [.. Enumerable.Range(0, labels.Length).OrderBy(sample => labels[sample])];
        return [.. Enumerable.Range(0, count).Select(i => byClass[(int)((i + 0.5) * labels.Length / count)]).Order()];
    }

    private static IEnumerable<string> DescribeChoice(long[] labels, int[] chosen, string part, string key)
    {
        if (chosen[^1] >= chosen.Length)
        {
            int all = CountClasses(labels), first = CountClasses(labels.Take(chosen.Length));
            int shown = CountClasses(chosen.Select(sample => labels[sample]));
            yield return $"The first {chosen.Length} of {labels.Length} {part} samples show {first} of {all} classes: data.{key} takes "
                + $"as many of every class as its share instead, which show {(shown == all ? "all" : $"{shown} of {all} classes")}.";
        }
    }

    /// <summary>Names the classes below the largest that no training sample has.</summary>
    private static IEnumerable<string> DescribeGaps(string file, long[] labels, int[] chosen, int classes)
    {
        var present = chosen.Select(sample => labels[sample]).ToHashSet();
        long[] absent = [.. Enumerable.Range(0, classes).Select(label => (long)label).Where(label => !present.Contains(label))];
        if (absent.Length > 0)
        {
            // Neighbours differ from their place in the list by the same number.
            string ranges = string.Join(", ", absent.Index().GroupBy(label => label.Item - label.Index)
                .Select(run => run.Select(label => label.Item).ToArray())
                .Select(run => run.Length > 2 ? $"{run[0]} to {run[^1]}" : string.Join(", ", run)));
            yield return absent.Length == 1
                ? $"In {file}, class {ranges} has no training samples: the network has an output for it all the same, and the theory "
                    + "leaves it out; classes are counted from 0."
                : $"In {file}, the classes {ranges} have no training samples: the network has outputs for them all the same, and the "
                    + "theory leaves them out; classes are counted from 0.";
        }
    }

    private static int CountClasses(IEnumerable<long> labels) => labels.Distinct().Count();

    /// <summary>Reads and normalizes samples, in portions.</summary>
    /// <param name="archive">The file.</param>
    /// <param name="name">The array.</param>
    /// <param name="samples">The samples' numbers, ascending.</param>
    /// <param name="normalization">What to subtract and to divide by.</param>
    /// <param name="target"><c>[samples, ...]</c>, to be filled.</param>
    private static void LoadSamples(ArrayArchive archive, string name, int[] samples, Normalization normalization, Tensor target)
    {
        var check = new ValueCheck(archive.Describe(name), samples);
        archive.ReadRows(name, samples, (start, rows) =>
        {
            var values = rows.to(ScalarType.Float64);
            var normalized = normalization.Apply(values).to(target.dtype);
            check.Add(start, values, normalized);
            target.narrow(0, start, rows.shape[0]).copy_(normalized.view([rows.shape[0], .. target.shape[1..]]));
        });
        check.ThrowIfAny();
    }

    private static Tensor Keep(Tensor tensor) => tensor.DetachFromDisposeScope();

    /// <summary>The targets of the training, test or validation samples, as saved.</summary>
    /// <param name="Name">The array's name.</param>
    /// <param name="Classes">The class of each sample; of real targets one for all.</param>
    /// <param name="Values">Real targets <c>[N, O]</c>, in double precision; null for classes.</param>
    private sealed record ArrayTargets(string Name, long[] Classes, Tensor? Values);
}
