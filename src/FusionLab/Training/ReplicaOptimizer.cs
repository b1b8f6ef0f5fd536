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
    private readonly OptimizerLayout _layout;
    private List<State> _states;
    private readonly Dictionary<int, (double[] Rates, Tensor Column)> _uploaded = [];

    /// <summary>Creates an optimizer for all parameters of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weightDecay">λ, 0 for none.</param>
    /// <param name="kept">The names of what is kept of every weight, as checkpoints have them.</param>
    /// <param name="layout">How the weights lie in memory; the network's parameters become views where they lie together.</param>
    private protected ReplicaOptimizer(
        FusionNetwork network, double weightDecay, IReadOnlyList<string> kept, OptimizerLayout layout)
    {
        (_kept, WeightDecay, Replicas, _layout) = (kept, weightDecay, network.Replicas, layout);
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        _states = [.. Gather(network).Select(group => new State(
            group.Parts,
            group.Values,
            group.Values.dtype == ScalarType.BFloat16 ? group.Values.to(ScalarType.Float32).DetachFromDisposeScope() : group.Values,
            group.Branch,
            new Tensor?[kept.Count]))];
    }

    /// <summary>λ.</summary>
    private protected double WeightDecay { get; }

    /// <summary>Replicas in the network.</summary>
    private protected int Replicas { get; private set; }

    /// <summary>Steps made, counted from 1 during the first.</summary>
    private protected long Steps { get; private set; }

    /// <summary>Creates the optimizer of a config.</summary>
    internal static ReplicaOptimizer Create(FusionNetwork network, TrainConfig config, OptimizerLayout layout) =>
        config.Optimizer is AdamWConfig adam
            ? new ReplicaAdamW(network, adam, config.WeightDecay, layout)
            : new ReplicaSgd(network, config.Momentum, config.WeightDecay, layout);

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
        if (branchRates is not null && _layout == OptimizerLayout.Together)
        {
            throw new ArgumentException("All weights of a replica lie together and have one learning rate.", nameof(branchRates));
        }

        foreach (var group in _states.GroupBy(state => branchRates is null ? null : state.Branch))
        {
            var own = group.Key is { } modality ? branchRates![modality] : rates;
            bool uniform = stays is null && own.All(rate => rate == own[0]);
            var column = uniform ? null : RateColumn(group.Key ?? -1, own);
            column = stays is null ? column : column!.masked_fill(stays.unsqueeze(1), HeldScalars.Zero);
            foreach (var state in group)
            {
                if (state.TakeGradient(Replicas) is { } gradient)
                {
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
        _states = [.. Gather(network).Zip(before, (group, old) => new State(
            group.Parts,
            group.Values,
            old.HasMaster ? Select(old.Master, group.Values) : group.Values,
            old.Branch,
            [.. old.Kept.Select(kept => kept is null ? null : Select(kept, group.Values))]))];
        Replicas = network.Replicas;
        before.ForEach(state => state.Dispose());

        Tensor Select(Tensor all, Tensor values) =>
            all.view(Replicas, -1).index_select(0, indices).view(values.shape).DetachFromDisposeScope();
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
                foreach (var (part, value) in kept is null ? [] : state.Split(kept))
                {
                    yield return new($"{name}/{part}", value);
                }
            }

            foreach (var (part, value) in state.HasMaster ? state.Split(state.Master) : [])
            {
                yield return new($"master/{part}", value);
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
                if (saved.ContainsKey($"{name}/{state.Parts[0].Name}"))
                {
                    state.Kept[place] = empty_like(state.Master).DetachFromDisposeScope();
                    Restore(name, state, state.Kept[place]!);
                }
            }

            if (state.HasMaster)
            {
                Restore("master", state, state.Master);
            }
        }

        void Restore(string name, State state, Tensor all)
        {
            foreach (var (part, value) in state.Split(all))
            {
                value.copy_(saved[$"{name}/{part}"]);
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
            state.Values.copy_(state.Master);
        }
    }

    /// <summary>Groups the parameters of a network as the layout says, and moves those that lie together.</summary>
    private IEnumerable<(IReadOnlyList<(string Name, Parameter Weight)> Parts, Tensor Values, int? Branch)> Gather(FusionNetwork network)
    {
        var all = network.named_parameters().Select(named => (named.name, named.parameter, Branch: network.FindBranch(named.parameter)));
        if (_layout == OptimizerLayout.Separate)
        {
            return all.Select(one => ((IReadOnlyList<(string, Parameter)>)[(one.name, one.parameter)], (Tensor)one.parameter, one.Branch));
        }

        return [.. all.GroupBy(one => _layout == OptimizerLayout.Together ? null : one.Branch).Select(group =>
        {
            (string Name, Parameter Weight)[] parts = [.. group.Select(one => (one.name, one.parameter))];
            var values = cat([.. parts.Select(part => part.Weight.detach().reshape(network.Replicas, -1))], 1); // [R, W]
            foreach (var (part, view) in parts.Zip(State.Split(values, parts)))
            {
                part.Weight.set_(view.Value);
            }

            return ((IReadOnlyList<(string, Parameter)>)parts, values.DetachFromDisposeScope(), group.Key);
        })];
    }

    /// <summary>A network's parameter, or several that lie together, with what the optimizer keeps for them.</summary>
    /// <param name="parts">The parameters with their names in the network.</param>
    /// <param name="values">
    /// Their values: the parameter itself, or <c>[R, W]</c> with the <c>W</c> values of one replica's parameters, which are views of it.
    /// </param>
    /// <param name="master">
    /// Where updates are made: the values themselves, or a 32-bit copy of bfloat16 values, whose seven bits of mantissa would swallow
    /// small updates.
    /// </param>
    /// <param name="branch">The modality whose branch they belong to; null for the layers that all share.</param>
    /// <param name="kept">What is kept of their gradients, each shaped as the values; null before the first step that needs it.</param>
    private protected sealed class State(
        IReadOnlyList<(string Name, Parameter Weight)> parts, Tensor values, Tensor master, int? branch, Tensor?[] kept) : IDisposable
    {
        public IReadOnlyList<(string Name, Parameter Weight)> Parts => parts;

        public Tensor Values => values;

        public Tensor Master => master;

        public bool HasMaster => !ReferenceEquals(values, master);

        public int? Branch => branch;

        public Tensor?[] Kept => kept;

        private bool IsParameter => ReferenceEquals(values, parts[0].Weight);

        /// <summary>The views of each parameter's values in a tensor shaped as those of all.</summary>
        public static IEnumerable<(string Name, Tensor Value)> Split(Tensor all, IReadOnlyList<(string Name, Parameter Weight)> parts)
        {
            long first = 0;
            foreach (var (name, weight) in parts)
            {
                long width = weight.numel() / weight.shape[0];
                yield return (name, all.narrow(1, first, width).view(weight.shape));
                first += width;
            }
        }

        /// <summary>The part of each parameter in a tensor shaped as the values, shaped as the parameter.</summary>
        public IEnumerable<(string Name, Tensor Value)> Split(Tensor all) => IsParameter ? [(parts[0].Name, all)] : Split(all, parts);

        /// <summary>The gradient that <c>backward</c> left, shaped as the values, and cleared; null where it left none.</summary>
        public Tensor? TakeGradient(int replicas)
        {
            Tensor?[] gradients = [.. parts.Select(part => part.Weight.grad)];
            if (gradients.All(gradient => gradient is null))
            {
                return null;
            }

            foreach (var (_, weight) in parts)
            {
                weight.grad = null;
            }

            return IsParameter
                ? gradients[0]
                : cat([.. gradients.Zip(parts, (gradient, part) => (gradient ?? zeros_like(part.Weight)).reshape(replicas, -1))], 1);
        }

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

            if (!IsParameter)
            {
                values.Dispose();
            }
        }
    }
}

/// <summary>How an optimizer keeps the weights of a network in memory. It changes no number.</summary>
public enum OptimizerLayout
{
    /// <summary>Each parameter by itself, as the network has them: best on a CPU, whose caches hold one parameter at a time.</summary>
    Separate,

    /// <summary>All parameters of a branch together, and those that all share: for learning rates that differ between branches.</summary>
    TogetherByBranch,

    /// <summary>All parameters together, so that a GPU updates them in a handful of operations.</summary>
    Together,
}
