// Shapes: R replicas, N samples of one chunk, M modalities, O outputs, F features of a branch's last hidden layer.
using FusionLab.Data;
using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// Measures on the clean test set how trained networks use their modalities. A blank is that of the unimodal accuracy
/// (<see cref="EvaluationSet.Blanks"/>) where no other is named.
/// </summary>
/// <param name="data">The task, with classes.</param>
/// <param name="seeds">The replicas' seeds, which training samples are drawn with.</param>
/// <param name="permutations">How often samples are permuted, for all replicas and runs alike.</param>
internal sealed class ModalityMeasures(IReplicaData data, IReadOnlyList<ulong> seeds, int permutations = 10)
{
    private const int Chunk = 1000;

    /// <summary>Training samples that means and probes are taken from at most.</summary>
    private const int MostSamples = 10_000;

    /// <summary>Features of a hidden layer at most that a probe is fitted to.</summary>
    private const long MostFeatures = 4096;

    /// <summary>The names of measures, of which those of a modality m have the keys <c>NAME.m</c>.</summary>
    private const string Accuracy = "accuracy", None = "none", Interaction = "interaction", AloneMean = "alone.mean", AloneZero = "alone.zero",
        AlonePermuted = "alone.permuted", Lost = "lost", Shapley = "shapley", Utilisation = "utilisation", Perceptual = "perceptual",
        PerceptualError = "perceptualError", Discrepancy = "discrepancy";

    /// <summary>The probe.</summary>
    public const string LinearProbe = "probe";

    private readonly EvaluationSet _test = data.Test;
    private readonly int _modalities = data.Modalities.Count;

    /// <summary>Draws training samples of all replicas: of the batch of a number, counted from 0, as many as asked.</summary>
    public Func<int, int, ReplicaBatch> Draw { get; init; } = (index, size) => data.DrawBatch(seeds, epoch: 0, index, size);

    /// <summary>The keys of some measures.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="modalities">The modalities' names.</param>
    public static IReadOnlyList<string> ListKeys(IEnumerable<string> names, IReadOnlyList<string> modalities) =>
        [.. names.Distinct().SelectMany(name => name is Accuracy or None or Interaction ? [name] : modalities.Select(m => $"{name}.{m}"))];

