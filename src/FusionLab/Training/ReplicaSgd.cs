// Shapes: R replicas. Every parameter is replica-major, so that it can be seen as [R, values of one replica].
using FusionLab.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// PyTorch's stochastic gradient descent (momentum and weight decay, no dampening, no Nesterov) with a learning rate for
/// each replica: <c>g ← g + λw</c>, <c>b ← μb + g</c> (at first <c>b = g</c>), <c>w ← w − ηb</c>.
/// </summary>
public sealed class ReplicaSgd : IDisposable
{
    private readonly double _momentum;
    private readonly double _weightDecay;
    private List<State> _states;
    private int _replicas;
    private (double[] Rates, Tensor Column)? _uploaded;

    /// <summary>Creates an optimizer for all parameters of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="momentum">μ, 0 for none.</param>
    /// <param name="weightDecay">λ, 0 for none.</param>
    public ReplicaSgd(FusionNetwork network, double momentum = 0, double weightDecay = 0)
    {
        (_momentum, _weightDecay, _replicas) = (momentum, weightDecay, network.Replicas);
        using var scope = NewDisposeScope();
        _states = [.. network.named_parameters().Select(named => new State(
            named.name,
            named.parameter,
            named.parameter.dtype == ScalarType.BFloat16
                ? named.parameter.detach().to(ScalarType.Float32).DetachFromDisposeScope()
                : named.parameter))];
    }

    /// <summary>Makes one step down the gradients that <c>backward</c> left, and clears them.</summary>
    /// <param name="rates">One learning rate a replica.</param>
    /// <param name="stays">
    /// Replicas whose weights must not change (their loss is not finite), bool <c>[R]</c>; null when there are none. Their momentum
    /// fades, which is of no use to anyone: they take no step again.
    /// </param>
    public void Step(IReadOnlyList<double> rates, Tensor? stays = null)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        bool uniform = stays is null && rates.All(rate => rate == rates[0]);
        var column = uniform ? null : RateColumn(rates);
        column = stays is null ? column : column!.masked_fill(stays.unsqueeze(1), HeldScalars.Zero);
        foreach (var state in _states)
        {
            if (state.Weight.grad is { } gradient)
            {
                state.Weight.grad = null;
                Update(state, gradient, uniform ? rates[0] : 0, column, stays);
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
            old.Name, weight, old.HasMaster ? Select(old.Master, weight) : weight)
        {
            Momentum = old.Momentum is null ? null : Select(old.Momentum, weight),
        })];
        _replicas = network.Replicas;
        before.ForEach(state => state.Dispose());

        Tensor Select(Tensor all, Parameter weight) =>
            all.view(_replicas, -1).index_select(0, indices).view(weight.shape).DetachFromDisposeScope();
    }

    /// <summary>
    /// The state to save: <c>momentum/NAME</c>, and <c>master/NAME</c> of bfloat16 parameters, each shaped as the parameter. The
    /// optimizer keeps and disposes the tensors.
    /// </summary>
    public IEnumerable<KeyValuePair<string, Tensor>> ExportState()
    {
        foreach (var state in _states)
        {
            if (state.Momentum is { } momentum)
            {
                yield return new($"momentum/{state.Name}", momentum);
            }

            if (state.HasMaster)
            {
                yield return new($"master/{state.Name}", state.Master);
            }
        }
    }

    /// <summary>Copies a saved state back, for the same parameters and replicas.</summary>
    /// <param name="saved">The tensors of <see cref="ExportState"/>, on any device; others among them are ignored.</param>
    public void ImportState(IReadOnlyDictionary<string, Tensor> saved)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        foreach (var state in _states)
        {
            if (saved.TryGetValue($"momentum/{state.Name}", out var momentum))
            {
                state.Momentum = momentum.to(state.Master.device).clone().DetachFromDisposeScope();
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
        _uploaded?.Column.Dispose();
    }

    /// <summary>
    /// A number as the weights' type holds it. Beyond that type's range it is infinite, and so is the loss that follows, which
    /// counts as diverged; torch would refuse the number itself.
    /// </summary>
    private static double Held(double number, ScalarType type) => type == ScalarType.Float64 ? number : (float)number;

    /// <summary>The rates as <c>[R, 1]</c> on the device; sent there only when they change, which is once an epoch.</summary>
    private Tensor RateColumn(IReadOnlyList<double> rates)
    {
        if (_uploaded is not { } current || !current.Rates.SequenceEqual(rates))
        {
            _uploaded?.Column.Dispose();
            double[] sent = [.. rates];
            var master = _states[0].Master;
            _uploaded = (sent, tensor(sent).to(master.dtype, master.device).unsqueeze(1).DetachFromDisposeScope());
        }

        return _uploaded.Value.Column;
    }

    private void Update(State state, Tensor gradient, double rate, Tensor? column, Tensor? stays)
    {
        var weight = state.Master;
        if (state.HasMaster)
        {
            gradient = gradient.to(weight.dtype);
        }

        if (_weightDecay != 0)
        {
            using Scalar decay = Held(_weightDecay, weight.dtype);
            gradient.add_(weight, decay);
        }

        if (stays is not null)
        {
            gradient = gradient.reshape(_replicas, -1).masked_fill(stays.unsqueeze(1), HeldScalars.Zero).view(gradient.shape);
        }

        if (_momentum != 0)
        {
            gradient = Accumulate(state, gradient);
        }

        if (column is null)
        {
            using Scalar step = Held(-rate, weight.dtype);
            weight.add_(gradient, step);
        }
        else
        {
            weight.view(_replicas, -1).addcmul_(gradient.reshape(_replicas, -1), column, HeldScalars.MinusOne);
        }

        if (state.HasMaster)
        {
            state.Weight.copy_(weight);
        }
    }

    /// <summary>b ← μb + g, at first b = g.</summary>
    private Tensor Accumulate(State state, Tensor gradient)
    {
        using Scalar kept = _momentum;
        if (state.Momentum is { } sum)
        {
            sum.mul_(kept).add_(gradient, HeldScalars.One);
        }

        return state.Momentum ??= gradient.clone().DetachFromDisposeScope();
    }

    /// <summary>A network's parameter with what the optimizer keeps for it.</summary>
    /// <param name="name">The parameter's name in the network.</param>
    /// <param name="weight">The parameter.</param>
    /// <param name="master">
    /// Where updates are made: the parameter itself, or a 32-bit copy of a bfloat16 parameter, whose seven bits of mantissa
    /// would swallow small updates.
    /// </param>
    private sealed class State(string name, Parameter weight, Tensor master) : IDisposable
    {
        public string Name => name;

        public Parameter Weight => weight;

        public Tensor Master => master;

        public bool HasMaster => !ReferenceEquals(weight, master);

        /// <summary>The running sum of gradients; null before the first step with momentum.</summary>
        public Tensor? Momentum { get; set; }

        public void Dispose()
        {
            Momentum?.Dispose();
            if (HasMaster)
            {
                master.Dispose();
            }
        }
    }
}
