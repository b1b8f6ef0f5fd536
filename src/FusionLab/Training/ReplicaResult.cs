
namespace FusionLab.Training;

/// <summary>What training has given for one replica.</summary>
/// <param name="Replica">Its position in the run, counted from 1.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="History">Its evaluations, in order of time; empty only if it diverged at the first step.</param>
/// <param name="Divergence">Why it left, if its loss was not finite.</param>
/// <param name="Threshold">The unimodal accuracy that counts as learned.</param>
/// <param name="IsFinished">False when training was interrupted before it was done.</param>
public sealed record ReplicaResult(
    int Replica, ulong Seed, IReadOnlyList<Evaluation> History, Divergence? Divergence, double Threshold, bool IsFinished)
{
    /// <summary>When each modality was learned, and the time ratio; null without any evaluation.</summary>
    public LearningOrder? Order { get; } = History.Count > 0 ? LearningOrder.Find(History, Threshold) : null;

    /// <summary>The last evaluation; null without any.</summary>
    public Evaluation? Final => History.Count > 0 ? History[^1] : null;
}
