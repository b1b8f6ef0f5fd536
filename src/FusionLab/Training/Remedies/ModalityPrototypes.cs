// Shapes: R replicas, N samples, M modalities, O classes, F features of a branch's last hidden layer.
using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training.Remedies;

/// <summary>
/// Prototypical modal rebalance, PMR (Fan, Xu, Wang, Wang and Guo, PMR: Prototypical Modal Rebalance for Multimodal Learning, CVPR 2023).
/// A class's prototype is the mean of a branch's last hidden layer over its samples. The branch alone answers with probabilities
/// <c>p = softmax(−distance to each prototype)</c>; a modality's score is the sum over the batch of the probability of the right class. To
/// the loss is added <c>α Σ_m β_m (cross-entropy of p_m)</c>, with <c>β_m = (others' mean score / own − 1)</c>, at least 0 and at most 1:
/// branches that are behind move their samples towards the prototypes, beside the head. In the first epochs
/// <c>−μ Σ_m γ_m (mean entropy of p_m)</c> is added, too, with <c>γ_m = (own score / others' mean − 1)</c>, likewise bounded: branches
/// that are ahead stay undecided for longer.
/// </summary>
/// <remarks>
/// <para>The published code has β_m = 1 for the modality that is behind, however little, and no entropy: μ is 0 here unless set, and
/// coefficients are those of the paper. The paper has two modalities; the mean of the others is its ratio for two.</para>
/// <para>Prototypes are computed at the beginning of each epoch from a tenth of its batches, as in the published code, and averaged with
/// those before: <c>(1 − keep) new + keep old</c>. A class that none of these samples has takes the mean of all of them. Feature
/// maps are averaged over a grid of 4 × 4 fields.</para>
/// </remarks>
internal sealed class ModalityPrototypes : IRemedy
{
    /// <summary>The share of an epoch's batches that prototypes are computed from.</summary>
    private const double Part = 0.1;

    /// <summary>The score below which modalities are alike.</summary>
    private const double LeastScore = 1e-12;

    private readonly Tensor _alpha, _entropy, _keep;
    private readonly IReadOnlyList<double> _entropyEpochs;

    /// <summary>What becomes of the prototypes with this step; null where they stay.</summary>
    private Dictionary<string, Tensor>? _next;

    /// <summary>The scores in the batch so far, <c>[M, R]</c>; null before its first slice.</summary>
    private Tensor? _scores;
    private int _epoch;

    /// <summary>Creates the remedy.</summary>
    /// <param name="own">The config of each replica that has this remedy.</param>
    /// <param name="network">The network.</param>
    public ModalityPrototypes(IReadOnlyList<PmrConfig?> own, FusionNetwork network)
    {
        _alpha = RemedySet.ToTensor(own.Select(config => config?.Alpha ?? 0), network);
        _entropy = RemedySet.ToTensor(own.Select(config => config?.Entropy ?? 0), network);
        _keep = RemedySet.ToTensor(own.Select(config => config?.Keep ?? 0), network);
        _entropyEpochs = [.. own.Select(config => (double)(config?.EntropyEpochs ?? 0))];
    }

    /// <inheritdoc/>
    public Dictionary<string, Tensor> State { get; } = [];

    /// <inheritdoc/>
    public bool Surveys => true;

    /// <summary>How far modalities are behind and ahead, each <c>[M, R]</c>, between 0 and 1.</summary>
    /// <param name="scores">Their scores, <c>[M, R]</c>.</param>
    public static (Tensor Behind, Tensor Ahead) Compare(Tensor scores)
    {
        using var scope = NewDisposeScope();
        using Scalar others = scores.shape[0] - 1;
        using Scalar least = LeastScore;
        var mean = (scores.sum(dim: 0) - scores).div_(others).clamp_min_(least);
        scores = scores.clamp_min(least);
        return (Bound(mean / scores).MoveToOuterDisposeScope(), Bound(scores / mean).MoveToOuterDisposeScope());

        static Tensor Bound(Tensor ratio) => ratio.sub(HeldScalars.One).clamp_(HeldScalars.Zero, HeldScalars.One);
    }

    /// <summary>The logarithms of the probabilities that a branch gives the classes, <c>[R, N, O]</c>.</summary>
    /// <param name="hidden">Its last hidden layer, <c>[R, N, F]</c>.</param>
    /// <param name="prototypes"><c>[R, O, F]</c>.</param>
    public static Tensor Answer(Tensor hidden, Tensor prototypes) => cdist(hidden, prototypes).neg().log_softmax(2);

