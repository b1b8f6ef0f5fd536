using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>
/// A training loss that depends on a linear network only through its total weights W^tot <c>[O, D]</c>, where D counts the
/// features of all modalities. Every layer's gradient follows from −∂L/∂W^tot alone (eq. 3, 4, 14, 15).
/// </summary>
public abstract class TotalWeightObjective
{
    /// <summary>The number of outputs O.</summary>
    public abstract int Outputs { get; }

    /// <summary>The features D of all modalities together.</summary>
    public abstract int Inputs { get; }

    /// <summary>Evaluates the loss and its direction of descent.</summary>
    /// <param name="totalWeights">W^tot, <c>[O, D]</c> row-major.</param>
    /// <param name="descent">Receives −∂L/∂W^tot, <c>[O, D]</c> row-major; for the squared loss the error correlation e.</param>
    /// <returns>The loss.</returns>
    public abstract double Evaluate(ReadOnlySpan<double> totalWeights, Span<double> descent);
}

/// <summary>
/// The squared loss ½⟨(y − W^tot x)²⟩ written in correlations: it needs Σ, Σ_yx and ⟨y²⟩ only, and costs the same for any
/// number of samples. −∂L/∂W^tot is the error correlation e = Σ_yx − W^tot Σ (eq. 5).
/// </summary>
/// <param name="sigma">Σ = ⟨x xᵀ⟩, <c>[D, D]</c>.</param>
/// <param name="sigmaYx">Σ_yx = ⟨y xᵀ⟩, <c>[O, D]</c>.</param>
/// <param name="outputPower">⟨y²⟩, summed over outputs.</param>
public sealed class SquaredObjective(Matrix<double> sigma, Matrix<double> sigmaYx, double outputPower) : TotalWeightObjective
{
    private readonly double[] _sigma = sigma.ToRowMajorArray();
    private readonly double[] _sigmaYx = sigmaYx.ToRowMajorArray();

    /// <summary>Copies the correlations.</summary>
    /// <param name="task">The task's statistics.</param>
    public SquaredObjective(TaskStatistics task)
        : this(task.Sigma, task.SigmaYx, task.OutputPower)
    {
    }

    /// <inheritdoc/>
    public override int Outputs { get; } = sigmaYx.RowCount;

    /// <inheritdoc/>
    public override int Inputs { get; } = sigma.RowCount;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Evaluate(ReadOnlySpan<double> totalWeights, Span<double> descent)
    {
        int d = Inputs;
        _sigmaYx.CopyTo(descent);
        for (int o = 0; o < Outputs; o++)
        {
            var row = descent.Slice(o * d, d);
            for (int i = 0; i < d; i++)
            {
                VectorMath.AddScaled(row, -totalWeights[(o * d) + i], _sigma.AsSpan(i * d, d));
            }
        }

        // ½⟨y²⟩ − W·Σ_yx + ½ W Σ Wᵀ with W Σ = Σ_yx − e.
        double product = 0;
        for (int i = 0; i < descent.Length; i++)
        {
            product += totalWeights[i] * (_sigmaYx[i] + descent[i]);
        }

        return 0.5 * (outputPower - product);
    }
}

/// <summary>
/// The population that a network should generalize to. The generalization error ½ (W − w*) Σ_true (W − w*)ᵀ is the loss on new
/// noiseless data.
/// </summary>
/// <param name="sigma">Σ_true, <c>[D, D]</c>.</param>
/// <param name="trueWeights">w*, <c>[O, D]</c>.</param>
public sealed class GeneralizationTruth(Matrix<double> sigma, Matrix<double> trueWeights)
{
    private readonly double[] _sigma = sigma.ToRowMajorArray();
    private readonly double[] _trueWeights = trueWeights.ToRowMajorArray();

    /// <summary>The generalization error of a network.</summary>
    /// <param name="totalWeights">W^tot, <c>[O, D]</c> row-major.</param>
    public double Evaluate(ReadOnlySpan<double> totalWeights)
    {
        int d = (int)Math.Sqrt(_sigma.Length);
        Span<double> error = totalWeights.Length <= 256 ? stackalloc double[totalWeights.Length] : new double[totalWeights.Length];
        totalWeights.CopyTo(error);
        VectorMath.AddScaled(error, -1, _trueWeights);
        double sum = 0;
        for (int o = 0; o < error.Length / d; o++)
        {
            var row = error.Slice(o * d, d);
            for (int i = 0; i < d; i++)
            {
                sum += row[i] * VectorMath.Dot(row, _sigma.AsSpan(i * d, d));
            }
        }

        return sum / 2;
    }
}
