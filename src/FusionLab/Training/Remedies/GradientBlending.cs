// Shapes: R replicas, N samples, M modalities.
using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training.Remedies;

/// <summary>
/// Gradient blending (Wang, Tran and Feiszli, What Makes Training Multi-modal Classification Networks Hard?, CVPR 2020). The loss is
/// <c>Σ_k w_k L_k</c> over each modality alone and all together, with <c>w_k ∝ G_k / O_k²</c>, which add up to 1: <c>G</c>, the
/// generalization, is by how much the validation loss has fallen during the last few epochs, and <c>O</c>, the overfitting, by how much its
/// distance from the training loss has grown. In the first of these spans all weights are equal.
/// </summary>
/// <remarks>
/// <para>The paper measures G and O on copies that train on one loss alone, from the weights at the beginning of the span that is to
/// follow, and its public code has but weights that came out of it. Here they are measured on the network itself, over the span
/// before: that costs two evaluations, in place of M + 1 trainings. The weights are those of its online form; a span of
/// all epochs leaves equal weights.</para>
/// <para>A loss whose validation has not fallen has the weight 0; if none has fallen, weights stay. An overfitting closer to 0 than
/// 0.001 counts as that. Training losses are means over the first batches of an epoch, as many samples as there are for validation.
/// The losses of one modality alone come from the one head that all share, as in <see cref="UnimodalLosses"/>.</para>
/// </remarks>
/// <param name="own">The config of each replica that has this remedy.</param>
/// <param name="network">The network.</param>
internal sealed class GradientBlending(IReadOnlyList<GradientBlendingConfig?> own, FusionNetwork network) : IRemedy
{
    /// <summary>
    /// w, <c>[R, M + 1]</c>, each modality's and at last that of all together, and the losses at the beginning of the span, in
    /// training and in validation, <c>[R, 2 (M + 1)]</c>.
    /// </summary>
    private const string Weights = "weights", Losses = "losses";

    private const double LeastOverfitting = 1e-3;

    /// <summary>What is kept from this step on; null where it stays.</summary>
    private (double[][] Weights, double[][] Losses)? _next;

    /// <inheritdoc/>
    public Dictionary<string, Tensor> State { get; } = [];

    /// <summary>The weights of all losses.</summary>
    /// <param name="before">Training losses at the beginning, then validation losses, each of the modalities and of all together.</param>
    /// <param name="now">The same at the end.</param>
    /// <returns>Null where no validation loss has fallen.</returns>
    public static double[]? ComputeWeights(IReadOnlyList<double> before, IReadOnlyList<double> now)
    {
        int count = before.Count / 2;
        double[] weights = [.. Enumerable.Range(0, count).Select(k =>
        {
            double fallen = before[count + k] - now[count + k];
            double overfitting = (now[count + k] - now[k]) - (before[count + k] - before[k]);
            return Math.Max(0, fallen) / Math.Pow(Math.Max(Math.Abs(overfitting), LeastOverfitting), 2);
        })];
        double sum = weights.Sum();
        return sum > 0 && double.IsFinite(sum) ? [.. weights.Select(weight => weight / sum)] : null;
    }

    /// <inheritdoc/>
    public void ChangeInputs(Tensor[] inputs, RemedyStep step)
    {
        _next = null;
        if (step.Batch != 0 || own.All(config => config is null || step.Epoch % config.Epochs != 0))
        {
            return;
        }

        double[][] measured = Measure(step);
        if (!State.ContainsKey(Weights))
        {
            int count = step.Network.Modalities.Count + 1;
            _next = ([.. own.Select(_ => Enumerable.Repeat(1.0 / count, count).ToArray())], measured);
            return;
        }

        var (weights, losses) = (RemedySet.Fetch(State[Weights]), RemedySet.Fetch(State[Losses]));
        foreach (int r in own.Index().Where(one => one.Item is not null && step.Epoch % one.Item.Epochs == 0).Select(one => one.Index))
        {
            weights[r] = ComputeWeights(losses[r], measured[r]) ?? weights[r];
            losses[r] = measured[r];
        }

        _next = (weights, losses);
    }

    /// <inheritdoc/>
    public Tensor? Observe(RemedyPass pass)
    {
        double[][] weights = _next?.Weights ?? RemedySet.Fetch(State[Weights]);
        using var rest = Weight(pass.Modalities, one => one - 1); // in place of the plain loss
        var blended = pass.ComputeLosses(pass.Outputs).mul(rest);
        for (int m = 0; m < pass.Modalities; m++)
        {
            using var weight = Weight(m, one => one);
            blended = blended.addcmul(pass.ComputeLosses(pass.Unimodal(m)), weight, HeldScalars.One);
        }

        return blended;

        Tensor Weight(int k, Func<double, double> change) =>
            RemedySet.ToTensor(own.Select((config, r) => config is null ? 0 : change(weights[r][k])), pass.Network);
    }

    /// <inheritdoc/>
    public void ChangeGradients(RemedyStep step)
    {
        if (_next is var (weights, losses))
        {
            var device = step.Network.parameters().First().device;
            RemedySet.Store(State, Weights, weights, device);
            RemedySet.Store(State, Losses, losses, device);
            _next = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var kept in State.Values)
        {
            kept.Dispose();
        }
    }

    /// <summary>The losses of each modality alone and of all together, in training and then in validation, of every replica.</summary>
    private double[][] Measure(RemedyStep step)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var type = network.parameters().First().dtype;
        var validation = new UnimodalEvaluator(step.Validation!, loss: step.Loss).Evaluate(network);
        Tensor[] blanks = [.. step.Validation!.Inputs.Select((input, m) =>
        {
            using Scalar value = step.Validation.Blanks?[m] ?? 0;
            return network.Branch(m, full_like(input.narrow(0, 0, 1), value).unsqueeze(0).to(type));
        })];
        var sums = zeros(blanks.Length + 1, network.Replicas, dtype: ScalarType.Float64, device: network.parameters().First().device);
        long samples = 0;
        for (int index = 0; index < step.Batches && samples < step.Validation.Samples; index++)
        {
            using var batchScope = NewDisposeScope();
            using var batch = step.Draw!(index);
            using Scalar count = batch.Samples;
            Tensor[] seen = [.. batch.Inputs.Select((input, m) => network.Branch(m, input.to(type)))];
            Tensor[] answers = [.. seen.Select((one, m) => network.Head([.. blanks.Select((blank, n) => n == m ? one : blank)])), network.Head(seen)];
            sums.add_(
                stack([.. answers.Select(outputs => Training.Losses.Compute(step.Loss, RemedyPass.Widen(outputs), batch.Targets).to(ScalarType.Float64))]),
                count);
            samples += batch.Samples;
        }

        double[][] training = [.. sums.cpu().data<double>().Select(sum => sum / samples).Chunk(network.Replicas)];
        return [.. validation.Select((scores, r) => (double[])
        [
            .. training.Select(loss => loss[r]), .. scores.UnimodalLoss.Select(loss => loss ?? double.NaN), scores.Loss ?? double.NaN,
        ])];
    }
}
