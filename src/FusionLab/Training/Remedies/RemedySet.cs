// Shapes: R replicas, N samples, M modalities, O outputs, F features of a branch's last hidden layer.
using FusionLab.Data;
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
    /// <summary>What it keeps from step to step, each <c>[R, …]</c>; null where it keeps nothing. It goes into checkpoints.</summary>
    Dictionary<string, Tensor>? State => null;

    /// <summary>Whether it has to know the whole batch before the first backward pass (<see cref="Survey"/>).</summary>
    bool Surveys => false;

    /// <summary>Changes what the branches see of a batch.</summary>
    /// <param name="inputs">One tensor per modality, <c>[R, N, …]</c>, to be replaced, not overwritten.</param>
    /// <param name="step">The step.</param>
    void ChangeInputs(Tensor[] inputs, RemedyStep step)
    {
    }

    /// <summary>Looks at the whole batch, slice after slice, before the first of them is observed. No gradient comes back from it.</summary>
    void Survey(RemedyPass pass)
    {
    }

    /// <summary>Looks at a forward pass, before the backward one. A batch may pass in several slices.</summary>
    /// <returns>What is added to each replica's loss, <c>[R]</c>; null for nothing.</returns>
    Tensor? Observe(RemedyPass pass) => null;

    /// <summary>
    /// Changes the gradients after the backward pass, and what the remedy keeps. A rehearsed step, which must leave no trace, does not get
    /// here.
    /// </summary>
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
    /// <summary>The step, counted from 1.</summary>
    public long Number { get; init; } = 1;

    /// <summary>Batches in an epoch.</summary>
    public int Batches { get; init; } = 1;

    /// <summary>Draws a batch of this epoch, counted from 0.</summary>
    public Func<int, ReplicaBatch>? Draw { get; init; }

    /// <summary>The training loss.</summary>
    public LossKind Loss { get; init; }

    /// <summary>The validation samples; null where there are none.</summary>
    public EvaluationSet? Validation { get; init; }

    /// <summary>Names a stream of this step.</summary>
    /// <param name="replica">The replica, by its place in the network.</param>
    /// <param name="purpose">What it is for.</param>
    public RandomStream Stream(int replica, string purpose) => new(Seeds[replica], purpose, Epoch, Batch);
}

