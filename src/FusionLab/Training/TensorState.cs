using FusionLab.Networks;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>Gathers the tensors of a checkpoint and puts them back; see <see cref="Checkpoint.Tensors"/> for their names.</summary>
internal static class TensorState
{
    /// <summary>Copies weights and optimizer state to the CPU; the checkpoint disposes them.</summary>
    public static IReadOnlyDictionary<string, Tensor> Capture(TrainingState state, FusionNetwork network, ReplicaSgd sgd)
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>();
        foreach (var replica in state.All)
        {
            int index = state.Live.IndexOf(replica);
            foreach (var (name, value) in index >= 0 ? network.ExportReplica(index) : replica.Weights ?? [])
            {
                Add($"replica.{replica.Number}/{name}", value);
            }
        }

        foreach (var parameter in state.Live.Count > 0 ? sgd.Parameters : [])
        {
            if (parameter.Momentum is { } momentum)
            {
                Add($"momentum/{parameter.Name}", momentum);
            }

            if (parameter.HasMaster)
            {
                Add($"master/{parameter.Name}", parameter.Master);
            }
        }

        return tensors;

        void Add(string name, Tensor value) => tensors[name] = value.detach().cpu().clone().DetachFromDisposeScope();
    }

    /// <summary>Writes weights and optimizer state back, into a network that holds exactly the live replicas.</summary>
    public static void Restore(Checkpoint checkpoint, TrainingState state, FusionNetwork network, ReplicaSgd sgd)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        foreach (var replica in state.All)
        {
            var weights = checkpoint.WeightsOf(replica.Number);
            int index = state.Live.IndexOf(replica);
            if (index >= 0)
            {
                network.ImportReplica(index, weights);
            }
            else
            {
                replica.Weights = [.. weights.Select(named => (named.Key, named.Value.clone().DetachFromDisposeScope()))];
            }
        }

        // Once all replicas have left there is no optimizer's state, nor need of it.
        foreach (var parameter in state.Live.Count > 0 ? sgd.Parameters : [])
        {
            if (checkpoint.Tensors.TryGetValue($"momentum/{parameter.Name}", out var momentum))
            {
                parameter.Momentum = momentum.to(parameter.Master.device).clone().DetachFromDisposeScope();
            }

            if (parameter.HasMaster)
            {
                parameter.Master.copy_(checkpoint.Tensors[$"master/{parameter.Name}"]);
            }
        }
    }
}
