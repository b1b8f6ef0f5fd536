// Shapes: R replicas, N samples, M modalities, W values of one replica's parameter.
using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training.Remedies;

/// <summary>
/// On-the-fly gradient modulation, OGM, and OGM-GE with generalization enhancement (Peng, Wei, Deng, Wang and Hu, Balanced Multimodal
/// Learning via On-the-fly Gradient Modulation, CVPR 2022). In each step a modality's score <c>s_m</c> is the sum over the batch of the
/// probability that it alone gives the right class. A modality is ahead by the discrepancy ratio <c>ρ_m</c>, its score by the mean of
/// the others' (eq. 8 for two modalities), and the gradients of its branch are multiplied by <c>1 − tanh(αρ_m)</c> where ρ_m is above 1
/// (eq. 10), or by <c>1 − tanh(α max(0, ρ_m − 1))</c>, which has no jump. OGM-GE then adds to the gradient of every parameter of every
/// branch normal noise with the standard deviation of that gradient before modulation.
/// </summary>
/// <remarks>
/// <para>The paper's scores come from its one linear layer after the branches, with half of the bias; here they come from the head, of
/// any depth, with blanks from all other branches. It has two modalities. For more, its authors' later benchmark divides by the smallest
/// score, and its code for two divides each score by itself; the mean of the others is the paper's ratio for two modalities, and keeps
/// slow the branches that are ahead of the average.</para>
/// <para>The branch is its layers before the fusion layer, as in the paper. The published code changes the weights of convolutions alone;
/// here every weight and bias of the branch changes, as the paper says, with the standard deviation over one replica's parameter.
/// The paper's noise has the covariance of the gradient over batches; the published code takes this standard deviation in its place,
/// and so does FusionLab.</para>
/// </remarks>
internal sealed class GradientModulation : IRemedy
{
    private readonly IReadOnlyList<OgmConfig?> _own;
    private readonly Tensor _alpha, _threshold, _isOwn;

    /// <summary>The scores in the batch so far, <c>[M, R]</c>; null before its first slice.</summary>
    private Tensor? _scores;

    /// <summary>Creates the remedy.</summary>
    /// <param name="own">The config of each replica that has this remedy.</param>
    /// <param name="network">The network.</param>
    public GradientModulation(IReadOnlyList<OgmConfig?> own, FusionNetwork network)
    {
        _own = own;
        _alpha = RemedySet.ToTensor(own.Select(config => config?.Alpha ?? 0), network);
        _threshold = RemedySet.ToTensor(own.Select(config => config?.Coefficient == OgmConfig.Continuous ? 1.0 : 0), network);
        _isOwn = RemedySet.ToMask(own, network);
    }

    /// <summary>The coefficients of all branches.</summary>
    /// <param name="scores">The modalities' scores, <c>[M, R]</c>.</param>
    /// <param name="alpha">α of each replica.</param>
    /// <param name="subtracted">What is subtracted from ρ: 0 as published, 1 for the coefficient without a jump.</param>
    /// <returns><c>[M, R]</c>.</returns>
    public static Tensor ComputeCoefficients(Tensor scores, Tensor alpha, Tensor subtracted)
    {
        using var scope = NewDisposeScope();
        using Scalar others = scores.shape[0] - 1;
        var ratios = scores / ((scores.sum(dim: 0) - scores) / others);                                  // [M, R]
        var damped = (alpha * (ratios - subtracted)).tanh_().neg_().add_(HeldScalars.One);
        return where(ratios.gt(HeldScalars.One), damped, ones_like(damped)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void ChangeInputs(Tensor[] inputs, RemedyStep step) => Forget();

    /// <inheritdoc/>
    public Tensor? Observe(RemedyPass pass)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var classes = pass.Targets.unsqueeze(2);                                                         // [R, N, 1]
        var scores = stack([.. Enumerable.Range(0, pass.Modalities).Select(m =>
            pass.UnimodalValues(m).softmax(2).gather(2, classes).sum([1, 2]))]);                         // [M, R]
        var sum = _scores?.add(scores, HeldScalars.One) ?? scores;
        Forget();
        _scores = sum.DetachFromDisposeScope();
        return null;
    }

    /// <inheritdoc/>
    public void ChangeGradients(RemedyStep step)
    {
        var coefficients = ComputeCoefficients(_scores!, _alpha, _threshold);                            // [M, R]
        for (int m = 0; m < step.Network.Modalities.Count; m++)
        {
            var factors = where(_isOwn, coefficients.select(0, m), ones_like(_alpha));
            foreach (var (name, parameter) in step.Network.ListBranch(m))
            {
                if (parameter.grad is { } gradient)
                {
                    var rows = gradient.reshape(_own.Count, -1);                                         // [R, W]
                    var changed = rows * factors.unsqueeze(1).to(rows.dtype);
                    AddNoise(changed, rows, name, step);
                    parameter.grad = changed.view(gradient.shape);
                }
            }
        }

        Forget();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        _alpha.Dispose();
        _threshold.Dispose();
        _isOwn.Dispose();
    }

    private void AddNoise(Tensor changed, Tensor gradient, string name, RemedyStep step)
    {
        foreach (int r in _own.Index().Where(replica => replica.Item is OgmGeConfig).Select(replica => replica.Index))
        {
            using var generator = step.Stream(r, $"ogmGe/{name}").OpenOn(gradient.device);
            var noise = randn([gradient.shape[1]], dtype: gradient.dtype, device: gradient.device, generator: generator);
            changed.select(0, r).addcmul_(noise, gradient.select(0, r).std(unbiased: false), HeldScalars.One);
        }
    }

    private void Forget()
    {
        _scores?.Dispose();
        _scores = null;
    }
}
