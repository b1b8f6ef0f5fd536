// Shapes: R replicas, N batch, M modalities, O outputs, H width.
using FusionLab.Data;
using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>
/// <c>R</c> multimodal fusion networks of equal shape that run as one batched network (spec: depth <c>L</c>, fusion depth
/// <c>L_f</c>). The forward pass is split at the fusion layer, so that evaluation can reuse what a branch computed.
/// </summary>
/// <remarks>Every parameter has the replica as its first dimension, except in grouped convolutions, where replicas are groups.</remarks>
public abstract class FusionNetwork : nn.Module<IReadOnlyList<Tensor>, Tensor>
{
    /// <summary>Creates the base of a network.</summary>
    /// <param name="name">The name TorchSharp prints for the module.</param>
    /// <param name="modalities">The input channels.</param>
    /// <param name="outputs">The number of outputs <c>O</c>.</param>
    /// <param name="replicas">The number of replicas <c>R</c>.</param>
    protected FusionNetwork(string name, IReadOnlyList<Modality> modalities, int outputs, int replicas)
        : base(name)
    {
        Modalities = modalities;
        Outputs = outputs;
        Replicas = replicas;
    }

    /// <summary>The input channels, one branch each.</summary>
    public IReadOnlyList<Modality> Modalities { get; }

    /// <summary>The number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>The replicas that are still in the batch.</summary>
    public int Replicas { get; protected set; }

    /// <summary>
    /// What one modality adds to the fusion layer's pre-activation, without the fusion layer's bias: the branch's layers
    /// 1..L_f−1 with their activations, then its block of layer L_f.
    /// </summary>
    /// <param name="modality">The branch.</param>
    /// <param name="input"><c>[R, N, ...shape]</c>, or <c>[1, N, ...shape]</c> for the same samples in every replica.</param>
    /// <returns>The contribution; its layout is the network's own, with replicas and samples in the places <see cref="Head"/> expects.</returns>
    public abstract Tensor Branch(int modality, Tensor input);

    /// <summary>
    /// Fuses the branches' contributions (their sum equals one layer over the concatenated branches), adds the bias, and runs
    /// layers L_f+1..L. A contribution made from one sample (a blank) broadcasts over the others' samples.
    /// </summary>
    /// <param name="contributions">One result of <see cref="Branch"/> a modality.</param>
    /// <returns><c>[R, N, O]</c>.</returns>
    public abstract Tensor Head(IReadOnlyList<Tensor> contributions);

    /// <summary>Drops all replicas but the given ones. Parameters are replaced: take <c>parameters()</c> anew afterwards.</summary>
    /// <param name="replicas">Indices into the current replica dimension, ascending.</param>
    public abstract void Keep(IReadOnlyList<int> replicas);

    /// <inheritdoc/>
    public override Tensor forward(IReadOnlyList<Tensor> input)
    {
        using var scope = NewDisposeScope();
        var contributions = new Tensor[input.Count];
        for (int m = 0; m < contributions.Length; m++)
        {
            contributions[m] = Branch(m, input[m]);
        }

        return Head(contributions).MoveToOuterDisposeScope();
    }
}
