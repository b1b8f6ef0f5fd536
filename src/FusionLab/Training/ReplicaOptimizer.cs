// Shapes: R replicas. Every parameter is replica-major, so that it can be seen as [R, values of one replica].
using FusionLab.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// Updates the weights of all replicas, with a learning rate for each replica, or for each replica and branch. What it keeps of
/// every weight goes with the weight, into checkpoints and out of them.
/// </summary>
public abstract class ReplicaOptimizer : IDisposable
{
    private readonly IReadOnlyList<string> _kept;
    private List<State> _states;
    private readonly Dictionary<int, (double[] Rates, Tensor Column)> _uploaded = [];

    /// <summary>Creates an optimizer for all parameters of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weightDecay">λ, 0 for none.</param>
    /// <param name="kept">The names of what is kept of every weight, as checkpoints have them.</param>
    private protected ReplicaOptimizer(FusionNetwork network, double weightDecay, IReadOnlyList<string> kept)
    {
        (_kept, WeightDecay, Replicas) = (kept, weightDecay, network.Replicas);
        using var scope = NewDisposeScope();
        _states = [.. network.named_parameters().Select(named => new State(
            named.name,
            named.parameter,
            named.parameter.dtype == ScalarType.BFloat16
                ? named.parameter.detach().to(ScalarType.Float32).DetachFromDisposeScope()
                : named.parameter,
            network.FindBranch(named.parameter),
            new Tensor?[kept.Count]))];
    }

    /// <summary>λ.</summary>
    private protected double WeightDecay { get; }

    /// <summary>Replicas in the network.</summary>
    private protected int Replicas { get; private set; }

    /// <summary>Steps made, counted from 1 during the first.</summary>
    private protected long Steps { get; private set; }

    /// <summary>Creates the optimizer of a config.</summary>
    public static ReplicaOptimizer Create(FusionNetwork network, TrainConfig config) => config.Optimizer is AdamWConfig adam
        ? new ReplicaAdamW(network, adam, config.WeightDecay)
        : new ReplicaSgd(network, config.Momentum, config.WeightDecay);

