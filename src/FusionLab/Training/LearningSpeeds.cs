// Shapes: R replicas, M modalities.
using FusionLab.Networks;
using FusionLab.Training.Remedies;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// How fast a network learns from each modality, in comparison: the conditional learning speed of Wu, Jastrzębski, Cho and Geras
/// (Characterizing and Overcoming the Greedy Nature of Learning in Multi-modal Deep Neural Networks, ICML 2022). A step moves weights θ
/// by <c>|∂L/∂θ|² / |θ|²</c>. With the sum <c>S_m</c> of this over steps for the weights that modality m alone passes, the speed of m
/// given the others is <c>ln(S_m / mean of the others' S)</c>: 0 where all are as fast, and for two modalities opposite numbers.
/// </summary>
/// <remarks>
/// The paper's networks exchange what they have between branches that each answer; it compares the weights of a branch with those that
/// bring the other modality into it, and has two modalities. FusionLab's networks have one head: compared are the branches, each with its
/// block of the fusion layer. The published code takes logarithms to the base 10.
/// </remarks>
internal sealed class LearningSpeeds : IDisposable
{
    /// <summary>The name of the measure, whose keys are <c>speed.NAME</c>.</summary>
    public const string Measure = "speed";

    /// <summary>The name of the sums in a checkpoint, <c>[R, M]</c>.</summary>
    public const string Name = "speeds";

    private Tensor _sums;

    /// <summary>Begins with no step.</summary>
    public LearningSpeeds(FusionNetwork network)
    {
        using var scope = NewDisposeScope();
        _sums = zeros(
            network.Replicas, network.Modalities.Count, dtype: ScalarType.Float64, device: network.parameters().First().device)
            .DetachFromDisposeScope();
    }

    /// <summary>S, <c>[R, M]</c>.</summary>
    public Tensor Sums
    {
        get => _sums;
        set
        {
            using var scope = NewDisposeScope();
            var copy = value.to(_sums.device).clone().DetachFromDisposeScope();
            _sums.Dispose();
            _sums = copy;
        }
    }

    /// <summary>Drops all replicas but the given ones.</summary>
    public void Keep(IReadOnlyList<int> kept)
    {
        using var scope = NewDisposeScope();
        Sums = _sums.index_select(0, tensor(kept.Select(index => (long)index).ToArray(), device: _sums.device));
    }

    /// <summary>Adds a step.</summary>
    /// <param name="updates">What <see cref="ComputeUpdates"/> gave for it.</param>
    public void Add(Tensor updates) => _sums.add_(updates, HeldScalars.One);

    /// <summary>How far a step moves the weights of each modality, float64 <c>[R, M]</c>, from the gradients that backward left.</summary>
    public static Tensor ComputeUpdates(FusionNetwork network)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var parameters = network.parameters().Select(parameter => (parameter, Branch: network.FindBranch(parameter))).ToArray();
        return stack(
            [.. Enumerable.Range(0, network.Modalities.Count).Select(m =>
            {
                Parameter[] own = [.. parameters.Where(one => one.Branch == m).Select(one => one.parameter)];
                return Square(own.Select(parameter => parameter.grad ?? zeros_like(parameter))) / Square(own);
            })],
            1).MoveToOuterDisposeScope();

        Tensor Square(IEnumerable<Tensor> tensors) => stack([.. tensors.Select(tensor =>
        {
            var rows = RemedyPass.Widen(tensor.detach()).reshape(network.Replicas, -1);
            return (rows * rows).sum([1]).to(ScalarType.Float64);
        })]).sum(dim: 0);
    }

    /// <summary>The speeds of a replica's modalities, in their order.</summary>
    /// <param name="sums">S.</param>
    /// <returns>Not finite where a modality, or all others, never moved.</returns>
    public static double[] Compare(IReadOnlyList<double> sums) =>
        [.. sums.Select(own => Math.Log(own / ((sums.Sum() - own) / (sums.Count - 1))))];

    /// <inheritdoc/>
    public void Dispose() => _sums.Dispose();
}
