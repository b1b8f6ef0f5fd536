// Shapes: R replicas. Every parameter is replica-major, so that it can be seen as [R, values of one replica].
using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// PyTorch's stochastic gradient descent (momentum and weight decay, no dampening, no Nesterov) with a learning rate for
/// each replica: <c>g ← g + λw</c>, <c>b ← μb + g</c> (at first <c>b = g</c>), <c>w ← w − ηb</c>.
/// </summary>
public sealed class ReplicaSgd : IDisposable
{
    private readonly double momentum;
    private readonly double weightDecay;
    private List<TrainedParameter> parameters;
    private int replicas;
    private (double[] Rates, Tensor Column)? uploaded;

    /// <summary>Creates an optimizer for all parameters of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="momentum">μ, 0 for none.</param>
    /// <param name="weightDecay">λ, 0 for none.</param>
    public ReplicaSgd(FusionNetwork network, double momentum = 0, double weightDecay = 0)
    {
        this.momentum = momentum;
        this.weightDecay = weightDecay;
        replicas = network.Replicas;
        using var scope = NewDisposeScope();
        parameters = [.. network.named_parameters().Select(named => TrainedParameter.Of(named.name, named.parameter))];
    }

    /// <summary>What is trained, with its optimizer state.</summary>
    internal IReadOnlyList<TrainedParameter> Parameters => parameters;

    /// <summary>Makes one step down the gradients that <c>backward</c> left, and clears them.</summary>
    /// <param name="rates">One learning rate a replica.</param>
    /// <param name="stays">
    /// Replicas whose weights and state must not change (their loss is not finite), bool <c>[R]</c>; null when there are none.
    /// </param>
    public void Step(IReadOnlyList<double> rates, Tensor? stays = null)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        bool uniform = stays is null && rates.All(rate => rate == rates[0]);
        var column = uniform ? null : RateColumn(rates);
        column = stays is null ? column : column!.masked_fill(stays.unsqueeze(1), HeldScalars.Zero);
        foreach (var parameter in parameters)
        {
            if (parameter.Weight.grad is not { } gradient)
            {
                continue;
            }

            parameter.Weight.grad = null;
            Update(parameter, gradient, uniform ? rates[0] : 0, column, stays);
        }
    }

    /// <summary>Drops the state of all replicas but the given ones, after the network has done the same.</summary>
    /// <param name="network">The network, already reduced.</param>
    /// <param name="kept">Indices into the replicas of before, ascending.</param>
    public void Keep(FusionNetwork network, IReadOnlyList<int> kept)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var before = parameters;
        var indices = tensor(kept.Select(index => (long)index).ToArray(), device: network.parameters().First().device);
        parameters = [.. network.named_parameters().Zip(before, (now, old) => old.Keep(now.parameter, indices, replicas))];
        replicas = network.Replicas;
        before.ForEach(parameter => parameter.Dispose());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        parameters.ForEach(parameter => parameter.Dispose());
        uploaded?.Column.Dispose();
    }

    /// <summary>
    /// A number as the weights' type holds it. Beyond that type's range it is infinite, and so is the loss that follows, which is
    /// then said to have diverged; torch would refuse the number itself.
    /// </summary>
    private static double Held(double number, ScalarType type) => type == ScalarType.Float64 ? number : (float)number;

    private static void Descend(Tensor weight, Tensor direction, double rate, Tensor? column)
    {
        if (column is null)
        {
            using Scalar step = Held(-rate, weight.dtype);
            weight.add_(direction, step);
        }
        else
        {
            long replicas = column.shape[0];
            weight.view(replicas, -1).addcmul_(direction.reshape(replicas, -1), column, HeldScalars.MinusOne);
        }
    }

    /// <summary>The rates as <c>[R, 1]</c> on the device; sent there only when they change, which is once an epoch.</summary>
    private Tensor RateColumn(IReadOnlyList<double> rates)
    {
        if (uploaded is not { } current || !current.Rates.SequenceEqual(rates))
        {
            uploaded?.Column.Dispose();
            double[] sent = [.. rates];
            var master = parameters[0].Master;
            uploaded = (sent, tensor(sent).to(master.dtype, master.device).unsqueeze(1).DetachFromDisposeScope());
        }

        return uploaded.Value.Column;
    }

    private void Update(TrainedParameter parameter, Tensor gradient, double rate, Tensor? column, Tensor? stays)
    {
        var weight = parameter.Master;
        if (parameter.HasMaster)
        {
            gradient = gradient.to(weight.dtype);
        }

        if (weightDecay != 0)
        {
            using Scalar decay = Held(weightDecay, weight.dtype);
            gradient.add_(weight, decay);
        }

        if (momentum != 0)
        {
            gradient = Accumulate(parameter, gradient, stays);
        }
        else if (stays is not null)
        {
            gradient = gradient.reshape(replicas, -1).masked_fill(stays.unsqueeze(1), HeldScalars.Zero);
        }

        Descend(weight, gradient, rate, column);
        if (parameter.HasMaster)
        {
            parameter.Weight.copy_(weight);
        }
    }

    /// <summary>b ← μb + g, except for the replicas that stay as they are.</summary>
    private Tensor Accumulate(TrainedParameter parameter, Tensor gradient, Tensor? stays)
    {
        using Scalar kept = momentum;
        if (parameter.Momentum is null)
        {
            if (stays is not null)
            {
                gradient = gradient.reshape(replicas, -1).masked_fill(stays.unsqueeze(1), HeldScalars.Zero).view(gradient.shape);
            }

            parameter.Momentum = gradient.clone().DetachFromDisposeScope();
        }
        else if (stays is null)
        {
            parameter.Momentum.mul_(kept).add_(gradient, HeldScalars.One);
        }
        else
        {
            var flat = parameter.Momentum.view(replicas, -1);
            flat.copy_(where(stays.unsqueeze(1), flat, flat.mul(kept).add(gradient.reshape(replicas, -1), HeldScalars.One)));
        }

        return parameter.Momentum;
    }
}
