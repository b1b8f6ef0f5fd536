// Shapes: P training samples, T test samples, N of either.
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>
/// A classification task of one's own, in one .npz file: for every modality NAME the arrays <c>train_NAME</c> and <c>test_NAME</c>,
/// <c>[N, features]</c>, <c>[N, height, width]</c> or <c>[N, channels, height, width]</c>, and the classes <c>train_labels</c> and
/// <c>test_labels</c>, <c>[N]</c>, counted from 0.
/// </summary>
public static class ArrayTask
{
    /// <summary>The modalities that a file has, in the order in which they were saved.</summary>
    /// <param name="file">The .npz file.</param>
    /// <exception cref="DataException">It cannot be read, or has no modality.</exception>
    public static IReadOnlyList<string> ModalitiesIn(string file)
    {
        using var archive = ArrayArchive.Open(file);
        string[] names = [.. archive.Names.Where(name => name.StartsWith(ArraySamples.Training, StringComparison.Ordinal))
            .Select(name => name[ArraySamples.Training.Length..]).Where(name => name != ArraySamples.Labels)];
        return names.Length > 0 ? names : throw new DataException(
            $"{file} has no array named {ArraySamples.Training}NAME, the training samples of a modality; "
            + $"its arrays are: {string.Join(", ", archive.Names)}.");
    }

    /// <summary>Reads the task of a config.</summary>
    /// <param name="config">The <c>data</c> block, of kind <c>arrays</c>.</param>
    /// <param name="device">Where the samples live.</param>
    /// <param name="asImages">Whether samples of two dimensions are images of one channel, as convolutions want them.</param>
    /// <param name="type">The inputs' type: that of the network.</param>
    /// <returns>The task, and where it comes from.</returns>
    /// <exception cref="ConfigException">The config contradicts itself.</exception>
    /// <exception cref="DataException">The file is missing or damaged, or its arrays do not belong together.</exception>
    public static (TensorData Data, DatasetInfo Info) Open(
        DataConfig config, Device device, bool asImages, ScalarType type = ScalarType.Float32)
    {
        var resolved = config.Resolved();
        string file = resolved.File!;
        using var scope = NewDisposeScope();
        using var archive = ArrayArchive.Open(file);
        var (train, test) = (new ArraySamples(archive, ArraySamples.Training), new ArraySamples(archive, ArraySamples.Test));
        var (labels, testLabels) = (train.ReadLabels(), test.ReadLabels());                            // [P], [T]
        int classes = (int)Math.Max(labels.max().item<long>(), testLabels.max().item<long>()) + 1;
        if (classes < 2)
        {
            throw new DataException($"All labels in {file} are 0; a task needs two classes or more.");
        }

        List<Modality> modalities = [];
        List<Tensor> inputs = [], testInputs = [];
        foreach (string name in resolved.Modalities!)
        {
            using var modality = NewDisposeScope();
            var (samples, testSamples) = (train.Read(name, labels.shape[0]), test.Read(name, testLabels.shape[0]));
            if (!samples.shape[1..].SequenceEqual(testSamples.shape[1..]))
            {
                throw new DataException($"The training and test samples of {name} in {file} differ in shape: "
                    + $"({string.Join(", ", samples.shape[1..])}) and ({string.Join(", ", testSamples.shape[1..])}).");
            }

            long[] shape = asImages && samples.dim() == 3 ? [1, .. samples.shape[1..]] : samples.shape[1..];
            var limited = Limited(samples, resolved.TrainSamples);
            var normalization = Normalization.Of(limited, resolved.Normalize!);
            modalities.Add(new Modality(name, shape));
            inputs.Add(Place(limited));
            testInputs.Add(Place(Limited(testSamples, resolved.TestSamples)));

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
        var info = new DatasetInfo(DataConfig.Arrays, Path.GetFileName(path), archive.ComputeSha256(), Path.GetDirectoryName(path));

        // Nothing can fail any more: the tensors leave the scope for their new owner.
        var targets = PlaceLabels(labels, resolved.TrainSamples);
        var evaluation = new EvaluationSet([.. testInputs.Select(Keep)], PlaceLabels(testLabels, resolved.TestSamples));
        var data = new TensorData(modalities, classes, [.. inputs.Select(Keep)], targets, evaluation);
        return (data, info);

        Tensor PlaceLabels(Tensor values, int? limit) => Keep(Limited(values, limit).to(device, copy: true));
    }

    private static Tensor Keep(Tensor tensor) => tensor.DetachFromDisposeScope();

    private static Tensor Limited(Tensor samples, int? limit) =>
        samples.narrow(0, 0, Math.Min(limit ?? samples.shape[0], samples.shape[0]));
}
