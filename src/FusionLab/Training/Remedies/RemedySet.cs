// Shapes: R replicas, N samples, M modalities, O outputs.
using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training.Remedies;

/// <summary>
/// One kind of remedy for all replicas of a network together. Replicas without it keep their numbers. What it does to one replica
/// depends on no other, and what it draws comes from the streams of the replica's seed.
/// </summary>
internal interface IRemedy : IDisposable
{
    /// <summary>Changes what the branches see of a batch.</summary>
    /// <param name="inputs">One tensor per modality, <c>[R, N, …]</c>, to be replaced, not overwritten.</param>
    /// <param name="step">The step.</param>
    void ChangeInputs(Tensor[] inputs, RemedyStep step)
    {
    }

    /// <summary>Looks at a forward pass, before the backward one. A batch may pass in several slices.</summary>
    /// <returns>What is added to each replica's loss, <c>[R]</c>; null for nothing.</returns>
    Tensor? Observe(RemedyPass pass) => null;

    /// <summary>Changes the gradients after the backward pass. A rehearsed step, which must leave no trace, does not get here.</summary>
    /// <param name="step">The step.</param>
    void ChangeGradients(RemedyStep step)
    {
    }
}

/// <summary>A step that is being made.</summary>
/// <param name="Network">The network.</param>
/// <param name="Seeds">The replicas' seeds.</param>
/// <param name="Epoch">The epoch, counted from 0.</param>
/// <param name="Batch">The batch within the epoch, counted from 0.</param>
internal sealed record RemedyStep(FusionNetwork Network, IReadOnlyList<ulong> Seeds, int Epoch, int Batch)
{
    /// <summary>Names a stream of this step.</summary>
    /// <param name="replica">The replica, by its place in the network.</param>
    /// <param name="purpose">What it is for.</param>
    public RandomStream Stream(int replica, string purpose) => new(Seeds[replica], purpose, Epoch, Batch);
}

/// <summary>A forward pass over neighbouring samples of a batch: all of it, or a slice.</summary>
/// <param name="network">The network.</param>
/// <param name="blanks">What each branch gives for a blank; no gradient goes through it.</param>
/// <param name="contributions">What each branch gives for the samples.</param>
/// <param name="targets">Class numbers <c>[R, N]</c> or real targets <c>[R, N, O]</c>.</param>
/// <param name="loss">Which loss.</param>
/// <param name="share">The samples' share of the batch.</param>
internal sealed class RemedyPass(
    FusionNetwork network, IReadOnlyList<Tensor> blanks, IReadOnlyList<Tensor> contributions, Tensor targets, LossKind loss, double share)
{
    private readonly Tensor?[] _unimodal = new Tensor?[contributions.Count];

    /// <summary>The number of modalities.</summary>
    public int Modalities => contributions.Count;

    /// <summary>Class numbers <c>[R, N]</c> or real targets <c>[R, N, O]</c>.</summary>
    public Tensor Targets => targets;

    /// <summary>
    /// The outputs <c>[R, N, O]</c> for one modality alone, all other branches seeing a blank; computed once, in at least 32 bits.
    /// </summary>
    public Tensor Unimodal(int modality) => _unimodal[modality] ??= ComputeUnimodal(modality, contributions[modality]);

    /// <summary>The same numbers, without a way back for gradients.</summary>
    public Tensor UnimodalValues(int modality)
    {
        using var withoutGradient = no_grad();
        return _unimodal[modality]?.detach() ?? ComputeUnimodal(modality, contributions[modality].detach());
    }

    /// <summary>What outputs add to the mean loss over the batch, <c>[R]</c>.</summary>
    public Tensor ComputeLosses(Tensor outputs)
    {
        using Scalar part = share;
        return Losses.Compute(loss, outputs, targets.dtype == ScalarType.Int64 ? targets : targets.to(outputs.dtype)).mul(part);
    }

    private Tensor ComputeUnimodal(int modality, Tensor own)
    {
        var outputs = network.Head([.. blanks.Select((blank, other) => other == modality ? own : blank)]);
        return outputs.dtype == ScalarType.BFloat16 ? outputs.to(ScalarType.Float32) : outputs;
    }
}

/// <summary>The remedies of all replicas of a network, in each step one after the other.</summary>
internal sealed class RemedySet : IDisposable
{
    private readonly FusionNetwork _network;
    private readonly IReadOnlyList<RemedyConfig> _configs;
    private readonly IReadOnlyList<double>? _blanks;
    private readonly IReadOnlyList<IRemedy> _remedies;

