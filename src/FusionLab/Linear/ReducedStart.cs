namespace FusionLab.Linear;

/// <summary>
/// Initial weights of few hidden units that stand for a whole network, without drawing a weight: <see cref="GradientFlow"/> and
/// <see cref="GradientDescent"/> follow them through saturation and rotation of the first layers to <c>t_A</c> and <c>t_B</c>.
/// </summary>
internal static class ReducedStart
{
    /// <summary>
    /// The paper's rank-one ansatz (43): every layer is one amplitude along fixed hidden directions, which leaves <c>u_A, u_B, u</c>
    /// (44). All amplitudes of a branch start at <c>u0</c>, those of the shared layers at <c>√M u0</c> (41), the first layers along
    /// <c>Σ_yxA</c>. Before saturation this network of one hidden unit a layer follows (44).
    /// </summary>
    /// <param name="task">A task with a scalar output.</param>
    /// <param name="network">The network.</param>
    public static LinearWeights CreateRankOne(TaskStatistics task, LinearFusion network)
    {
        var graph = new FusionGraph(network.Architecture with { Width = 1 });
        double[] norms = [.. task.Modalities.Select((_, m) => network.InitialNorm(m))];
        double norm = 0;
        return new LinearWeights(graph, [.. graph.Layers.Select(layer =>
        {
            if (layer.Lower >= graph.FusionNode)
            {
                return [Math.Sqrt(norms.Sum(one => one * one))];
            }

            if (layer.Lower >= graph.Inputs)
            {
                return [norm];
            }

            norm = norms[layer.Lower];
            var direction = task.SigmaYxOf(layer.Lower);
            double size = direction.FrobeniusNorm();
            return (size > 0 ? direction * (norm / size) : direction).ToRowMajorArray();
        })]);
    }

    /// <summary>
    /// The start expected of random layers, from widths and norms alone. Random layers are not aligned with each other: of a hidden
    /// matrix of norm <c>u0</c> and width H, any one direction passes with an amplitude of only <c>u0/√H</c>, so (44) started from
    /// the Frobenius norms runs far too fast. What gradient descent can see of the initial weights is how they map the inputs forward
    /// and the outputs backward. These images are orthogonal in each hidden layer (their overlap is of order <c>1/√H</c>), and a
    /// random layer of entry deviation s scales them by <c>s√rows</c> forward and <c>s√columns</c> backward. Not in the paper.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="network">The network; it is at least as wide as the task has features and outputs.</param>
    public static LinearWeights CreateExpected(TaskStatistics task, LinearFusion network)
    {
        var graph = new FusionGraph(network.Architecture);
        int[] images = [.. graph.NodeSizes.Select((size, node) => node < graph.Inputs ? size : 0)];
        int[] firstImages = new int[graph.Layers.Count]; // where a layer's images begin among those of the node above
        for (int l = 0; l < firstImages.Length; l++)
        {
            var (lower, upper) = (graph.Layers[l].Lower, graph.Layers[l].Upper);
            firstImages[l] = upper == graph.FusionNode ? images[upper] : 0;
            images[upper] += images[lower];
        }

        images[graph.OutputNode] = 0;
        int[] backward = [.. images.Select((_, node) => node < graph.Inputs ? 0 : task.Outputs)];
        var reduced = graph.Resize([.. images.Zip(backward, (forward, back) => forward + back)]);
        return new LinearWeights(reduced, [.. graph.Layers.Select((layer, l) =>
        {
            int columns = reduced.Layers[l].Columns;
            var values = new double[reduced.Layers[l].Rows * columns];
            double deviation = network.Initialization.EntryDeviation(graph, layer);
            for (int image = 0; image < images[layer.Lower] && images[layer.Upper] > 0; image++)
            {
                values[((firstImages[l] + image) * columns) + image] = deviation * Math.Sqrt(layer.Rows);
            }

            for (int image = 0; image < backward[layer.Lower]; image++)
            {
                int row = images[layer.Upper] + image, column = images[layer.Lower] + image;
                values[(row * columns) + column] = deviation * Math.Sqrt(layer.Columns);
            }

            return values;
        })]);
    }
}
