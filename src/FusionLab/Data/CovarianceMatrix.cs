using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Data;

/// <summary>The ways to say Σ in a config's <c>data</c> block; what is wrong with one is reported under the name of its key.</summary>
internal static class CovarianceMatrix
{
    /// <summary>Two scalars: [σ_A², ρσ_Aσ_B; ρσ_Aσ_B, σ_B²].</summary>
    public static double[,] Bimodal(double rho, double sigmaA, double sigmaB)
    {
        if (!(rho >= -1 && rho <= 1))
        {
            throw new ConfigException($"data.rho is {rho}; it must lie in [-1, 1].");
        }

        return new[,]
        {
            { sigmaA * sigmaA, rho * sigmaA * sigmaB },
            { rho * sigmaA * sigmaB, sigmaB * sigmaB },
        };
    }

    /// <summary>Uncorrelated features, one variance a modality.</summary>
    public static double[,] Uncorrelated(IReadOnlyList<double> variances, int[] dimensions)
    {
        if (variances.Count != dimensions.Length)
        {
            throw new ConfigException(
                $"data.variances has {variances.Count} entries for {dimensions.Length} modalities; give one a modality.");
        }

        var matrix = new double[dimensions.Sum(), dimensions.Sum()];
        int at = 0;
        for (int m = 0; m < dimensions.Length; m++)
        {
            for (int i = 0; i < dimensions[m]; i++, at++)
            {
                matrix[at, at] = variances[m];
            }
        }

        return matrix;
    }

    /// <summary>A matrix given row by row.</summary>
    /// <exception cref="ConfigException">It has another shape, or is no covariance matrix.</exception>
    public static double[,] FromRows(IReadOnlyList<IReadOnlyList<double>> rows, int features)
    {
        if (rows.Count != features)
        {
            throw new ConfigException(
                $"data.covariance has {rows.Count} rows for {features} features (data.dimensions); give one a feature.");
        }

        var matrix = new double[features, features];
        for (int i = 0; i < features; i++)
        {
            if (rows[i].Count != features)
            {
                throw new ConfigException($"data.covariance has {rows[i].Count} entries in row {i + 1}; each row needs {features}.");
            }

            for (int j = 0; j < features; j++)
            {
                matrix[i, j] = rows[i][j];
            }
        }

        TaskStatistics.CheckCorrelationMatrix(Matrix<double>.Build.DenseOfArray(matrix), "data.covariance");
        return matrix;
    }
}
