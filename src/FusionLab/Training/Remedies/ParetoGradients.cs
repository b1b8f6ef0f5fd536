// Shapes: R replicas, M modalities, W values of one replica's parameter.
using FusionLab.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FusionLab.Training.Remedies;

/// <summary>
/// MMPareto (Wei and Hu, MMPareto: Boosting Multimodal Learning with Innocent Unimodal Assistance, ICML 2024). To the loss is added that
/// of each modality alone. Where the two gradients of a branch agree, <c>g·u ≥ 0</c>, they are added; where they conflict, the branch
/// takes the shortest vector between them, <c>2 (a g + (1 − a) u)</c> with <c>a = u·(u − g) / |u − g|²</c>, which does harm to neither
/// loss, and is brought back to the length of g + u if it is shorter. Then it is multiplied by <c>γ</c>.
/// </summary>
/// <remarks>
/// <para>A modality's loss alone comes from the one head that all share, as in <see cref="UnimodalLosses"/>, where the paper has heads
/// of their own; the head goes down the plain sum of the gradients, as there.</para>
/// <para>The published code compares lengths parameter by parameter; here a branch is one vector, as in the paper, so that the direction
/// stays that of the shortest vector. It multiplies by γ whether or not gradients conflict, and so does FusionLab.</para>
/// </remarks>
internal sealed class ParetoGradients : IRemedy
{
    private readonly Tensor _gamma, _isOwn;

    /// <summary>The gradients of each modality's loss alone by its branch's parameters, of the batch so far.</summary>
    private readonly List<Tensor>[] _alone;

    /// <summary>Creates the remedy.</summary>
    /// <param name="own">The config of each replica that has this remedy.</param>
    /// <param name="network">The network.</param>
    public ParetoGradients(IReadOnlyList<MmParetoConfig?> own, FusionNetwork network)
    {
        _gamma = RemedySet.ToTensor(own.Select(config => config?.Gamma ?? 1), network);
        _isOwn = RemedySet.ToMask(own, network);
        _alone = [.. network.Modalities.Select(_ => new List<Tensor>())];
    }

    /// <summary>The factors of two gradients in the one that a branch goes down.</summary>
    /// <param name="together">|g|², of the loss of all modalities together.</param>
    /// <param name="product">g·u.</param>
    /// <param name="alone">|u|², of the loss of the modality alone.</param>
    /// <returns>The factors of g and of u, without γ.</returns>
    public static (double Together, double Alone) ComputeFactors(double together, double product, double alone)
    {
        if (!(product < 0))
        {
            return (1, 1);
        }

        double a = (alone - product) / (together - (2 * product) + alone);
        double length = 4 * ((a * a * together) + (2 * a * (1 - a) * product) + ((1 - a) * (1 - a) * alone));
        double sum = together + (2 * product) + alone;
        double longer = length > 0 && sum > length ? Math.Sqrt(sum / length) : 1;
        return (2 * a * longer, 2 * (1 - a) * longer);
    }

    /// <inheritdoc/>
    public void ChangeInputs(Tensor[] inputs, RemedyStep step) => Forget();

    /// <inheritdoc/>
    public Tensor? Observe(RemedyPass pass)
    {
        var losses = Enumerable.Range(0, pass.Modalities).Select(m => pass.ComputeLosses(pass.Unimodal(m))).ToArray();   // [R] each
        foreach (var (m, loss) in losses.Index())
        {
            Tensor[] branch = [.. pass.Network.ListBranch(m).Select(own => (Tensor)own.Value)];
            var parts = branch.Length == 0 ? [] : autograd.grad([loss.sum()], branch, retain_graph: true); // an identity has no layers
            foreach (var (i, part) in parts.Index())
            {
                if (i == _alone[m].Count)
                {
                    _alone[m].Add(part.detach().DetachFromDisposeScope());
                }
                else
                {
                    _alone[m][i].add_(part.detach(), HeldScalars.One);
                }
            }
        }

        var added = stack(losses).sum(dim: 0);                                                           // [R]
        return where(_isOwn, added, zeros_like(added));
    }

    /// <inheritdoc/>
    /// <remarks>It waits for the device.</remarks>
    public void ChangeGradients(RemedyStep step)
    {
        for (int m = 0; m < _alone.Length; m++)
        {
            Parameter[] parameters = [.. step.Network.ListBranch(m).Select(own => own.Value)];
            var products = zeros(3, _isOwn.shape[0], dtype: _gamma.dtype, device: _gamma.device);        // [3, R]: |g|², g·u, |u|²
            foreach (var (parameter, alone) in parameters.Zip(_alone[m]))
            {
                var (together, own) = Split(parameter, alone);
                products.add_(
                    stack([(together * together).sum([1]), (together * own).sum([1]), (own * own).sum([1])]).to(products.dtype), HeldScalars.One);
            }

            double[][] numbers = [.. products.to(ScalarType.Float64).cpu().data<double>().Chunk((int)_isOwn.shape[0])];
            var factors = numbers[0].Select((_, r) => ComputeFactors(numbers[0][r], numbers[1][r], numbers[2][r])).ToArray();
            using var ofTogether = RemedySet.ToTensor(factors.Select(one => one.Together), step.Network);
            using var ofAlone = RemedySet.ToTensor(factors.Select(one => one.Alone), step.Network);
            foreach (var (parameter, alone) in parameters.Zip(_alone[m]))
            {
                var (together, own) = Split(parameter, alone);
                var changed = (together * (ofTogether * _gamma).unsqueeze(1)).addcmul_(own, (ofAlone * _gamma).unsqueeze(1), HeldScalars.One);
                var plain = parameter.grad!.reshape(changed.shape);
                parameter.grad = where(_isOwn.unsqueeze(1), changed.to(plain.dtype), plain).view(parameter.shape);
            }
        }

        Forget();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        _gamma.Dispose();
        _isOwn.Dispose();
    }

    /// <summary>The gradients g and u of a parameter, <c>[R, W]</c>, where what backward left is their sum.</summary>
    private static (Tensor Together, Tensor Alone) Split(Parameter parameter, Tensor alone)
    {
        var sum = RemedyPass.Widen(parameter.grad!);
        var own = RemedyPass.Widen(alone).reshape(sum.shape[0], -1);
        return (sum.reshape(own.shape) - own, own);
    }

    private void Forget()
    {
        foreach (var gradients in _alone)
        {
            gradients.ForEach(gradient => gradient.Dispose());
            gradients.Clear();
        }
    }
}
