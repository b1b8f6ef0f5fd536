// Shapes: R replicas, N samples of one chunk, M modalities, O outputs.
using FusionLab.Data;
using FusionLab.Networks;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// Multimodal and unimodal accuracy on the clean test set: multimodal with every branch fed the clean sample,
/// unimodal of a modality with that branch fed the clean sample and all others a blank, the value 0 after normalization.
/// </summary>
/// <remarks>
/// A branch's output is computed once for both, and a blank branch from one blank sample, which the head broadcasts: M
/// branches and M + 1 heads a chunk. Correct answers are counted on the device and fetched once.
/// </remarks>
/// <param name="test">The clean test samples; class targets.</param>
/// <param name="chunk">Test samples that pass through the network together at most; it bounds memory, not results.</param>
public sealed class UnimodalEvaluator(EvaluationSet test, int chunk = 1000) : IEvaluator
{
    /// <inheritdoc/>
    public IReadOnlyList<Scores> Evaluate(FusionNetwork network)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        int modalities = test.Inputs.Count;
        var weight = network.parameters().First();
        var blanks = new Tensor[modalities];
        for (int m = 0; m < modalities; m++)
        {
            blanks[m] = network.Branch(m, zeros_like(Samples(m, 0, 1, weight.dtype)));
        }

        var correct = zeros(modalities + 1, network.Replicas, dtype: ScalarType.Int64, device: weight.device);
        long together = Math.Min(chunk, StepSlices.Most(network));
        for (long start = 0; start < test.Samples; start += together)
        {
            using var chunkScope = NewDisposeScope();
            correct.add_(Count(network, blanks, start, Math.Min(together, test.Samples - start), weight.dtype), HeldScalars.One);
        }

        return ToScores(correct.cpu().data<long>().ToArray(), modalities, network.Replicas);
    }

    /// <summary>Correct answers in one chunk, <c>[M + 1, R]</c>: multimodal, then each modality alone.</summary>
    private Tensor Count(FusionNetwork network, Tensor[] blanks, long start, long samples, ScalarType type)
    {
        var clean = new Tensor[blanks.Length];
        for (int m = 0; m < clean.Length; m++)
        {
            clean[m] = network.Branch(m, Samples(m, start, samples, type));
        }

        var targets = test.Targets.narrow(0, start, samples);                                          // [N]
        var counts = new Tensor[clean.Length + 1];
        counts[0] = Correct(network.Head(clean), targets);
        for (int m = 0; m < clean.Length; m++)
        {
            counts[m + 1] = Correct(network.Head([.. blanks.Select((blank, other) => other == m ? clean[m] : blank)]), targets);
        }

        return stack(counts);
    }

    private Tensor Samples(int modality, long start, long samples, ScalarType type) =>
        test.Inputs[modality].narrow(0, start, samples).unsqueeze(0).to(type);                         // [1, N, ...shape]

    private static Tensor Correct(Tensor outputs, Tensor targets) =>
        outputs.argmax(2).eq(targets.unsqueeze(0)).sum(1);                                             // [R, N, O] -> [R]

    private IReadOnlyList<Scores> ToScores(long[] correct, int modalities, int replicas)
    {
        double Accuracy(int row, int replica) => (double)correct[row * replicas + replica] / test.Samples;
        return [.. Enumerable.Range(0, replicas).Select(replica =>
            new Scores(Accuracy(0, replica), [.. Enumerable.Range(1, modalities).Select(row => Accuracy(row, replica))]))];
    }
}