    /// <inheritdoc/>
    public void ChangeInputs(Tensor[] inputs, RemedyStep step)
    {
        Forget();
        _epoch = step.Epoch;
        if (step.Batch == 0)
        {
            using var withoutGradient = no_grad();
            _next = ComputePrototypes(step);
        }
    }

    /// <inheritdoc/>
    public void Survey(RemedyPass pass)
    {
        Tensor[] answers = [.. Enumerable.Range(0, pass.Modalities).Select(m => Answer(pass, m).detach())]; // the pass keeps hidden layers
        using var scope = NewDisposeScope();
        var classes = pass.Targets.unsqueeze(2);                                                         // [R, N, 1]
        var scores = stack([.. answers.Select(answer => answer.gather(2, classes).exp().sum([1, 2]))]);  // [M, R]
        var sum = _scores?.add(scores, HeldScalars.One) ?? scores;
        _scores?.Dispose();
        _scores = sum.DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor? Observe(RemedyPass pass)
    {
        var (behind, ahead) = Compare(_scores!);
        using var isEarly = RemedySet.ToTensor(_entropyEpochs.Select(epochs => _epoch < epochs ? 1.0 : 0), pass.Network);
        var entropy = _entropy * isEarly;
        var classes = pass.Targets.unsqueeze(2);
        var added = zeros_like(_alpha);
        for (int m = 0; m < pass.Modalities; m++)
        {
            var answer = Answer(pass, m);                                                                // [R, N, O]
            var error = answer.gather(2, classes).mean([1, 2]).neg();                                    // [R]
            var undecided = (answer * answer.exp()).sum(2).mean([1]).neg();
            added = added.add(_alpha * behind.select(0, m) * error, HeldScalars.One)
                .add(entropy * ahead.select(0, m) * undecided, HeldScalars.MinusOne);
        }

        using Scalar share = pass.Share;
        return added.mul(share);
    }

    /// <inheritdoc/>
    public void ChangeGradients(RemedyStep step)
    {
        foreach (var (name, value) in _next ?? [])
        {
            RemedySet.Replace(State, name, value.alias());
        }

        Forget();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        _alpha.Dispose();
        _entropy.Dispose();
        _keep.Dispose();
        foreach (var prototypes in State.Values)
        {
            prototypes.Dispose();
        }
    }

    private Tensor Answer(RemedyPass pass, int modality) =>
        Answer(pass.Hidden(modality), (_next ?? State)[pass.Network.Modalities[modality].Name]);

    private Dictionary<string, Tensor> ComputePrototypes(RemedyStep step)
    {
        using var scope = NewDisposeScope();
        int modalities = step.Network.Modalities.Count;
        var sums = new Tensor?[modalities];                                                              // [R, O, F]
        Tensor? counts = null;                                                                           // [R, O, 1]
        var type = step.Network.parameters().First().dtype;
        for (int index = 0; index < Math.Max(1, (int)(Part * step.Batches)); index++)
        {
            using var batchScope = NewDisposeScope();
            using var batch = step.Draw!(index);
            var classes = nn.functional.one_hot(batch.Targets, step.Network.Outputs).to(_alpha.dtype).transpose(1, 2);   // [R, O, N]
            Add(ref counts, classes.sum([2], keepdim: true));
            for (int m = 0; m < modalities; m++)
            {
                Add(ref sums[m], classes.bmm(RemedyPass.Widen(step.Network.Hidden(m, batch.Inputs[m].to(type))!)));
            }
        }

        return step.Network.Modalities.Select((modality, m) =>
        {
            var all = sums[m]!.sum([1], keepdim: true) / counts!.sum([1], keepdim: true);                // [R, 1, F]
            var means = where(counts.gt(HeldScalars.Zero), sums[m]! / counts.clamp_min(HeldScalars.One), all);
            var keep = _keep.view(-1, 1, 1);
            var next = State.TryGetValue(modality.Name, out var old) ? means.add((old - means) * keep, HeldScalars.One) : means;
            return (modality.Name, Value: next.DetachFromDisposeScope());
        }).ToDictionary(named => named.Name, named => named.Value);

        static void Add(ref Tensor? sum, Tensor part) => sum = sum?.add_(part, HeldScalars.One) ?? part.MoveToOuterDisposeScope();
    }

    private void Forget()
    {
        if (_next is not null)
        {
            foreach (var prototypes in _next.Values)
            {
                prototypes.Dispose();
            }

            _next = null;
        }

        _scores?.Dispose();
        _scores = null;
    }
}