    private RemedySet(
        FusionNetwork network, IReadOnlyList<RemedyConfig> configs, IReadOnlyList<double>? blanks, IReadOnlyList<IRemedy> remedies) =>
        (_network, _configs, _blanks, _remedies) = (network, configs, blanks, remedies);

    /// <summary>Creates the remedies of replicas.</summary>
    /// <param name="network">The network.</param>
    /// <param name="configs">Each replica's remedy.</param>
    /// <param name="blanks">What a branch sees that is switched off, one value per modality; null: 0 for all.</param>
    /// <returns>Null where no step is to be changed.</returns>
    public static RemedySet? Create(FusionNetwork network, IReadOnlyList<RemedyConfig> configs, IReadOnlyList<double>? blanks)
    {
        IRemedy?[] remedies =
        [
            Make<ModalityDropoutConfig>(own => new ModalityDropout(own, blanks)),
            Make<UnimodalLossesConfig>(own => new UnimodalLosses(own, network)),
            Make<OgmConfig>(own => new GradientModulation(own, network)),
        ];
        return remedies.All(remedy => remedy is null) ? null : new RemedySet(network, configs, blanks, [.. remedies.OfType<IRemedy>()]);

        IRemedy? Make<T>(Func<IReadOnlyList<T?>, IRemedy> create)
            where T : RemedyConfig
        {
            T?[] own = [.. configs.Select(config => config as T)];
            return own.All(config => config is null) ? null : create(own);
        }
    }

    /// <summary>Numbers for each replica, <c>[R]</c>, on the network's device and at least in 32 bits.</summary>
    public static Tensor ToTensor(IEnumerable<double> numbers, FusionNetwork network)
    {
        using var scope = NewDisposeScope();
        var weight = network.parameters().First();
        var type = weight.dtype == ScalarType.BFloat16 ? ScalarType.Float32 : weight.dtype;
        return tensor(numbers.ToArray()).to(type, weight.device).DetachFromDisposeScope();
    }

    /// <summary>The remedies of those replicas that stay, after the network has dropped the others.</summary>
    public RemedySet? Keep(IReadOnlyList<int> kept) => Create(_network, [.. kept.Select(replica => _configs[replica])], _blanks);

    /// <summary>What the branches see of a batch.</summary>
    public IReadOnlyList<Tensor> ChangeInputs(IReadOnlyList<Tensor> inputs, RemedyStep step)
    {
        Tensor[] seen = [.. inputs];
        foreach (var remedy in _remedies)
        {
            remedy.ChangeInputs(seen, step);
        }

        return seen;
    }

    /// <summary>
    /// Passes samples through the network, and lets the remedies see it.
    /// </summary>
    /// <param name="inputs">The samples, of the network's type.</param>
    /// <param name="targets">Their targets.</param>
    /// <param name="loss">The training loss.</param>
    /// <param name="share">Their share of the batch.</param>
    /// <returns>The outputs <c>[R, N, O]</c>, and what is added to the losses, <c>[R]</c>, or null.</returns>
    public (Tensor Outputs, Tensor? Added) Pass(IReadOnlyList<Tensor> inputs, Tensor targets, LossKind loss, double share)
    {
        Tensor[] contributions = [.. inputs.Select((input, m) => _network.Branch(m, input))];
        var outputs = _network.Head(contributions);
        if (!is_grad_enabled())
        {
            return (outputs, null);
        }

        var pass = new RemedyPass(_network, ComputeBlanks(inputs), contributions, targets, loss, share);
        Tensor? added = null;
        foreach (var part in _remedies.Select(remedy => remedy.Observe(pass)).OfType<Tensor>())
        {
            added = added?.add(part, HeldScalars.One) ?? part;
        }

        return (outputs, added);
    }

    /// <summary>Changes the gradients before the update.</summary>
    public void ChangeGradients(RemedyStep step)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        foreach (var remedy in _remedies)
        {
            remedy.ChangeGradients(step);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var remedy in _remedies)
        {
            remedy.Dispose();
        }
    }

    private Tensor[] ComputeBlanks(IReadOnlyList<Tensor> inputs)
    {
        using var withoutGradient = no_grad();
        return [.. inputs.Select((input, m) =>
        {
            using Scalar value = _blanks?[m] ?? 0;
            return _network.Branch(m, full_like(input.narrow(0, 0, 1).narrow(1, 0, 1), value));
        })];
    }
}
