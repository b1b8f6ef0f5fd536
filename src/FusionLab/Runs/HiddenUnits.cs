// Shapes: H hidden units, D features of all modalities side by side.
using FusionLab.Networks;
using static TorchSharp.torch;

namespace FusionLab.Runs;

/// <summary>
/// The hidden units of a two-layer network with one output and no biases, at one time. In late fusion the units of all branches
/// stand one after the other, each with weights 0 for the modalities it does not see.
/// </summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Inputs">The first layer, <c>[H][D]</c>.</param>
/// <param name="Outputs">The second layer, <c>[H]</c>.</param>
internal sealed record HiddenUnits(long Step, IReadOnlyList<double[]> Inputs, IReadOnlyList<double> Outputs)
{
    /// <summary>Copies one replica's weights.</summary>
    /// <param name="network">A two-layer network with one output and no biases.</param>
    /// <param name="replica">The index in the replica dimension.</param>
    /// <param name="step">Steps taken.</param>
    /// <exception cref="ArgumentException">The network has another shape.</exception>
    public static HiddenUnits Of(FusionNetwork network, int replica, long step)
    {
        if (network.Config is not { Depth: 2, Bias: false } || network.Outputs != 1)
        {
            throw new ArgumentException("Hidden units are those of two-layer networks with one output and no biases.", nameof(network));
        }

        using var scope = NewDisposeScope();
        var layers = network.ExportReplica(replica);
        var first = layers.SkipLast(1).ToArray();                               // [H, D], or one [H_m, D_m] a branch
        int features = (int)first.Sum(layer => layer.Value.shape[1]);
        var inputs = new List<double[]>();
        int offset = 0;
        foreach (var (_, weight) in first)
        {
            int size = (int)weight.shape[1];
            foreach (double[] row in Values(weight).Chunk(size))
            {
                var unit = new double[features];
                row.CopyTo(unit, offset);
                inputs.Add(unit);
            }

            offset += size;
        }

        return new HiddenUnits(step, inputs, Values(layers[^1].Value));
    }

    /// <summary>One feature's weights into all units, <c>[H]</c>.</summary>
    public double[] Feature(int index) => [.. Inputs.Select(unit => unit[index])];

    /// <summary>The product of both layers, <c>[D]</c>: the total weights; of ReLU networks twice the slope.</summary>
    public double[] TotalWeights() =>
        [.. Enumerable.Range(0, Inputs[0].Length).Select(feature => Inputs.Zip(Outputs, (unit, output) => unit[feature] * output).Sum())];

    private static double[] Values(Tensor weight) => weight.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
}
