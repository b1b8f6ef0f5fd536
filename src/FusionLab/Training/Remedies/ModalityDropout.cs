// Shapes: R replicas, N batch, M modalities.
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training.Remedies;

/// <summary>
/// In each step every modality of every sample is replaced by a blank with a probability, independently of all others, so that the
/// network has to answer from what is left: ModDrop (Neverova, Wolf, Taylor and Nebout, ModDrop: Adaptive Multi-modal Gesture
/// Recognition, PAMI 2016). All modalities of a sample may be dropped together, as there; nothing is rescaled.
/// </summary>
/// <remarks>The blank is that of the unimodal accuracy, where the paper has 0: the two agree where data are normalized.</remarks>
/// <param name="own">The config of each replica that has this remedy.</param>
/// <param name="blanks">What a branch sees that is switched off, one value per modality; null: 0 for all.</param>
internal sealed class ModalityDropout(IReadOnlyList<ModalityDropoutConfig?> own, IReadOnlyList<double>? blanks) : IRemedy
{
    /// <inheritdoc/>
    public void ChangeInputs(Tensor[] inputs, RemedyStep step)
    {
        using var scope = NewDisposeScope();
        var dropped = stack([.. own.Select((config, r) => Draw(config, r, inputs, step))]);              // [R, M, N]
        for (int m = 0; m < inputs.Length; m++)
        {
            using Scalar blank = blanks?[m] ?? 0;
            var mask = dropped.select(1, m);                                                             // [R, N]
            inputs[m] = inputs[m].masked_fill(mask.view([.. mask.shape, .. inputs[m].shape.Skip(2).Select(_ => 1L)]), blank)
                .MoveToOuterDisposeScope();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Draws which modalities of which samples of one replica are dropped, bool <c>[M, N]</c>.</summary>
    private static Tensor Draw(ModalityDropoutConfig? config, int replica, Tensor[] inputs, RemedyStep step)
    {
        var device = inputs[0].device;
        long[] shape = [inputs.Length, inputs[0].shape[1]];
        if (config is null)
        {
            return zeros(shape, dtype: ScalarType.Bool, device: device);
        }

        using var generator = step.Stream(replica, "modalityDropout").OpenOn(device);
        using Scalar probability = config.Probability;
        return rand(shape, dtype: ScalarType.Float64, device: device, generator: generator).lt(probability);
    }
}
