namespace FusionLab.Linear;

/// <summary>A growing orthonormal basis of a subspace of Rⁿ.</summary>
/// <param name="dimension">n.</param>
internal sealed class OrthonormalBasis(int dimension)
{
    // A vector whose part outside the span is smaller than this share of its length is rounding error.
    private const double Negligible = 1e-12;
    private readonly List<double[]> vectors = [];

    /// <summary>The basis vectors.</summary>
    public IReadOnlyList<double[]> Vectors => vectors;

    /// <summary>The basis of all of Rⁿ made of unit vectors.</summary>
    public static OrthonormalBasis Full(int dimension)
    {
        var basis = new OrthonormalBasis(dimension);
        for (int i = 0; i < dimension; i++)
        {
            var unit = new double[dimension];
            unit[i] = 1;
            basis.vectors.Add(unit);
        }

        return basis;
    }

    /// <summary>A copy that can grow on its own.</summary>
    public OrthonormalBasis Copy()
    {
        var copy = new OrthonormalBasis(dimension);
        copy.vectors.AddRange(vectors);
        return copy;
    }

    /// <summary>Adds the direction of a vector's part outside the span.</summary>
    /// <param name="vector">Overwritten.</param>
    /// <returns>False when the vector lies in the span already.</returns>
    public bool TryAdd(double[] vector)
    {
        double length = VectorMath.Norm(vector);
        if (length == 0 || vectors.Count == dimension)
        {
            return false;
        }

        VectorMath.Scale(vector, 1 / length);

        // Gram–Schmidt twice is as good as Householder (Giraud, Langou and Rozložník, 2005).
        for (int pass = 0; pass < 2; pass++)
        {
            foreach (var known in vectors)
            {
                VectorMath.AddScaled(vector, -VectorMath.Dot(known, vector), known);
            }

            if (pass == 0)
            {
                double outside = VectorMath.Norm(vector);
                if (outside < Negligible)
                {
                    return false;
                }

                VectorMath.Scale(vector, 1 / outside);
            }
        }

        VectorMath.Scale(vector, 1 / VectorMath.Norm(vector));
        vectors.Add(vector);
        return true;
    }
}
