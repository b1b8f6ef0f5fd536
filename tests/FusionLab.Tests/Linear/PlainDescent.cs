using FusionLab.Linear;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Tests.Linear;

/// <summary>
/// Full-batch gradient descent in correlation space, written down from (3) to (5) with whole matrices and nothing shared with the
/// library: what its faster forms are measured against.
/// </summary>
internal static class PlainDescent
{
    /// <summary>Random layers of a bimodal network on scalar modalities and a scalar output.</summary>
    public static FusionWeights Draw(LinearFusion network, int seed)
    {
        var random = new System.Random(seed);
        int depth = network.Depth!.Value;
        Matrix<double> Layer(int l, bool shared)
        {
            int rows = l == depth ? 1 : network.Width, columns = l == 1 ? 1 : network.Width;
            double deviation = network.EntryDeviation(shared, rows, columns);
            return Matrix<double>.Build.Dense(rows, columns, (_, _) => deviation * Normal.Sample(random, 0, 1));
        }
        var branches = network.BranchDepths.Select(d => (IReadOnlyList<Matrix<double>>)[.. Enumerable.Range(1, d).Select(l => Layer(l, shared: false))]);
        return new([.. branches], [.. Enumerable.Range(network.BranchDepths[0] + 1, network.SharedDepth).Select(l => Layer(l, shared: true))]);
    }

    /// <summary>The steps at which A reaches half its plateau (half its final weight in early fusion) and B half its final weight.</summary>
    public static LearningTimes Times(TaskStatistics task, FusionWeights start, double learningRate, int longest = 20_000)
    {
        var final = FixedPoints.Global(task);
        double[] targets =
        [
            (start.IsEarlyFusion ? task.ColumnsOf(final, 0) : FixedPoints.Unimodal(task, 0)).FrobeniusNorm() / 2,
            task.ColumnsOf(final, 1).FrobeniusNorm() / 2,
        ];
        Matrix<double>[][] branches = [.. start.Branches.Select(branch => branch.Select(layer => layer.Clone()).ToArray())];
        Matrix<double>[] shared = [.. start.Shared.Select(layer => layer.Clone())];
        double[] learnedAt = [double.NaN, double.NaN], before = [0, 0];
        for (int step = 0; step <= longest && learnedAt.Any(double.IsNaN); step++)
        {
            var total = branches.Select(branch => Product([.. branch, .. shared])!).ToArray();
            for (int m = 0; m < 2; m++)
            {
                double norm = total[m].FrobeniusNorm();
                if (double.IsNaN(learnedAt[m]) && norm >= targets[m])
                    learnedAt[m] = step - 1 + ((targets[m] - before[m]) / (norm - before[m]));
                before[m] = norm;
            }
            Step(task, branches, shared, total, learningRate);
        }
        return new(learnedAt[0], learnedAt[1]);
    }

    private static void Step(TaskStatistics task, Matrix<double>[][] branches, Matrix<double>[] shared, Matrix<double>[] total, double learningRate)
    {
        var errors = Enumerable.Range(0, 2)
            .Select(m => task.SigmaYxOf(m) - (total[0] * task.SigmaBlock(0, m)) - (total[1] * task.SigmaBlock(1, m))).ToArray();
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
                changes.Add((shared[l], Gradient(Product(shared[(l + 1)..]), errors[m], Product([.. branches[m], .. shared[..l]]))));
        }
        foreach (var (layer, change) in changes)
            layer.Add(learningRate * change, layer);
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
