using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>What the trainer knows of one replica.</summary>
/// <param name="replica">What it was asked to train.</param>
internal sealed class ReplicaRecord(TrainedReplica replica) : IDisposable
{
    public TrainedReplica Replica => replica;

    public int Number => replica.Number;

    public ulong Seed => replica.Seed;

    public List<Evaluation> History { get; } = [];

    public Divergence? Divergence { get; set; }

    /// <summary>Its last weights, once it has left the batch; null before.</summary>
    public IReadOnlyList<(string Name, Tensor Value)>? Weights { get; set; }

    /// <summary>What training has given for it so far.</summary>
    public ReplicaResult Result(bool isFinished) => new(Number, Seed, [.. History], Divergence, replica.Threshold, isFinished);

    public void Dispose()
    {
        foreach (var (_, value) in Weights ?? [])
        {
            value.Dispose();
        }
    }
}
