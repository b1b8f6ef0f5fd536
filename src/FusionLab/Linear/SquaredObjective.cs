using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>
/// The squared loss ½⟨(y − W^tot x)²⟩ written in correlations: it needs Σ, Σ_yx and ⟨y²⟩ only, and costs the same for any
/// number of samples. −∂L/∂W^tot is the error correlation e = Σ_yx − W^tot Σ (eq. 5).
/// </summary>
public sealed class SquaredObjective : TotalWeightObjective
{
    private readonly double[] sigma;
    private readonly double[] sigmaYx;
    private readonly double outputPower;

    /// <summary>Copies the correlations.</summary>
    /// <param name="task">The task's statistics.</param>
    public SquaredObjective(TaskStatistics task)
        : this(task.Sigma, task.SigmaYx, task.OutputPower)
    {
    }

    /// <summary>Copies the correlations.</summary>
    /// <param name="sigma">Σ = ⟨x xᵀ⟩, <c>[D, D]</c>.</param>
    /// <param name="sigmaYx">Σ_yx = ⟨y xᵀ⟩, <c>[O, D]</c>.</param>
    /// <param name="outputPower">⟨y²⟩, summed over outputs.</param>
    internal SquaredObjective(Matrix<double> sigma, Matrix<double> sigmaYx, double outputPower)
    {
        Inputs = sigma.RowCount;
        Outputs = sigmaYx.RowCount;
        this.sigma = sigma.ToRowMajorArray();
        this.sigmaYx = sigmaYx.ToRowMajorArray();
        this.outputPower = outputPower;
    }

    /// <inheritdoc/>
    public override int Outputs { get; }

    /// <inheritdoc/>
    public override int Inputs { get; }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Evaluate(ReadOnlySpan<double> totalWeights, Span<double> descent)
    {
        int d = Inputs;
        sigmaYx.CopyTo(descent);
        for (int o = 0; o < Outputs; o++)
        {
            var row = descent.Slice(o * d, d);
            for (int i = 0; i < d; i++)
            {
                VectorMath.AddScaled(row, -totalWeights[(o * d) + i], sigma.AsSpan(i * d, d));
            }
        }

        // ½⟨y²⟩ − W·Σ_yx + ½ W Σ Wᵀ with W Σ = Σ_yx − e.
        double product = 0;
        for (int i = 0; i < descent.Length; i++)
        {
            product += totalWeights[i] * (sigmaYx[i] + descent[i]);
        }

        return 0.5 * (outputPower - product);
    }
}
