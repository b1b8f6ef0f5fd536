using FusionLab.Linear;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Tests.Linear;

/// <summary>Networks as the theory sees them, at the paper's learning rate and width.</summary>
internal static class TheoryNetworks
{
    public const double LearningRate = 0.04;

    /// <summary>A network started as in figure 6.</summary>
    public static LinearFusion WithNorm(TaskStatistics task, int depth, int fusionDepth, double u0, int width = 100, double learningRate = LearningRate) =>
        new(Shape(task, [.. task.Modalities.Select(_ => fusionDepth)], depth - fusionDepth, width), new(InitializationKind.Deep, u0), learningRate);

    /// <summary>A two-layer late-fusion network whose every weight has the same standard deviation.</summary>
    public static LinearFusion TwoLayers(TaskStatistics task, double deviation = 1e-9) =>
        new(Shape(task, [.. task.Modalities.Select(_ => 2)], 0, 100), new(InitializationKind.Normal, deviation), LearningRate);

    public static LinearArchitecture Shape(TaskStatistics task, int[] branchDepths, int sharedDepth, int width) =>
        new([.. task.Modalities.Select(modality => modality.Dimension)], task.Outputs, branchDepths, sharedDepth, width);
}

/// <summary>
/// Full-batch gradient descent in correlation space, written down from (3) to (5) with whole matrices and nothing shared with the
/// library: what its faster forms are measured against.
/// </summary>
internal static class PlainDescent
{
    /// <summary>Random layers of a network.</summary>
    public static LinearWeights Draw(LinearFusion network, int seed)
    {
        var random = new System.Random(seed);
        var graph = new FusionGraph(network.Architecture);
        return new(graph, [.. graph.Layers.Select(layer =>
        {
            double deviation = network.Initialization.EntryDeviation(graph, layer);
            return Matrix<double>.Build.Dense(layer.Rows, layer.Columns, (_, _) => deviation * Normal.Sample(random, 0, 1)).ToRowMajorArray();
        })]);
    }

    /// <summary>The steps at which A reaches half its plateau (half its final weight in early fusion) and B half its final weight.</summary>
    public static LearningTimes Times(TaskStatistics task, LinearWeights start, double learningRate, int longest = 20_000)
    {
        var final = task.Solution;
        double[] targets =
        [
            (start.Graph.IsEarlyFusion ? task.SelectColumns(final, 0) : task.SolveUnimodal(0)).FrobeniusNorm() / 2,
            task.SelectColumns(final, 1).FrobeniusNorm() / 2,
        ];
        Matrix<double>[] Layers(string part) => [.. start.Graph.Layers.Zip(start.Values).Where(layer => layer.First.Name.StartsWith(part, StringComparison.Ordinal))
            .Select(layer => Matrix<double>.Build.DenseOfRowMajor(layer.First.Rows, layer.First.Columns, layer.Second))];
        Matrix<double>[][] branches = [Layers("branch.a"), Layers("branch.b")];
        var shared = Layers("shared");
        double[] learnedAt = [double.NaN, double.NaN], before = [0, 0];
        for (int step = 0; step <= longest && learnedAt.Any(double.IsNaN); step++)
        {
            var total = branches.Select(branch => Product([.. branch, .. shared])!).ToArray();
            for (int m = 0; m < 2; m++)
            {
                double norm = total[m].FrobeniusNorm();
                if (double.IsNaN(learnedAt[m]) && norm >= targets[m])
                {
                    learnedAt[m] = step - 1 + ((targets[m] - before[m]) / (norm - before[m]));
                }

                before[m] = norm;
            }

            Step(task, branches, shared, total, learningRate);
        }

        return new(learnedAt[0], learnedAt[1]);
    }

    private static void Step(TaskStatistics task, Matrix<double>[][] branches, Matrix<double>[] shared, Matrix<double>[] total, double learningRate)
    {
        var errors = Enumerable.Range(0, 2)
            .Select(m => task.SelectSigmaYx(m) - (total[0] * task.SelectSigma(0, m)) - (total[1] * task.SelectSigma(1, m))).ToArray();
        var changes = new List<(Matrix<double> Layer, Matrix<double> Change)>();
        for (int m = 0; m < 2; m++)
        {
            for (int l = 0; l < branches[m].Length; l++)
            {
                var after = Product([.. branches[m][(l + 1)..], .. shared]);
                var before = Product(branches[m][..l]);
                changes.Add((branches[m][l], Gradient(after, errors[m], before)));
            }

            for (int l = 0; l < shared.Length; l++)
            {
                changes.Add((shared[l], Gradient(Product(shared[(l + 1)..]), errors[m], Product([.. branches[m], .. shared[..l]]))));
            }
        }

        foreach (var (layer, change) in changes)
        {
            layer.Add(learningRate * change, layer);
        }
    }

    private static Matrix<double> Gradient(Matrix<double>? after, Matrix<double> error, Matrix<double>? before)
    {
        var left = after is null ? error : after.TransposeThisAndMultiply(error);
        return before is null ? left : left.TransposeAndMultiply(before);
    }

    // Layers in the order in which they apply; multiplied from the end that is one row or one column, so that no product is square.
    private static Matrix<double>? Product(Matrix<double>[] layers) => layers.Length == 0
        ? null
        : layers[^1].RowCount == 1
            ? layers.Reverse().Aggregate((product, layer) => product * layer)
            : layers.Aggregate((product, layer) => layer * product);
}
