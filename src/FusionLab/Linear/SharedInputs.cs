using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>
/// The inputs of modalities that all see the same <c>x</c>, each as <c>g_m x + n_m</c> with a random gain and white noise:
/// <c>Σ_mm' = ⟨g_m g_m'⟩⟨x xᵀ⟩ + δ_mm' ⟨n_m²⟩ I</c>. The gains do not depend on <c>x</c>. In the principal axes of <c>x</c> every
/// axis is a small problem of its own, and the theory is the same there: networks that start from independent weights do not notice
/// a rotation of their inputs.
/// </summary>
/// <param name="Variances">The eigenvalues of <c>⟨x xᵀ⟩</c>, <c>[D]</c>.</param>
/// <param name="SigmaYx"><c>⟨y xᵀ⟩</c> in these axes, <c>[O, D]</c>.</param>
/// <param name="Gains"><c>⟨g_m⟩</c>.</param>
/// <param name="GainProducts"><c>⟨g_m g_m'⟩</c>.</param>
/// <param name="NoiseVariances"><c>⟨n_m²⟩</c> of every feature.</param>
public sealed record SharedInputs(
    double[] Variances, Matrix<double> SigmaYx, double[] Gains, double[,] GainProducts, double[] NoiseVariances)
{
    private int Modalities => Gains.Length;

    private int Features => Variances.Length;

    /// <summary><c>Σ</c>, <c>[M·D, M·D]</c>.</summary>
    internal Matrix<double> ComputeSigma()
    {
        var sigma = Matrix<double>.Build.Dense(Modalities * Features, Modalities * Features);
        for (int a = 0; a < Modalities; a++)
        {
            for (int b = 0; b < Modalities; b++)
            {
                for (int d = 0; d < Features; d++)
                {
                    sigma[(a * Features) + d, (b * Features) + d] = Block(a, b, d);
                }
            }
        }

        return sigma;
    }

    /// <summary><c>Σ_yx</c> of all modalities, <c>[O, M·D]</c>.</summary>
    internal Matrix<double> ComputeSigmaYx() => Matrix<double>.Build.Dense(
        SigmaYx.RowCount, Modalities * Features, (o, column) => Gains[column / Features] * SigmaYx[o, column % Features]);

    /// <summary><c>Σ_yxA Σ_A⁺</c>.</summary>
    internal Matrix<double> SolveOne(int modality)
    {
        double smallest = SymmetricSolve.RelativeTolerance * Enumerable.Range(0, Features).Max(d => Block(modality, modality, d));
        return Matrix<double>.Build.Dense(SigmaYx.RowCount, Features, (o, d) =>
            Block(modality, modality, d) is var variance && variance > smallest ? Gains[modality] * SigmaYx[o, d] / variance : 0);
    }

    /// <summary><c>Σ_yx Σ⁺</c>.</summary>
    internal Matrix<double> SolveAll()
    {
        var solution = Matrix<double>.Build.Dense(SigmaYx.RowCount, Modalities * Features);
        double largest = Variances.Max();
        for (int d = 0; d < Features; d++)
        {
            // One right-hand side a principal axis: the gains.
            var block = Matrix<double>.Build.Dense(Modalities, Modalities, (a, b) => Block(a, b, d));
            if (block.Diagonal().AbsoluteMaximum() <= SymmetricSolve.RelativeTolerance * largest)
            {
                continue;
            }

            var weights = SymmetricSolve.DivideRight(Matrix<double>.Build.Dense(1, Modalities, Gains), block);
            for (int m = 0; m < Modalities; m++)
            {
                for (int o = 0; o < SigmaYx.RowCount; o++)
                {
                    solution[o, (m * Features) + d] = SigmaYx[o, d] * weights[0, m];
                }
            }
        }

        return solution;
    }

    /// <summary>Only some of the modalities, in the order given.</summary>
    internal SharedInputs SelectModalities(IReadOnlyList<int> modalities)
    {
        double[,] products = new double[modalities.Count, modalities.Count];
        for (int a = 0; a < modalities.Count; a++)
        {
            for (int b = 0; b < modalities.Count; b++)
            {
                products[a, b] = GainProducts[modalities[a], modalities[b]];
            }
        }

        return this with
        {
            Gains = [.. modalities.Select(m => Gains[m])],
            GainProducts = products,
            NoiseVariances = [.. modalities.Select(m => NoiseVariances[m])],
        };
    }

    private double Block(int a, int b, int axis) => (GainProducts[a, b] * Variances[axis]) + (a == b ? NoiseVariances[a] : 0);
}
