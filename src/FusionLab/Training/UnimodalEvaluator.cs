// Shapes: R replicas, N samples of one chunk, M modalities, O outputs.
using FusionLab.Data;
using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>The accuracies of one replica.</summary>
/// <param name="Accuracy">Multimodal accuracy in 0..1.</param>
/// <param name="Unimodal">The accuracy of each modality alone, in the order of the modalities.</param>
public sealed record Scores(double Accuracy, IReadOnlyList<double> Unimodal);

/// <summary>
/// Multimodal and unimodal accuracy on the clean test set: multimodal with every branch fed the clean sample,
/// unimodal of a modality with that branch fed the clean sample and all others a blank: the value 0 after normalization, or of own
/// arrays the training samples' mean (<see cref="EvaluationSet.Blanks"/>).
/// </summary>
/// <remarks>
/// A branch's output is computed once for both, and a blank branch from one blank sample, which the head broadcasts: M
/// branches and M + 1 heads a chunk. Correct answers are counted on the device and fetched once. An evaluation leaves weights,
/// gradients and random streams as they are, so that how often one evaluates changes nothing.
/// </remarks>
/// <param name="test">The clean test samples; class targets.</param>
/// <param name="chunk">Test samples that pass through the network together at most; it bounds memory, not results.</param>
public sealed class UnimodalEvaluator(EvaluationSet test, int chunk = 1000)
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
        var correct = zeros(blanks.Length + 1, network.Replicas, dtype: ScalarType.Int64, device: weight.device);     // [M + 1, R]
        long together = Math.Min(chunk, StepSlices.MaxSamples(network));
        for (long start = 0; start < test.Samples; start += together)
        {
            using var chunkScope = NewDisposeScope();
            correct.add_(CountCorrect(network, blanks, start, Math.Min(together, test.Samples - start), weight.dtype), HeldScalars.One);
        }

        double[][] accuracies = [.. correct.cpu().data<long>().Select(count => (double)count / test.Samples).Chunk(network.Replicas)];
        return [.. Enumerable.Range(0, network.Replicas).Select(replica =>
            new Scores(accuracies[0][replica], [.. accuracies.Skip(1).Select(unimodal => unimodal[replica])]))];
    }

    /// <summary>Counts correct answers in one chunk, <c>[M + 1, R]</c>: multimodal, then each modality alone.</summary>
    private Tensor CountCorrect(FusionNetwork network, Tensor[] blanks, long start, long samples, ScalarType type)
    {
        Tensor[] clean = [.. blanks.Select((_, m) => network.Branch(m, Samples(m, start, samples, type)))];
        var targets = test.Targets.narrow(0, start, samples).unsqueeze(0);                             // [1, N]
        return stack([
            Count(clean),
            .. clean.Select((own, m) => Count([.. blanks.Select((blank, other) => other == m ? own : blank)])),
        ]);

        Tensor Count(Tensor[] contributions) => network.Head(contributions).argmax(2).eq(targets).sum(1);   // [R, N, O] -> [R]
    }

    private Tensor Blank(int modality, ScalarType type)
    {
        using Scalar value = test.Blanks?[modality] ?? 0;
        return full_like(Samples(modality, 0, 1, type), value);                                        // [1, 1, ...shape]
    }

    private Tensor Samples(int modality, long start, long samples, ScalarType type) =>
        test.Inputs[modality].narrow(0, start, samples).unsqueeze(0).to(type);                         // [1, N, ...shape]
}
