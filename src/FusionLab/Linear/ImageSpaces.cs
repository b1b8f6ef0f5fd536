using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>
/// An orthonormal basis in each hidden layer of a network for the forward images of its inputs and the backward images of its
/// outputs. Inputs and outputs themselves stay whole.
/// </summary>
internal sealed class ImageSpaces
{
    private readonly FusionWeights _weights;
    // [modality][layer]: images in the layer's output, the fusion left out
    private readonly List<Vector<double>>[][] _branchImages;

    // [0]: the fused layer, [l]: the output of shared layer l, but for the last one, which is the output
    private readonly List<Vector<double>>[] _sharedImages;

    public ImageSpaces(FusionWeights weights, int order)
    {
        _weights = weights;
        _branchImages = [.. weights.Branches.Select(branch => Lists(branch.Count - 1))];
        _sharedImages = Lists(weights.Shared.Count);
        CollectImages();
        for (int reflection = 1; reflection < order; reflection++)
            CollectReflections();
    }

    /// <summary>The network in these bases.</summary>
    public FusionWeights Project()
    {
        var shared = _sharedImages.Select(Basis).ToArray();
        var branches = _weights.Branches.Select((branch, m) =>
        {
            var bases = _branchImages[m].Select(Basis).ToArray();
            return (IReadOnlyList<Matrix<double>>)[.. branch.Select((layer, l) => Between(
                l == 0 ? null : bases[l - 1], layer, l < bases.Length ? bases[l] : shared.FirstOrDefault()))];
        });
        return new([.. branches], [.. _weights.Shared.Select((layer, l) => Between(shared[l], layer, shared.ElementAtOrDefault(l + 1)))]);
    }

    private void CollectImages()
    {
        int outputs = (_weights.Shared.Count > 0 ? _weights.Shared : _weights.Branches[0])[^1].RowCount;
        var back = Matrix<double>.Build.DenseIdentity(outputs);
        for (int l = _weights.Shared.Count - 1; l >= 0; l--)
        {
            back = _weights.Shared[l].TransposeThisAndMultiply(back);
            _sharedImages[l].AddRange(back.EnumerateColumns());
        }
        for (int m = 0; m < _weights.Branches.Count; m++)
        {
            var branch = _weights.Branches[m];
            var backward = back;
            for (int l = branch.Count - 1; l > 0; l--)
            {
                backward = branch[l].TransposeThisAndMultiply(backward);
                _branchImages[m][l - 1].AddRange(backward.EnumerateColumns());
            }
            var forward = branch[0];
            for (int l = 1; l < branch.Count; l++)
            {
                _branchImages[m][l - 1].AddRange(forward.EnumerateColumns());
                forward = branch[l] * forward;
            }
            for (int l = 0; l < _weights.Shared.Count; l++)
            {
                _sharedImages[l].AddRange(forward.EnumerateColumns());
                forward = _weights.Shared[l] * forward;
            }
        }
    }

    private void CollectReflections()
    {
        var additions = new List<(List<Vector<double>> Space, Vector<double> Image)>();
        for (int m = 0; m < _weights.Branches.Count; m++)
        {
            var branch = _weights.Branches[m];
            for (int l = 1; l < branch.Count; l++)
            {
                var to = l < branch.Count - 1 ? _branchImages[m][l] : _sharedImages.FirstOrDefault();
                Reflect(_branchImages[m][l - 1], branch[l], to, additions);
            }
        }
        for (int l = 0; l < _weights.Shared.Count; l++)
            Reflect(_sharedImages[l], _weights.Shared[l], _sharedImages.ElementAtOrDefault(l + 1), additions);
        foreach (var (space, image) in additions)
            space.Add(image);
    }

    private static void Reflect(
        List<Vector<double>> from,
        Matrix<double> layer,
        List<Vector<double>>? to,
        List<(List<Vector<double>> Space, Vector<double> Image)> additions)
    {
        if (to is null)
            return;
        additions.AddRange(from.Select(image => (to, layer * image)));
        additions.AddRange(to.Select(image => (from, layer.TransposeThisAndMultiply(image))));
    }

    // Gram–Schmidt, twice for orthogonality to rounding; an image that lies in the span of the others adds nothing.
    private static Matrix<double> Basis(List<Vector<double>> images)
    {
        var basis = new List<Vector<double>>();
        foreach (var image in images)
        {
            double norm = image.L2Norm();
            if (norm == 0 || basis.Count == image.Count)
                continue;
            var direction = image / norm;
            for (int pass = 0; pass < 2; pass++)
            {
                foreach (var other in basis)
                    direction -= other * other.DotProduct(direction);
            }
            if (direction.L2Norm() > 1e-8)
                basis.Add(direction.Normalize(2));
        }
        return Matrix<double>.Build.DenseOfColumnVectors(basis);
    }

    private static Matrix<double> Between(Matrix<double>? from, Matrix<double> layer, Matrix<double>? to)
    {
        var narrowed = from is null ? layer : layer * from;
        return to is null ? narrowed : to.TransposeThisAndMultiply(narrowed);
    }

    private static List<Vector<double>>[] Lists(int count) => [.. Enumerable.Range(0, count).Select(_ => new List<Vector<double>>())];
}
