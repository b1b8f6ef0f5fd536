using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>A network's parameter with what the optimizer keeps for it.</summary>
/// <param name="name">The parameter's name in the network.</param>
/// <param name="weight">The parameter.</param>
/// <param name="master">
/// Where updates are made: the parameter itself, or a 32-bit copy of a bfloat16 parameter, whose seven bits of mantissa
/// would swallow small updates.
/// </param>
internal sealed class TrainedParameter(string name, Parameter weight, Tensor master) : IDisposable
{
    public string Name => name;

    public Parameter Weight => weight;

    public Tensor Master => master;

    /// <summary>The running sum of gradients; null before the first step with momentum.</summary>
    public Tensor? Momentum { get; set; }

    public bool HasMaster => !ReferenceEquals(weight, master);

    public static TrainedParameter Of(string name, Parameter weight) =>
        new(name, weight, weight.dtype == ScalarType.BFloat16 ? weight.detach().to(ScalarType.Float32).DetachFromDisposeScope() : weight);

    /// <summary>This state for the replicas that stay.</summary>
    /// <param name="remaining">The network's parameter after the others have left.</param>
    /// <param name="kept">The replicas that stay, as indices <c>[R']</c> into the <paramref name="replicas"/> of before.</param>
    /// <param name="replicas">How many replicas there were.</param>
    public TrainedParameter Keep(Parameter remaining, Tensor kept, int replicas)
    {
        return new TrainedParameter(name, remaining, HasMaster ? Select(master) : remaining)
        {
            Momentum = Momentum is null ? null : Select(Momentum),
        };

        Tensor Select(Tensor state) =>
            state.view(replicas, -1).index_select(0, kept).view(remaining.shape).DetachFromDisposeScope();
    }

    public void Dispose()
    {
        Momentum?.Dispose();
        if (HasMaster)
        {
            master.Dispose();
        }
    }
}
