// Shapes: R replicas, N samples of one chunk, M modalities, O outputs.
using FusionLab.Data;
using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// Multimodal and unimodal scores and loss on clean samples: multimodal with every branch fed the clean sample, unimodal of a modality
/// with that branch fed the clean sample and all others a blank: the value 0 after normalization, or of own arrays the training samples'
/// mean (<see cref="EvaluationSet.Blanks"/>). The score is the accuracy for classes, R² for real targets.
/// </summary>
/// <remarks>
/// A branch's output is computed once for both, and a blank branch from one blank sample, which the head broadcasts: M
/// branches and M + 1 heads a chunk. Correct answers, errors and losses are added up on the device and fetched once. An evaluation leaves
/// weights, gradients and random streams as they are, so that how often one evaluates changes nothing.
/// </remarks>
/// <param name="test">The clean samples; class or real targets.</param>
/// <param name="chunk">
/// Samples that pass through the network together at most; it bounds memory, not results. Null: what suits the network's device.
/// </param>
/// <param name="loss">The loss to measure.</param>
public sealed class UnimodalEvaluator(EvaluationSet test, int? chunk = null, LossKind loss = LossKind.CrossEntropy)
{
    private readonly bool _isClassification = test.Targets.dtype == ScalarType.Int64;

    /// <summary>Measures every replica that is in the network.</summary>
    /// <param name="network">The network.</param>
    /// <returns>One score per replica, in the order of the network's replica dimension.</returns>
    public IReadOnlyList<Scores> Evaluate(FusionNetwork network)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var weight = network.parameters().First();
        Tensor[] blanks = [.. test.Inputs.Select((_, m) => network.Branch(m, Blank(m, weight.dtype)))];
        int heads = blanks.Length + 1, replicas = network.Replicas;
        var losses = zeros(heads, replicas, dtype: ScalarType.Float64, device: weight.device);
        var counts = zeros(heads, _isClassification ? 2 : 1, replicas, network.Outputs, dtype: ScalarType.Float64, device: weight.device);
        long together = Math.Min(chunk ?? long.MaxValue, StepSlices.MaxSamples(network));
        for (long start = 0; start < test.Samples; start += together)
        {
            using var chunkScope = NewDisposeScope();
            var (partLosses, partCounts) = Measure(network, blanks, start, Math.Min(together, test.Samples - start), weight.dtype);
            losses.add_(partLosses, HeldScalars.One);
            counts.add_(partCounts, HeldScalars.One);
        }

        double[] allLosses = losses.cpu().data<double>().ToArray();
        double[][] perOutput = [.. counts.cpu().data<double>().Chunk(network.Outputs)]; // [heads · 2 or 1 · R][O]
        double[] whole = MeasureTargets(network.Outputs);
        return [.. Enumerable.Range(0, replicas).Select(r => _isClassification ? ScoreClasses(r) : ScoreOutputs(r))];

        Scores ScoreClasses(int replica)
        {
            var (accuracies, byClass) = (new double[heads], new ClassScores[heads]);
            for (int head = 0; head < heads; head++)
            {
                var (hits, answers) = (perOutput[(2 * head * replicas) + replica], perOutput[(((2 * head) + 1) * replicas) + replica]);
                accuracies[head] = hits.Sum() / test.Samples;
                byClass[head] = ScoreByClass(hits, answers, whole);
            }

            return new Scores(accuracies[0], accuracies[1..], AverageLoss(0, replica), AverageUnimodalLosses(replica)) { ByClass = byClass };
        }

        Scores ScoreOutputs(int replica)
        {
            double[] scores = [.. Enumerable.Range(0, heads).Select(head => ComputeR2(perOutput[(head * replicas) + replica], whole))];
            double[] unimodal = [.. scores.Skip(1).Select(score => double.IsFinite(score) ? score : -double.MaxValue)];
            return new Scores(null, unimodal, AverageLoss(0, replica), AverageUnimodalLosses(replica))
            {
                R2 = double.IsFinite(scores[0]) ? scores[0] : null,
            };
        }

        double?[] AverageUnimodalLosses(int replica) => [.. Enumerable.Range(1, heads - 1).Select(head => AverageLoss(head, replica))];

