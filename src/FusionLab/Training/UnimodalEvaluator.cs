// Shapes: R replicas, N samples of one chunk, M modalities, O outputs.
using FusionLab.Data;
using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// Multimodal and unimodal accuracy and loss on the clean test set: multimodal with every branch fed the clean sample,
/// unimodal of a modality with that branch fed the clean sample and all others a blank: the value 0 after normalization, or of own
/// arrays the training samples' mean (<see cref="EvaluationSet.Blanks"/>).
/// </summary>
/// <remarks>
/// A branch's output is computed once for both, and a blank branch from one blank sample, which the head broadcasts: M
/// branches and M + 1 heads a chunk. Correct answers and losses are added up on the device and fetched once. An evaluation leaves weights,
/// gradients and random streams as they are, so that how often one evaluates changes nothing.
/// </remarks>
/// <param name="test">The clean test samples; class targets.</param>
/// <param name="chunk">
/// Test samples that pass through the network together at most; it bounds memory, not results. Null: what suits the network's device.
/// </param>
/// <param name="loss">The loss to measure.</param>
public sealed class UnimodalEvaluator(EvaluationSet test, int? chunk = null, LossKind loss = LossKind.CrossEntropy)
{
    /// <summary>Measures every replica that is in the network.</summary>
    /// <param name="network">The network.</param>
    /// <returns>One score per replica, in the order of the network's replica dimension.</returns>
    public IReadOnlyList<Scores> Evaluate(FusionNetwork network)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var weight = network.parameters().First();
        Tensor[] blanks = [.. test.Inputs.Select((_, m) => network.Branch(m, Blank(m, weight.dtype)))];
        var sums = zeros(2, blanks.Length + 1, network.Replicas, dtype: ScalarType.Float64, device: weight.device);   // [2, M + 1, R]
        long together = Math.Min(chunk ?? long.MaxValue, StepSlices.MaxSamples(network));
        for (long start = 0; start < test.Samples; start += together)
        {
            using var chunkScope = NewDisposeScope();
            sums.add_(Measure(network, blanks, start, Math.Min(together, test.Samples - start), weight.dtype), HeldScalars.One);
        }

        double[][] means = [.. sums.cpu().data<double>().Select(sum => sum / test.Samples).Chunk(network.Replicas)];
        var (accuracies, losses) = (means[..(blanks.Length + 1)], means[(blanks.Length + 1)..]);
        return [.. Enumerable.Range(0, network.Replicas).Select(replica => new Scores(
            accuracies[0][replica],
            [.. accuracies.Skip(1).Select(unimodal => unimodal[replica])],
            Finite(losses[0][replica]),
            [.. losses.Skip(1).Select(unimodal => Finite(unimodal[replica]))]))];

        static double? Finite(double value) => double.IsFinite(value) ? value : null;
    }

    /// <summary>
    /// Adds up correct answers and losses of one chunk, <c>[2, M + 1, R]</c>: multimodal, then of each modality alone.
    /// </summary>
    private Tensor Measure(FusionNetwork network, Tensor[] blanks, long start, long samples, ScalarType type)
    {
        Tensor[] clean = [.. blanks.Select((_, m) => network.Branch(m, Samples(m, start, samples, type)))];
        var targets = test.Targets.narrow(0, start, samples).unsqueeze(0).expand(network.Replicas, samples);   // [R, N]
        using Scalar count = samples;
        Tensor[] answers =
        [
            network.Head(clean),                                                                       // [R, N, O]
            .. clean.Select((own, m) => network.Head([.. blanks.Select((blank, other) => other == m ? own : blank)])),
        ];
        return stack([
            stack([.. answers.Select(outputs => outputs.argmax(2).eq(targets).sum(1).to(ScalarType.Float64))]),
            stack([.. answers.Select(outputs => Losses.Compute(loss, Wide(outputs), targets).to(ScalarType.Float64).mul(count))]),
        ]);

        static Tensor Wide(Tensor outputs) => outputs.dtype == ScalarType.BFloat16 ? outputs.to(ScalarType.Float32) : outputs;
    }

    private Tensor Blank(int modality, ScalarType type)
    {
        using Scalar value = test.Blanks?[modality] ?? 0;
        return full_like(Samples(modality, 0, 1, type), value);                                        // [1, 1, ...shape]
    }

    private Tensor Samples(int modality, long start, long samples, ScalarType type) =>
        test.Inputs[modality].narrow(0, start, samples).unsqueeze(0).to(type);                         // [1, N, ...shape]
}
