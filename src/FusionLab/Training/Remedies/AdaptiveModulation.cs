// Shapes: R replicas, N samples, M modalities, O outputs.
using System.Numerics;
using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training.Remedies;

/// <summary>
/// Adaptive gradient modulation, AGM (Li, Li, Hu, Lei, Li and Zhou, Boosting Multi-modal Model Performance with Adaptive Gradient
/// Modulation, ICCV 2023). The outputs are split into what each modality gives, <c>f = Σ_m φ_m</c>, by Shapley values, and the gradient
/// that goes back through φ_m is multiplied by <c>κ_m = exp(α (τ_m − r_m))</c>. There <c>r_m = exp(mean of the others' s − s_m)</c>, with
/// <c>s_m</c> the cross-entropy of φ_m alone over the batch, says how far m is ahead, and <c>τ_m</c> is the same of the running means of
/// s over all steps before.
/// </summary>
/// <remarks>
/// <para>It takes <c>2^M − 1</c> passes through the head. The answer without any modality is left out of the Shapley values, so that
/// φ_m of all modalities add up to f: the published code for two and for three modalities does so, too.</para>
/// <para>The published code for two modalities takes no probability below 10⁻⁸, and that for three no τ − r above 7; here both hold for
/// any number. It clips gradients, too, which is not done here. Missing modalities are blanks through which no gradient goes.</para>
/// </remarks>
internal sealed class AdaptiveModulation : IRemedy
{
    private const string Means = "scores";
    private const double LeastProbability = 1e-8, MostBehind = 7;
    private readonly Tensor _alpha, _isOwn;

    /// <summary>s of the batch so far, <c>[R, M]</c>; null before its first slice.</summary>
    private Tensor? _scores;

    /// <summary>Creates the remedy.</summary>
    /// <param name="own">The config of each replica that has this remedy.</param>
    /// <param name="network">The network.</param>
    public AdaptiveModulation(IReadOnlyList<AgmConfig?> own, FusionNetwork network)
    {
        _alpha = RemedySet.ToTensor(own.Select(config => config?.Alpha ?? 0), network);
        _isOwn = RemedySet.ToMask(own, network);
        using var scope = NewDisposeScope();
        RemedySet.Replace(State, Means, zeros(own.Count, network.Modalities.Count, dtype: _alpha.dtype, device: _alpha.device));
    }

    /// <inheritdoc/>
    public Dictionary<string, Tensor> State { get; } = [];

    /// <inheritdoc/>
    public bool Surveys => true;

    /// <summary>The coefficients of all modalities.</summary>
    /// <param name="scores">s in this batch, <c>[R, M]</c>.</param>
    /// <param name="means">Its running means, <c>[R, M]</c>.</param>
    /// <param name="alpha">α of each replica.</param>
    /// <returns>κ, <c>[R, M]</c>.</returns>
    public static Tensor ComputeCoefficients(Tensor scores, Tensor means, Tensor alpha)
    {
        using var scope = NewDisposeScope();
        using Scalar most = MostBehind;
        using Scalar part = scores.shape[1] / (scores.shape[1] - 1.0);
        return (alpha.unsqueeze(1) * (Ratio(means) - Ratio(scores)).clamp_max_(most)).exp_().MoveToOuterDisposeScope();

        Tensor Ratio(Tensor s) => (s.mean([1], keepdim: true) - s).mul_(part).exp_();   // M/(M − 1) (mean − s_m) = mean of the others − s_m
    }

    /// <inheritdoc/>
    public void ChangeInputs(Tensor[] inputs, RemedyStep step) => Forget();

    /// <inheritdoc/>
    public void Survey(RemedyPass pass)
    {
        using var scope = NewDisposeScope();
        using Scalar least = LeastProbability, share = pass.Share;
        var classes = pass.Targets.unsqueeze(2);                                                         // [R, N, 1]
        var scores = stack([.. Attribute(pass, pass.SubsetValues).Select(response =>
            response.softmax(2).gather(2, classes).clamp_min_(least).log_().mean([1, 2]).neg_().mul_(share))], 1);   // [R, M]
        var sum = _scores?.add(scores, HeldScalars.One) ?? scores;
        Forget();
        _scores = sum.to(_alpha.dtype).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor? Observe(RemedyPass pass)
    {
        // The loss at the same outputs, but with gradients that come back through φ_m times κ_m, takes the place of the plain one.
        var coefficients = ComputeCoefficients(_scores!, State[Means], _alpha).to(pass.Outputs.dtype);   // [R, M]
        var outputs = pass.Outputs.detach();
        foreach (var (m, response) in Attribute(pass, pass.OfSubset).Index())
        {
            var factors = coefficients.select(1, m).view(-1, 1, 1);
            outputs = outputs.add((response - response.detach()).mul(factors), HeldScalars.One);
        }

        var added = pass.ComputeLosses(outputs) - pass.ComputeLosses(pass.Outputs);
        return where(_isOwn, added, zeros_like(added));
    }

    /// <inheritdoc/>
    public void ChangeGradients(RemedyStep step)
    {
        using Scalar weight = 1.0 / step.Number;
        RemedySet.Replace(State, Means, State[Means].add(_scores! - State[Means], weight));
        Forget();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        _alpha.Dispose();
        _isOwn.Dispose();
        State[Means].Dispose();
    }

    /// <summary>The part of the outputs that each modality gives, <c>[R, N, O]</c>.</summary>
    private static IEnumerable<Tensor> Attribute(RemedyPass pass, Func<int, Tensor> outputs)
    {
        for (int m = 0; m < pass.Modalities; m++)
        {
            Tensor? sum = null;
            for (int subset = 1; subset < 1 << pass.Modalities; subset++)
            {
                bool has = (subset & (1 << m)) != 0;
                int others = BitOperations.PopCount((uint)subset) - (has ? 1 : 0);
                using Scalar weight = (has ? 1 : -1) * ModalityValues.Weight(pass.Modalities, others);
                sum = sum?.add(outputs(subset), weight) ?? outputs(subset).mul(weight);
            }

            yield return sum!;
        }
    }

    private void Forget()
    {
        _scores?.Dispose();
        _scores = null;
    }
}