/// <summary>A forward pass over neighbouring samples of a batch: all of it, or a slice.</summary>
/// <param name="network">The network.</param>
/// <param name="inputs">What the branches see of the samples.</param>
/// <param name="blanks">What each branch gives for a blank; no gradient goes through it.</param>
/// <param name="contributions">What each branch gives for the samples.</param>
/// <param name="outputs">What the network answers, <c>[R, N, O]</c>.</param>
/// <param name="targets">Class numbers <c>[R, N]</c> or real targets <c>[R, N, O]</c>.</param>
/// <param name="loss">Which loss.</param>
/// <param name="share">The samples' share of the batch.</param>
internal sealed class RemedyPass(
    FusionNetwork network, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> blanks, IReadOnlyList<Tensor> contributions, Tensor outputs,
    Tensor targets, LossKind loss, double share)
{
    /// <summary>By subset, whose bit m says whether modality m is in it.</summary>
    private readonly Dictionary<int, Tensor> _outputs = new() { [(1 << contributions.Count) - 1] = Widen(outputs) };

    private readonly Tensor?[] _hidden = new Tensor?[contributions.Count];

    /// <summary>The number of modalities.</summary>
    public int Modalities => contributions.Count;

    /// <summary>The network.</summary>
    public FusionNetwork Network => network;

    /// <summary>Class numbers <c>[R, N]</c> or real targets <c>[R, N, O]</c>.</summary>
    public Tensor Targets => targets;

    /// <summary>The samples' share of the batch.</summary>
    public double Share => share;

    /// <summary>The outputs <c>[R, N, O]</c> for all modalities, in at least 32 bits.</summary>
    public Tensor Outputs => _outputs[(1 << Modalities) - 1];

    /// <summary>
    /// The outputs <c>[R, N, O]</c> for one modality alone, all other branches seeing a blank; computed once, in at least 32 bits.
    /// </summary>
    public Tensor Unimodal(int modality) => OfSubset(1 << modality);

    /// <summary>The same for a subset of modalities, not empty, whose bit m says whether modality m is in it.</summary>
    public Tensor OfSubset(int subset)
    {
        if (!_outputs.TryGetValue(subset, out var known))
        {
            _outputs[subset] = known = ComputeSubset(subset, contributions);
        }

        return known;
    }

    /// <summary>The outputs for one modality alone, without a way back for gradients.</summary>
    public Tensor UnimodalValues(int modality) => SubsetValues(1 << modality);

    /// <summary>The outputs for a subset of modalities, without a way back for gradients.</summary>
    public Tensor SubsetValues(int subset)
    {
        using var withoutGradient = no_grad();
        return _outputs.TryGetValue(subset, out var known)
            ? known.detach()
            : ComputeSubset(subset, [.. contributions.Select(own => own.detach())]);
    }

    /// <summary>A branch's last hidden layer for the samples, <c>[R, N, F]</c>; computed once, in at least 32 bits.</summary>
    public Tensor Hidden(int modality) => _hidden[modality] ??= Widen(network.Hidden(modality, inputs[modality])!);

    /// <summary>What outputs add to the mean loss over the batch, <c>[R]</c>.</summary>
    public Tensor ComputeLosses(Tensor outputs)
    {
        using Scalar part = share;
        return Losses.Compute(loss, outputs, targets.dtype == ScalarType.Int64 ? targets : targets.to(outputs.dtype)).mul(part);
    }

    /// <summary>Numbers in at least 32 bits.</summary>
    public static Tensor Widen(Tensor numbers) => numbers.dtype == ScalarType.BFloat16 ? numbers.to(ScalarType.Float32) : numbers;

    private Tensor ComputeSubset(int subset, IReadOnlyList<Tensor> own) =>
        Widen(network.Head([.. blanks.Select((blank, m) => (subset & (1 << m)) != 0 ? own[m] : blank)]));
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
            Make<AgmConfig>(own => new AdaptiveModulation(own, network)),
            Make<MmParetoConfig>(own => new ParetoGradients(own, network)),
            Make<PmrConfig>(own => new ModalityPrototypes(own, network)),
            Make<GreedyConfig>(own => new GreedyBalancing(own, network)),
            Make<GradientBlendingConfig>(own => new GradientBlending(own, network)),
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

    /// <summary>Which replicas have a remedy, bool <c>[R]</c>.</summary>
    public static Tensor ToMask(IEnumerable<RemedyConfig?> own, FusionNetwork network)
    {
        using var scope = NewDisposeScope();
        return tensor(own.Select(config => config is not null).ToArray()).to(network.parameters().First().device).DetachFromDisposeScope();
    }

    /// <summary>The remedies of those replicas that stay, after the network has dropped the others, with what they keep.</summary>
    public RemedySet? Keep(IReadOnlyList<int> kept)
    {
        using var scope = NewDisposeScope();
        var staying = Create(_network, [.. kept.Select(replica => _configs[replica])], _blanks);
        staying?.ImportState(ExportState().ToDictionary(
            named => named.Key,
            named => named.Value.index_select(0, tensor(kept.Select(index => (long)index).ToArray(), device: named.Value.device))));
        return staying;
    }

    /// <summary>What remedies keep, <c>[R, …]</c> each, as checkpoints name it: <c>remedy/CLASS/NAME</c>. It stays theirs.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> ExportState() =>
        _remedies.Where(remedy => remedy.State is not null).SelectMany(remedy => remedy.State!.Select(kept =>
            KeyValuePair.Create($"{Prefix(remedy)}{kept.Key}", kept.Value)));

    /// <summary>Takes what remedies had kept.</summary>
    /// <param name="saved">What <see cref="ExportState"/> gave, among others, on any device.</param>
    public void ImportState(IReadOnlyDictionary<string, Tensor> saved)
    {
        using var scope = NewDisposeScope();
        var device = _network.parameters().First().device;
        foreach (var remedy in _remedies.Where(remedy => remedy.State is not null))
        {
            string prefix = Prefix(remedy);
            foreach (var (name, value) in saved.Where(named => named.Key.StartsWith(prefix, StringComparison.Ordinal)))
            {
                Replace(remedy.State!, name[prefix.Length..], value.to(device).clone());
            }
        }
    }

    /// <summary>Puts a value into what a remedy keeps, and disposes the one before.</summary>
    public static void Replace(Dictionary<string, Tensor> state, string name, Tensor value)
    {
        state.GetValueOrDefault(name)?.Dispose();
        state[name] = value.DetachFromDisposeScope();
    }

    /// <summary>Keeps numbers of each replica, float64 <c>[R, …]</c>.</summary>
    public static void Store(Dictionary<string, Tensor> state, string name, double[][] rows, Device device)
    {
        using var scope = NewDisposeScope();
        Replace(state, name, tensor(rows.SelectMany(row => row).ToArray()).view(rows.Length, -1).to(device));
    }

    /// <summary>The numbers of each replica. Waits for the device.</summary>
    public static double[][] Fetch(Tensor kept)
    {
        using var numbers = kept.cpu();
        return [.. numbers.data<double>().Chunk((int)kept.shape[1])];
    }

    private static string Prefix(IRemedy remedy) => $"remedy/{remedy.GetType().Name}/";

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

    /// <summary>Whether the whole batch has to be seen before the first of its slices passes.</summary>
    public bool Surveys => _remedies.Any(remedy => remedy.Surveys);

    /// <summary>Lets the remedies see a slice of a batch before the first one passes.</summary>
    /// <param name="inputs">The samples, of the network's type.</param>
    /// <param name="targets">Their targets.</param>
    /// <param name="loss">The training loss.</param>
    /// <param name="share">Their share of the batch.</param>
    public void Survey(IReadOnlyList<Tensor> inputs, Tensor targets, LossKind loss, double share)
    {
        using var withoutGradient = no_grad();
        var (_, pass) = Forward(inputs, targets, loss, share);
        Survey(pass);
    }

    /// <summary>Passes samples through the network, and lets the remedies see it. A batch in one piece needs no survey.</summary>
    /// <param name="inputs">The samples, of the network's type.</param>
    /// <param name="targets">Their targets.</param>
    /// <param name="loss">The training loss.</param>
    /// <param name="share">Their share of the batch.</param>
    /// <returns>The outputs <c>[R, N, O]</c>, and what is added to the losses, <c>[R]</c>, or null.</returns>
    public (Tensor Outputs, Tensor? Added) Pass(IReadOnlyList<Tensor> inputs, Tensor targets, LossKind loss, double share)
    {
        if (!is_grad_enabled())
        {
            return (_network.forward(inputs), null);
        }

        var (outputs, pass) = Forward(inputs, targets, loss, share);
        if (share == 1)
        {
            Survey(pass);
        }

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

    private (Tensor Outputs, RemedyPass Pass) Forward(IReadOnlyList<Tensor> inputs, Tensor targets, LossKind loss, double share)
    {
        Tensor[] contributions = [.. inputs.Select((input, m) => _network.Branch(m, input))];
        var outputs = _network.Head(contributions);
        return (outputs, new RemedyPass(_network, inputs, ComputeBlanks(inputs), contributions, outputs, targets, loss, share));
    }

    private void Survey(RemedyPass pass)
    {
        foreach (var remedy in _remedies.Where(remedy => remedy.Surveys))
        {
            remedy.Survey(pass);
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
