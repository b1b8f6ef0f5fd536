using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Tests.Linear;

/// <summary>
/// The slow, plain way: all P samples through all hidden units, errors back through them. It shares no code with the
/// simulation, and computes with matrices over samples where that one has vectors of correlations.
/// </summary>
internal sealed class SampleBackpropagation(LinearWeights weights, TaskSamples samples)
{
    private readonly FusionGraph graph = weights.Graph;

    public Matrix<double>[] Layers { get; } = [.. weights.Graph.Layers.Select((layer, l) =>
        Matrix<double>.Build.DenseOfRowMajor(layer.Rows, layer.Columns, weights.Values[l]))];

    /// <summary>One step on ½⟨(y − ŷ)²⟩; returns the loss before it.</summary>
    public double Step(double learningRate, double weightDecay = 0)
    {
        var activations = new Matrix<double>[graph.NodeSizes.Count]; // [node size, P]
        for (int m = 0; m < graph.Inputs; m++)
        {
            activations[m] = Matrix<double>.Build.Dense(graph.NodeSizes[m], samples.Count, samples.SelectModality(m));
        }

        for (int l = 0; l < Layers.Length; l++)
        {
            var contribution = Layers[l] * activations[graph.Layers[l].Lower];
            int upper = graph.Layers[l].Upper;
            activations[upper] = activations[upper] is null ? contribution : activations[upper] + contribution;
        }

        var errors = new Matrix<double>[graph.NodeSizes.Count];
        errors[graph.OutputNode] = Matrix<double>.Build.Dense(samples.Outputs, samples.Count, samples.Targets) - activations[graph.OutputNode];
        double loss = 0.5 * errors[graph.OutputNode].Enumerate().Sum(e => e * e) / samples.Count;
        for (int l = Layers.Length - 1; l >= 0; l--)
        {
            var layer = graph.Layers[l];
            var gradient = errors[layer.Upper].TransposeAndMultiply(activations[layer.Lower]) / samples.Count;
            errors[layer.Lower] = Layers[l].TransposeThisAndMultiply(errors[layer.Upper]);
            Layers[l] = (Layers[l] * (1 - (learningRate * weightDecay))) + (learningRate * gradient);
        }

        return loss;
    }
}