    /// <summary>
    /// Measures every replica. The keys: <c>accuracy</c>, <c>none</c> (all branches see blanks), <c>interaction</c>, and for each modality
    /// NAME <c>alone.mean.NAME</c>, <c>alone.zero.NAME</c> and <c>alone.permuted.NAME</c> (the accuracy when the other branches see the
    /// training samples' mean, zeros, or other samples), <c>lost.NAME</c>, <c>shapley.NAME</c>, <c>utilisation.NAME</c>
    /// (<see cref="ModalityValues"/>), <c>perceptual.NAME</c> and <c>perceptualError.NAME</c>, <c>discrepancy.NAME</c>, <c>probe.NAME</c>.
    /// </summary>
    /// <remarks>
    /// <para>The perceptual score (Gat, Schwartz and Schwing, Perceptual Score: What Data Modalities Does Your Model Perceive?, NeurIPS
    /// 2021) is the accuracy minus that with the modality's samples permuted, in the mean over permutations; its error is the standard
    /// deviation over permutations by the root of their number. It is not normalized: the paper also divides by the accuracy.</para>
    /// <para>The discrepancy is the ratio ρ of OGM on the test set (<see cref="Remedies.GradientModulation"/>).</para>
    /// <para>The probe is the test accuracy of a linear classifier on the last hidden layer of a branch, fitted to at most 10,000
    /// training samples as the branch sees them: what the branch knows, although the head may ignore it (Alain and Bengio,
    /// Understanding intermediate layers using linear classifier probes, 2016). It is fitted by least squares with a small ridge, which
    /// has one solution, where they use the cross-entropy; feature maps are averaged over a grid of 4 × 4 fields. It is missing
    /// where a branch has no hidden layer, or more than 4096 features.</para>
    /// </remarks>
    /// <param name="network">The networks.</param>
    /// <param name="names">The measures that are wanted, such as <c>shapley</c>; null: all.</param>
    /// <returns>One table per replica, in the order of the network's replica dimension; null for what does not exist.</returns>
    public IReadOnlyList<OrderedDictionary<string, double?>> Measure(FusionNetwork network, IReadOnlyCollection<string>? names = null)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var (values, discrepancies) = Wants(Accuracy, None, Interaction, Lost, Shapley, Utilisation, Perceptual, Discrepancy)
            ? MeasureSubsets(network) : default;
        double[][]? mean = Wants(AloneMean) ? MeasureAlone(network, MeasureMeans(network)) : null;
        double[][]? zero = Wants(AloneZero)
            ? MeasureAlone(network, [.. _test.Inputs.Select(input => zeros_like(input.narrow(0, 0, 1)).unsqueeze(0))]) : null;
        var (permutedAlone, permuted) = Wants(AlonePermuted, Perceptual, PerceptualError) ? MeasurePermuted(network) : default;
        double[][]? probes = Wants(LinearProbe) ? Probe(network) : null;
        return [.. Enumerable.Range(0, network.Replicas).Select(r =>
        {
            var table = new OrderedDictionary<string, double?>();
            AddOne(Accuracy, () => values[r].All);
            AddOne(None, () => values[r].None);
            AddOne(Interaction, () => values[r].Interaction);
            Add(AloneMean, m => mean![m][r]);
            Add(AloneZero, m => zero![m][r]);
            Add(AlonePermuted, m => permutedAlone[m].Average(accuracies => accuracies[r]));
            Add(Lost, m => values[r].Lost(m));
            Add(Shapley, m => values[r].Shapley(m));
            Add(Utilisation, m => values[r].Utilisation(m));
            Add(Perceptual, m => values[r].All - permuted[m].Average(accuracies => accuracies[r]));
            Add(PerceptualError, m => StandardError([.. permuted[m].Select(accuracies => accuracies[r])]));
            Add(Discrepancy, m => discrepancies[m][r]);
            Add(LinearProbe, m => probes?[m][r]);
            return table;

            void AddOne(string name, Func<double> value)
            {
                if (Wants(name))
                {
                    table[name] = value();
                }
            }

            void Add(string name, Func<int, double?> value)
            {
                for (int m = 0; Wants(name) && m < _modalities; m++)
                {
                    table[$"{name}.{data.Modalities[m].Name}"] = value(m) is { } number && double.IsFinite(number) ? number : null;
                }
            }
        })];

