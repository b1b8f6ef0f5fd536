
namespace FusionLab.Training;

/// <summary>One replica in a checkpoint.</summary>
/// <param name="Replica">Its position in the run, counted from 1.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="IsLive">True while it is still training.</param>
/// <param name="History">Its evaluations so far.</param>
/// <param name="Divergence">Why it left, if its loss was not finite.</param>
public sealed record ReplicaState(int Replica, ulong Seed, bool IsLive, IReadOnlyList<Evaluation> History, Divergence? Divergence);
