using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>
/// Where a random network really starts. Its layers are not aligned with each other: of a hidden matrix of norm <c>u0</c> and
/// width H, any one direction passes with an amplitude of only <c>u0/√H</c>, so (44) started from the Frobenius norms runs far
/// too fast. What gradient descent can see of the initial weights is how they map the inputs forward and the outputs backward;
/// projecting every hidden layer on those images keeps it and drops the rest. Not in the paper.
/// </summary>
public static class AlignedInitialization
{
    /// <summary>
    /// The start expected of random layers, from widths and norms alone: the images of inputs and outputs in each hidden layer
    /// are orthogonal (their overlap is of order <c>1/√H</c>), and a random layer of entry deviation s scales them by
    /// <c>s√rows</c> forward and <c>s√columns</c> backward. No weight is drawn.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="network">The network; its width must hold the images.</param>
    /// <exception cref="ConfigException">The network is narrower than the images of the task's inputs and outputs.</exception>
    public static FusionWeights Expected(TaskStatistics task, LinearFusion network)
    {
        int needed = task.Features + task.Outputs;
        if (network.Width < needed)
        {
            throw new ConfigException(
                $"The width is {network.Width}; this prediction needs at least {needed}, one unit for every input feature and output.");
        }
        var output = new HiddenSpace(task.Outputs, Images: 0, Backward: task.Outputs);
        var fused = network.SharedDepth == 0 ? output : new HiddenSpace(network.Width, task.Features, task.Outputs);
        var branches = new List<IReadOnlyList<Matrix<double>>>();
        int meeting = task.Modalities.Zip(network.BranchDepths, (m, depth) => depth == 1 ? m.Dimension : network.Width).Sum();
        int firstImage = 0;
        for (int m = 0; m < task.Modalities.Count; m++)
        {
            int features = task.Modalities[m].Dimension;
            var hidden = new HiddenSpace(network.Width, features, task.Outputs);
            var from = new HiddenSpace(features, features, Backward: 0);
            var layers = new List<Matrix<double>>();
            for (int l = 1; l <= network.BranchDepths[m]; l++)
            {
                bool fuses = l == network.BranchDepths[m];
                var to = fuses ? fused : hidden;
                layers.Add(ExpectedLayer(network, shared: false, from, to, fuses ? firstImage : 0, fuses ? meeting : from.Units));
                from = hidden;
            }
            branches.Add(layers);
            firstImage += features;
        }
        var shared = Enumerable.Range(1, network.SharedDepth).Select(l => l == network.SharedDepth ? output : fused)
            .Select(to => ExpectedLayer(network, shared: true, fused, to, firstImage: 0, fused.Units));
        return new(branches, [.. shared]);
    }

    /// <summary>
    /// The actual initial weights seen in the span of those images. <paramref name="order"/> 1 keeps the images themselves;
    /// each further order adds their images under the neighbouring layers and back. The result is a network of a few hidden units.
    /// </summary>
    /// <param name="weights">The initial layers, of any width.</param>
    /// <param name="order">1 predicts time ratios of figure 6's networks to 0.1 %, 2 to 0.01 %.</param>
    public static FusionWeights Compress(FusionWeights weights, int order = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        return new ImageSpaces(weights, order).Project();
    }

    /// <summary>
    /// The actual initial weights as amplitudes for (44), coarser than <see cref="Compress"/>: the outer layers are single
    /// vectors to which the others align, so they count in full; a hidden matrix counts by how much it lets through of the
    /// forward and of the backward image (their geometric mean).
    /// </summary>
    /// <param name="task">A task with a scalar output.</param>
    /// <param name="weights">The initial layers, of any width.</param>
    public static FusionWeights RankOne(TaskStatistics task, FusionWeights weights)
    {
        Matrix<double>[] directions = [.. task.Modalities.Select((_, m) => task.SigmaYxOf(m).Transpose())];
        directions = [.. directions.Select(direction => direction.FrobeniusNorm() is > 0 and double norm ? direction / norm : direction)];
        double[][] forward = [.. weights.Branches.Zip(directions, Gains)];
        var fused = weights.Branches.Zip(directions, (branch, direction) => branch.Aggregate(direction, (image, layer) => layer * image));
        double[] sharedForward = Gains(weights.Shared, fused.Aggregate((a, b) => a + b));

        var one = Matrix<double>.Build.Dense(1, 1, 1);
        double[] sharedBackward = BackwardGains(weights.Shared, one);
        var back = weights.Shared.Reverse().Aggregate(one, (image, layer) => layer.TransposeThisAndMultiply(image));
        double[][] backward = [.. weights.Branches.Select(branch => BackwardGains(branch, back))];

        double[] shared = [.. sharedForward.Zip(sharedBackward, GeometricMean)];
        if (shared.Length > 0)
            shared[^1] = sharedBackward[^1];
        double[][] branches = [.. forward.Zip(backward, (f, b) =>
        {
            double[] amplitudes = [.. f.Zip(b, GeometricMean)];
            amplitudes[0] = f[0];
            if (shared.Length == 0)
                amplitudes[^1] = b[^1];
            return amplitudes;
        })];
        return ReducedDynamics.RankOne(task, branches, shared);
    }

    private static Matrix<double> ExpectedLayer(
        LinearFusion network, bool shared, HiddenSpace from, HiddenSpace to, int firstImage, int fanIn)
    {
        double deviation = network.EntryDeviation(shared, to.Units, from.Units, fanIn);
        var layer = Matrix<double>.Build.Dense(to.Images + to.Backward, from.Images + from.Backward);
        if (to.Images > 0)
        {
            for (int image = 0; image < from.Images; image++)
                layer[firstImage + image, image] = deviation * Math.Sqrt(to.Units);
        }
        for (int image = 0; image < from.Backward; image++)
            layer[to.Images + image, from.Images + image] = deviation * Math.Sqrt(from.Units);
        return layer;
    }

    private static double[] Gains(IReadOnlyList<Matrix<double>> layers, Matrix<double> image)
    {
        double[] gains = new double[layers.Count];
        for (int l = 0; l < gains.Length; l++)
        {
            var next = layers[l] * image;
            // A modality without any correlation has no direction, and no gain.
            gains[l] = image.FrobeniusNorm() is > 0 and double norm ? next.FrobeniusNorm() / norm : 0;
            image = next;
        }
        return gains;
    }

    private static double[] BackwardGains(IReadOnlyList<Matrix<double>> layers, Matrix<double> image) =>
        [.. Gains([.. layers.Reverse().Select(layer => layer.Transpose())], image).Reverse()];

    private static double GeometricMean(double a, double b) => Math.Sqrt(a * b);

    /// <summary>A layer of units as the expected start sees it: so many forward images, so many backward ones.</summary>
    private sealed record HiddenSpace(int Units, int Images, int Backward);
}
