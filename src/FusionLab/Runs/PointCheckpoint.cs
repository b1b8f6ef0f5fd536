using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Runs;

/// <summary>Takes one point's part out of a checkpoint of several points, as if the point had trained alone.</summary>
internal static class PointCheckpoint
{
    /// <summary>Copies a part; the caller disposes it.</summary>
    /// <param name="joint">The checkpoint of the batch.</param>
    /// <param name="replicas">The point's replicas in it, by their numbers, ascending.</param>
    /// <param name="before">How many replicas of other points come before this point's first.</param>
    /// <param name="configJson">What determines the point's numbers.</param>
    public static Checkpoint Take(Checkpoint joint, IReadOnlyList<int> replicas, int before, string configJson)
    {
        using var scope = NewDisposeScope();
        var live = joint.State.Replicas.Where(replica => replica.IsLive).ToList();
        long[] kept = [.. live.Index().Where(replica => replicas.Contains(replica.Item.Replica)).Select(replica => (long)replica.Index)];
        var state = joint.State with
        {
            ConfigJson = configJson,
            Replicas = [.. joint.State.Replicas.Where(replica => replicas.Contains(replica.Replica)).Select(replica => replica with
            {
                Replica = replica.Replica - before,
                History = [.. replica.History.Select(row => row with { Replica = row.Replica - before })],
                Divergence = replica.Divergence is { } divergence ? divergence with { Replica = divergence.Replica - before } : null,
            })],
            LossSums = [.. kept.Select(index => joint.State.LossSums[(int)index])],
        };
        var tensors = new Dictionary<string, Tensor>();
        foreach (int replica in replicas)
        {
            foreach (var (name, value) in joint.WeightsOf(replica))
            {
                tensors[$"replica.{replica - before}/{name}"] = value.clone().DetachFromDisposeScope();
            }
        }

        // The optimizer's state has the live replicas as its first dimension.
        if (kept.Length > 0)
        {
            foreach (var (name, value) in joint.Tensors.Where(named => !named.Key.StartsWith("replica.", StringComparison.Ordinal)))
            {
                tensors[name] = value.index_select(0, tensor(kept)).DetachFromDisposeScope();
            }
        }

        return new Checkpoint(state, tensors);
    }
}