        double? AverageLoss(int head, int replica) =>
            allLosses[(head * replicas) + replica] / test.Samples is var mean && double.IsFinite(mean) ? mean : null;
    }

    /// <summary>Computes balanced accuracy and macro F₁.</summary>
    /// <param name="hits">Right answers of each class.</param>
    /// <param name="answers">Answers of each class, right or wrong.</param>
    /// <param name="samples">Samples of each class.</param>
    internal static ClassScores ScoreByClass(IReadOnlyList<double> hits, IReadOnlyList<double> answers, IReadOnlyList<double> samples)
    {
        var classes = Enumerable.Range(0, samples.Count);
        return new(
            classes.Where(c => samples[c] > 0).Average(c => hits[c] / samples[c]),
            classes.Where(c => samples[c] + answers[c] > 0).Average(c => 2 * hits[c] / (samples[c] + answers[c])));
    }

    /// <summary>Computes R², the mean over outputs that vary; not a number where none does.</summary>
    /// <param name="errors">The squared errors of each output, summed over samples.</param>
    /// <param name="spread">The squared distances of each output's targets from their mean, summed over samples.</param>
    internal static double ComputeR2(IReadOnlyList<double> errors, IReadOnlyList<double> spread) =>
        errors.Zip(spread).Where(output => output.Second > 0).Select(output => 1 - (output.First / output.Second))
            .DefaultIfEmpty(double.NaN).Average();

    /// <summary>
    /// Adds up losses <c>[M + 1, R]</c> of one chunk, and right answers and answers of each class <c>[M + 1, 2, R, O]</c>, or squared
    /// errors of each output <c>[M + 1, 1, R, O]</c>: multimodal, then of each modality alone.
    /// </summary>
    private (Tensor Losses, Tensor Counts) Measure(FusionNetwork network, Tensor[] blanks, long start, long samples, ScalarType type)
    {
        Tensor[] clean = [.. blanks.Select((_, m) => network.Branch(m, Samples(m, start, samples, type)))];
        var shared = test.Targets.narrow(0, start, samples).unsqueeze(0);
        var targets = shared.expand([network.Replicas, .. shared.shape[1..]]);                         // [R, N] or [R, N, O]
        using Scalar count = samples;
        Tensor[] answers =
        [
            Wide(network.Head(clean)),                                                                 // [R, N, O]
            .. clean.Select((own, m) => Wide(network.Head([.. blanks.Select((blank, other) => other == m ? own : blank)]))),
        ];
        return (
            stack([.. answers.Select(outputs => Losses.Compute(
                loss, outputs, _isClassification ? targets : targets.to(outputs.dtype)).to(ScalarType.Float64).mul(count))]),
            stack([.. answers.Select(outputs => _isClassification ? CountAnswers(outputs, targets) : SumErrors(outputs, targets))]));

        static Tensor Wide(Tensor outputs) => outputs.dtype == ScalarType.BFloat16 ? outputs.to(ScalarType.Float32) : outputs;
    }

    private static Tensor CountAnswers(Tensor outputs, Tensor targets)
    {
        var answers = outputs.argmax(2);                                                               // [R, N]
        var right = answers.eq(targets).to(ScalarType.Float64);
        var none = zeros(outputs.shape[0], outputs.shape[2], dtype: ScalarType.Float64, device: outputs.device);
        return stack([none.scatter_add(1, answers, right), none.scatter_add(1, answers, ones_like(right))]); // [2, R, O]
    }

    private static Tensor SumErrors(Tensor outputs, Tensor targets) =>
        targets.to(ScalarType.Float64).sub(outputs.to(ScalarType.Float64)).square().sum(dim: 1).unsqueeze(0);

    /// <summary>The samples of each class, or the squared distances of each output's targets from their mean.</summary>
    private double[] MeasureTargets(int outputs)
    {
        if (_isClassification)
        {
            var shares = test.MeasureShares();
            return [.. Enumerable.Range(0, outputs).Select(label => Math.Round(test.Samples * shares.GetValueOrDefault(label)))];
        }

        var values = test.Targets.to(ScalarType.Float64);
        return values.sub(values.mean([0], keepdim: true)).square().sum(dim: 0).cpu().data<double>().ToArray();
    }

    private Tensor Blank(int modality, ScalarType type)
    {
        using Scalar value = test.Blanks?[modality] ?? 0;
        return full_like(Samples(modality, 0, 1, type), value);                                        // [1, 1, ...shape]
    }

    private Tensor Samples(int modality, long start, long samples, ScalarType type) =>
        test.Inputs[modality].narrow(0, start, samples).unsqueeze(0).to(type);                         // [1, N, ...shape]
}
