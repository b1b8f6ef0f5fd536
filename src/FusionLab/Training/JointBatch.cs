// Shapes: R replicas, N batch.
using FusionLab.Data;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>Draws one batch for replicas that may learn from different tasks.</summary>
internal static class JointBatch
{
    /// <summary>Draws each replica's samples from its own task; what is drawn for one does not depend on the others.</summary>
    /// <param name="replicas">The replicas, in the order of the network's replica dimension.</param>
    /// <param name="epoch">The epoch, counted from 0.</param>
    /// <param name="index">The batch within the epoch, counted from 0.</param>
    /// <param name="batchSize">Samples a replica in a full batch.</param>
    public static ReplicaBatch Draw(IReadOnlyList<ReplicaRecord> replicas, int epoch, int index, int batchSize)
    {
        var parts = new List<ReplicaBatch>();
        for (int first = 0; first < replicas.Count;)
        {
            var data = replicas[first].Replica.Data;
            ulong[] seeds = [.. replicas.Skip(first)
                .TakeWhile(replica => ReferenceEquals(replica.Replica.Data, data)).Select(replica => replica.Seed)];
            parts.Add(data.DrawBatch(seeds, epoch, index, batchSize));
            first += seeds.Length;
        }

        if (parts is [var only])
        {
            return only;
        }

        var inputs = parts[0].Inputs.Select((_, m) => cat([.. parts.Select(part => part.Inputs[m])], 0)).ToArray();   // [R, N, …]
        var joint = new ReplicaBatch(inputs, cat([.. parts.Select(part => part.Targets)], 0));
        parts.ForEach(part => part.Dispose());
        return joint;
    }
}