    /// <summary>Makes one step down the gradients that <c>backward</c> left, and clears them.</summary>
    /// <param name="rates">One learning rate a replica.</param>
    /// <param name="stays">
    /// Replicas whose weights must not change (their loss is not finite), bool <c>[R]</c>; null when there are none. What is kept of
    /// their gradients fades, which is of no use to anyone: they take no step again.
    /// </param>
    /// <param name="branchRates">
    /// For each modality one learning rate a replica, for its branch and its block of the fusion layer, in place of
    /// <paramref name="rates"/>; null where all weights of a replica have the same.
    /// </param>
    public void Step(IReadOnlyList<double> rates, Tensor? stays = null, IReadOnlyList<IReadOnlyList<double>>? branchRates = null)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        Steps++;
        foreach (var group in _states.GroupBy(state => branchRates is null ? null : state.Branch))
        {
            var own = group.Key is { } modality ? branchRates![modality] : rates;
            bool uniform = stays is null && own.All(rate => rate == own[0]);
            var column = uniform ? null : RateColumn(group.Key ?? -1, own);
            column = stays is null ? column : column!.masked_fill(stays.unsqueeze(1), HeldScalars.Zero);
            foreach (var state in group)
            {
                if (state.Weight.grad is { } gradient)
                {
                    state.Weight.grad = null;
                    Update(state, gradient, uniform ? own[0] : 0, column, stays);
                }
            }
        }
    }

    /// <summary>Drops the state of all replicas but the given ones, after the network has done the same.</summary>
    /// <param name="network">The network, already reduced.</param>
    /// <param name="kept">Indices into the replicas of before, ascending.</param>
    public void Keep(FusionNetwork network, IReadOnlyList<int> kept)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var before = _states;
        var indices = tensor(kept.Select(index => (long)index).ToArray(), device: network.parameters().First().device);
        _states = [.. network.parameters().Zip(before, (weight, old) => new State(
            old.Name,
            weight,
            old.HasMaster ? Select(old.Master, weight) : weight,
            old.Branch,
            [.. old.Kept.Select(kept => kept is null ? null : Select(kept, weight))]))];
        Replicas = network.Replicas;
        before.ForEach(state => state.Dispose());

        Tensor Select(Tensor all, Parameter weight) =>
            all.view(Replicas, -1).index_select(0, indices).view(weight.shape).DetachFromDisposeScope();
    }

    /// <summary>
    /// The state to save: what is kept, such as <c>momentum/NAME</c>, and <c>master/NAME</c> of bfloat16 parameters, each shaped as the
    /// parameter. The optimizer keeps and disposes the tensors.
    /// </summary>
    public IEnumerable<KeyValuePair<string, Tensor>> ExportState()
    {
        foreach (var state in _states)
        {
            foreach (var (name, kept) in _kept.Zip(state.Kept))
            {
                if (kept is not null)
                {
                    yield return new($"{name}/{state.Name}", kept);
                }
            }

            if (state.HasMaster)
            {
                yield return new($"master/{state.Name}", state.Master);
            }
        }
    }

    /// <summary>Copies a saved state back, for the same parameters and replicas.</summary>
    /// <param name="saved">The tensors of <see cref="ExportState"/>, on any device; others among them are ignored.</param>
    /// <param name="steps">The steps that had been made.</param>
    public void ImportState(IReadOnlyDictionary<string, Tensor> saved, long steps)
    {
        Steps = steps;
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        foreach (var state in _states)
        {
            foreach (var (place, name) in _kept.Index())
            {
                if (saved.TryGetValue($"{name}/{state.Name}", out var kept))
                {
                    state.Kept[place] = kept.to(state.Master.device).clone().DetachFromDisposeScope();
                }
            }

            if (state.HasMaster)
            {
                state.Master.copy_(saved[$"master/{state.Name}"]);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _states.ForEach(state => state.Dispose());
        foreach (var (_, column) in _uploaded.Values)
        {
            column.Dispose();
        }
    }

    /// <summary>Updates one parameter.</summary>
    /// <param name="state">The parameter.</param>
    /// <param name="gradient">Its gradient, of the type of <see cref="State.Master"/>, which may be overwritten.</param>
    /// <param name="rate">The learning rate of all replicas, where <paramref name="column"/> is null.</param>
    /// <param name="column">The replicas' learning rates, <c>[R, 1]</c>; 0 for those that stay.</param>
    /// <param name="stays">The replicas that stay, bool <c>[R]</c>; null where none does.</param>
    private protected abstract void Descend(State state, Tensor gradient, double rate, Tensor? column, Tensor? stays);

    /// <summary>A gradient with zeros for the replicas that stay.</summary>
    private protected Tensor Mask(Tensor gradient, Tensor? stays) => stays is null
        ? gradient
        : gradient.reshape(Replicas, -1).masked_fill(stays.unsqueeze(1), HeldScalars.Zero).view(gradient.shape);

    /// <summary>
    /// A number as the weights' type holds it. Beyond that type's range it is infinite, and so is the loss that follows, which
    /// counts as diverged; torch would refuse the number itself.
    /// </summary>
    private protected static double Held(double number, ScalarType type) => type == ScalarType.Float64 ? number : (float)number;

    /// <summary>The rates as <c>[R, 1]</c> on the device; sent there only when they change, which is once an epoch.</summary>
    private Tensor RateColumn(int part, IReadOnlyList<double> rates)
    {
        if (!_uploaded.TryGetValue(part, out var current) || !current.Rates.SequenceEqual(rates))
        {
            current.Column?.Dispose();
            double[] sent = [.. rates];
            var master = _states[0].Master;
            current = (sent, tensor(sent).to(master.dtype, master.device).unsqueeze(1).DetachFromDisposeScope());
            _uploaded[part] = current;
        }

        return current.Column;
    }

    private void Update(State state, Tensor gradient, double rate, Tensor? column, Tensor? stays)
    {
        Descend(state, state.HasMaster ? gradient.to(state.Master.dtype) : gradient, rate, column, stays);
        if (state.HasMaster)
        {
            state.Weight.copy_(state.Master);
        }
    }

    /// <summary>A network's parameter with what the optimizer keeps for it.</summary>
    /// <param name="name">The parameter's name in the network.</param>
    /// <param name="weight">The parameter.</param>
    /// <param name="master">
    /// Where updates are made: the parameter itself, or a 32-bit copy of a bfloat16 parameter, whose seven bits of mantissa
    /// would swallow small updates.
    /// </param>
    /// <param name="branch">The modality whose branch it belongs to; null for the layers that all share.</param>
    /// <param name="kept">What is kept of its gradients, each shaped as the parameter; null before the first step that needs it.</param>
    private protected sealed class State(string name, Parameter weight, Tensor master, int? branch, Tensor?[] kept) : IDisposable
    {
        public string Name => name;

        public Parameter Weight => weight;

        public Tensor Master => master;

        public bool HasMaster => !ReferenceEquals(weight, master);

        public int? Branch => branch;

        public Tensor?[] Kept => kept;

        public void Dispose()
        {
            foreach (var tensor in kept)
            {
                tensor?.Dispose();
            }

            if (HasMaster)
            {
                master.Dispose();
            }
        }
    }
}
