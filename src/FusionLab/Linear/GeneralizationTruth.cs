using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>The population that a network should generalize to: ½ (W − w*) Σ_true (W − w*)ᵀ.</summary>
/// <param name="sigma">Σ_true, <c>[D, D]</c>.</param>
/// <param name="trueWeights">w*, <c>[O, D]</c>.</param>
public sealed class GeneralizationTruth(Matrix<double> sigma, Matrix<double> trueWeights)
{
    private readonly double[] sigma = sigma.ToRowMajorArray();
    private readonly double[] trueWeights = trueWeights.ToRowMajorArray();

    /// <summary>The generalization error of a network.</summary>
    /// <param name="totalWeights">W^tot, <c>[O, D]</c> row-major.</param>
    public double Evaluate(ReadOnlySpan<double> totalWeights)
    {
        int d = (int)Math.Sqrt(sigma.Length);
        Span<double> error = totalWeights.Length <= 256 ? stackalloc double[totalWeights.Length] : new double[totalWeights.Length];
        totalWeights.CopyTo(error);
        VectorMath.AddScaled(error, -1, trueWeights);
        double sum = 0;
        for (int o = 0; o < error.Length / d; o++)
        {
            var row = error.Slice(o * d, d);
            for (int i = 0; i < d; i++)
            {
                sum += row[i] * VectorMath.Dot(row, sigma.AsSpan(i * d, d));
            }
        }

        return sum / 2;
    }
}