        bool Wants(params string[] some) => names is null || some.Any(names.Contains);
    }

    private static double? StandardError(double[] numbers)
    {
        double mean = numbers.Average();
        return numbers.Length < 2 ? null : Math.Sqrt(numbers.Sum(x => (x - mean) * (x - mean)) / (numbers.Length - 1) / numbers.Length);
    }

    /// <summary>The accuracy with every subset of modalities, and each modality's ratio ρ, <c>[M][R]</c>.</summary>
    private (ModalityValues[] Values, double[][] Discrepancies) MeasureSubsets(FusionNetwork network)
    {
        Tensor[] blanks = [.. _test.Inputs.Select((input, m) =>
        {
            using Scalar value = _test.Blanks?[m] ?? 0;
            return network.Branch(m, full_like(input.narrow(0, 0, 1), value).unsqueeze(0).to(TypeOf(network)));
        })];
        int subsets = 1 << _modalities;
        var sums = Sum(network, subsets + _modalities, (clean, targets, _, _) =>
        {
            Tensor[] outputs = [.. Enumerable.Range(0, subsets).Select(subset =>
                network.Head([.. clean.Select((own, m) => (subset & (1 << m)) != 0 ? own : blanks[m])]))];
            return [
                .. outputs.Select(answer => CountCorrect(answer, targets)),
                .. clean.Select((_, m) => SumProbabilities(outputs[1 << m], targets)),
            ];
        });
        double others = _modalities - 1;
        return (
            [.. Enumerable.Range(0, network.Replicas).Select(r => new ModalityValues([.. sums.Take(subsets).Select(sum => sum[r])]))],
            [.. Enumerable.Range(0, _modalities).Select(m => sums[subsets + m].Select((score, r) =>
                score / (sums.Skip(subsets).Where((_, other) => other != m).Sum(sum => sum[r]) / others)).ToArray())]);
    }

    /// <summary>The accuracy of each modality alone, <c>[M][R]</c>, for some blanks.</summary>
    /// <param name="network">The networks.</param>
    /// <param name="inputs">The blank inputs, <c>[1 or R, 1, …]</c>.</param>
    private double[][] MeasureAlone(FusionNetwork network, Tensor[] inputs)
    {
        Tensor[] blanks = [.. inputs.Select((input, m) => network.Branch(m, input.to(TypeOf(network))))];
        return Sum(network, _modalities, (clean, targets, _, _) =>
            [.. clean.Select((own, m) => CountCorrect(network.Head([.. blanks.Select((blank, other) => other == m ? own : blank)]), targets))]);
    }

    /// <summary>
    /// The accuracies of each modality with all others permuted, and of all with each modality permuted, <c>[M][permutations][R]</c>.
    /// </summary>
    private (double[][][] Alone, double[][][] Permuted) MeasurePermuted(FusionNetwork network)
    {
        var orders = Enumerable.Range(0, permutations).Select(number => Enumerable.Range(0, _modalities).Select(m =>
        {
            using var generator = new RandomStream(0, $"permutation/{data.Modalities[m].Name}", number).CreateGenerator();
            return randperm(_test.Samples, generator: generator).to(_test.Targets.device);
        }).ToArray()).ToArray();
        var rounds = orders.Select(order => Sum(network, 2 * _modalities, (clean, targets, start, count) =>
        {
            Tensor[] other = [.. clean.Select((_, m) => network.Branch(
                m, _test.Inputs[m].index_select(0, order[m].narrow(0, start, count)).unsqueeze(0).to(TypeOf(network))))];
            return [
                .. clean.Select((_, m) => CountCorrect(network.Head([.. clean.Select((own, n) => n == m ? own : other[n])]), targets)),
                .. clean.Select((_, m) => CountCorrect(network.Head([.. clean.Select((own, n) => n == m ? other[n] : own)]), targets)),
            ];
        })).ToArray();
        return (Select(0), Select(_modalities));

        double[][][] Select(int first) => [.. Enumerable.Range(first, _modalities).Select(m => rounds.Select(round => round[m]).ToArray())];
    }

    /// <summary>The mean training sample of each modality as each replica's branches see them, <c>[R, 1, …]</c>.</summary>
    private Tensor[] MeasureMeans(FusionNetwork network)
    {
        Tensor[]? sums = null;
        long samples = 0;
        foreach (var batch in DrawTraining())
        {
            using (batch)
            {
                Tensor[] parts = [.. batch.Inputs.Select(input => input.to(ScalarType.Float64).sum(dim: 1, keepdim: true))];
                sums = sums is null ? parts : [.. sums.Zip(parts, (sum, part) => sum.add_(part, HeldScalars.One))];
                samples += batch.Samples;
            }
        }

        using Scalar count = samples;
        return [.. sums!.Select(sum => sum.div_(count).to(TypeOf(network)))];
    }

    /// <summary>The accuracy of a linear classifier on each branch's last hidden layer, <c>[M][R]</c>; null where there is none.</summary>
    private double[][]? Probe(FusionNetwork network)
    {
        var accuracies = new double[_modalities][];
        for (int m = 0; m < _modalities; m++)
        {
            using var scope = NewDisposeScope();
            Tensor? squares = null, products = null;
            foreach (var batch in DrawTraining())
            {
                using var batchScope = NewDisposeScope();
                using (batch)
                {
                    if (network.Hidden(m, batch.Inputs[m].to(TypeOf(network))) is not { } hidden || hidden.shape[2] > MostFeatures)
                    {
                        return null;
                    }

                    var x = WithOne(hidden);                                                             // [R, N, F + 1]
                    var y = nn.functional.one_hot(batch.Targets, data.Outputs).to(ScalarType.Float64);   // [R, N, O]
                    Add(ref squares, x.transpose(1, 2).bmm(x));
                    Add(ref products, x.transpose(1, 2).bmm(y));
                }
            }

            var diagonal = squares!.diagonal(dim1: 1, dim2: 2);                                          // [R, F + 1], a view
            using Scalar small = 1e-6;
            diagonal.add_(diagonal.mean([1], keepdim: true).mul(small), HeldScalars.One);
            var weights = linalg.solve(squares, products!);                                              // [R, F + 1, O]
            int own = m;
            accuracies[m] = Sum(network, 1, (_, targets, start, count) =>
                [CountCorrect(WithOne(network.Hidden(own, Samples(network, own, start, count))!).matmul(weights), targets)])[0];
        }

        return accuracies;

        static Tensor WithOne(Tensor hidden)
        {
            var wide = hidden.to(ScalarType.Float64);
            return cat([wide, ones_like(wide.narrow(2, 0, 1))], 2);
        }

        static void Add(ref Tensor? sum, Tensor part) => sum = sum?.add_(part, HeldScalars.One) ?? part.MoveToOuterDisposeScope();
    }

    private IEnumerable<ReplicaBatch> DrawTraining()
    {
        long samples = Math.Min(MostSamples, data.TrainSamples);
        int size = (int)Math.Min(Chunk, data.TrainSamples);
        for (int index = 0; (long)index * size < samples; index++)
        {
            yield return Draw(index, size);
        }
    }

    /// <summary>Adds numbers of each replica up over the test set and divides them by the number of samples.</summary>
    /// <param name="network">The networks.</param>
    /// <param name="count">How many numbers.</param>
    /// <param name="measure">Gives them for a chunk, each <c>[R]</c>: what the branches give, the targets, the first sample, samples.</param>
    /// <returns><c>[count][R]</c>.</returns>
    private double[][] Sum(FusionNetwork network, int count, Func<Tensor[], Tensor, long, long, Tensor[]> measure)
    {
        using var scope = NewDisposeScope();
        var sums = zeros(count, network.Replicas, dtype: ScalarType.Float64, device: _test.Targets.device);
        long together = Math.Min(Chunk, StepSlices.MaxSamples(network));
        for (long start = 0; start < _test.Samples; start += together)
        {
            using var chunkScope = NewDisposeScope();
            long samples = Math.Min(together, _test.Samples - start);
            Tensor[] clean = [.. _test.Inputs.Select((_, m) => network.Branch(m, Samples(network, m, start, samples)))];
            var targets = _test.Targets.narrow(0, start, samples).unsqueeze(0);                          // [1, N]
            sums.add_(stack([.. measure(clean, targets, start, samples).Select(sum => sum.to(ScalarType.Float64))]), HeldScalars.One);
        }

        return [.. sums.cpu().data<double>().Select(sum => sum / _test.Samples).Chunk(network.Replicas)];
    }

    private Tensor Samples(FusionNetwork network, int modality, long start, long count) =>
        _test.Inputs[modality].narrow(0, start, count).unsqueeze(0).to(TypeOf(network));                 // [1, N, …]

    private static ScalarType TypeOf(FusionNetwork network) => network.parameters().First().dtype;

    private static Tensor CountCorrect(Tensor outputs, Tensor targets) => outputs.argmax(2).eq(targets).sum(dim: 1);   // [R, N, O] -> [R]

    private static Tensor SumProbabilities(Tensor outputs, Tensor targets) => outputs.to(ScalarType.Float64).softmax(2)
        .gather(2, targets.unsqueeze(2).expand(outputs.shape[0], -1, -1)).sum([1, 2]);                   // [R, N, O] -> [R]
}
