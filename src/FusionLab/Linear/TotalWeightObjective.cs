using System.Numerics;
using System.Runtime.CompilerServices;
using Matrix = MathNet.Numerics.LinearAlgebra.Matrix<double>;

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
public sealed class SquaredObjective(Matrix sigma, Matrix sigmaYx, double outputPower) : TotalWeightObjective
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

/// <summary>A loss of the margin z = y ŷ.</summary>
public enum MarginLoss
{
    /// <summary>⟨ln(1 + exp(−y ŷ))⟩.</summary>
    Logistic,

    /// <summary>⟨exp(−y ŷ)⟩.</summary>
    Exponential,
}

/// <summary>
/// The logistic or exponential loss over P samples. The samples enter as y·x only, so a step costs one pass over P × D
/// numbers and none over hidden layers.
/// </summary>
public sealed class MarginObjective : TotalWeightObjective
{
    private readonly MarginLoss _loss;
    private readonly int _samples;
    private readonly double[][] _signedInputs;
    private readonly int _padded;

    /// <summary>Multiplies the inputs by their targets once.</summary>
    /// <param name="loss">Which loss.</param>
    /// <param name="samples">Samples with one real or ±1 target each.</param>
    /// <exception cref="ConfigException">The task has several outputs.</exception>
    public MarginObjective(MarginLoss loss, TaskSamples samples)
    {
        if (samples.Outputs != 1)
        {
            throw new ConfigException(
                "train.loss", $"needs one output for the logistic and the exponential loss; the task has {samples.Outputs}.");
        }

        _loss = loss;
        _samples = samples.Count;
        int lanes = Vector<double>.Count;
        _padded = (samples.Count + lanes - 1) / lanes * lanes;
        _signedInputs = new double[samples.Inputs][];
        for (int d = 0; d < _signedInputs.Length; d++)
        {
            _signedInputs[d] = new double[_padded];
            for (int p = 0; p < samples.Count; p++)
            {
                _signedInputs[d][p] = samples.Targets[p] * samples.Values[(p * samples.Inputs) + d];
            }
        }
    }

    /// <inheritdoc/>
    public override int Outputs => 1;

    /// <inheritdoc/>
    public override int Inputs => _signedInputs.Length;

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> totalWeights, Span<double> descent)
    {
        var sums = new Vector<double>[_signedInputs.Length];
        var lossSum = Vector<double>.Zero;
        for (int p = 0; p < _padded; p += Vector<double>.Count)
        {
            var margin = Vector<double>.Zero;
            for (int d = 0; d < _signedInputs.Length; d++)
            {
                margin += totalWeights[d] * new Vector<double>(_signedInputs[d], p);
            }

            var (value, slope) = _loss == MarginLoss.Exponential ? Exponential(margin) : Logistic(margin);
            lossSum += value;
            for (int d = 0; d < _signedInputs.Length; d++)
            {
                sums[d] += slope * new Vector<double>(_signedInputs[d], p);
            }
        }

        for (int d = 0; d < _signedInputs.Length; d++)
        {
            descent[d] = Vector.Sum(sums[d]) / _samples;
        }

        // Padding has margin 0: take its share out again.
        double ofPadding = _loss == MarginLoss.Exponential ? 1 : Math.Log(2);
        return (Vector.Sum(lossSum) - ((_padded - _samples) * ofPadding)) / _samples;
    }

    private static (Vector<double> Value, Vector<double> Slope) Exponential(Vector<double> margin)
    {
        var value = Vector.Exp(-margin);
        return (value, value);
    }

    private static (Vector<double> Value, Vector<double> Slope) Logistic(Vector<double> margin)
    {
        // exp(−|z|) cannot overflow; both terms are put together from it.
        var small = Vector.Exp(-Vector.Abs(margin));
        var share = Vector<double>.One / (Vector<double>.One + small);
        var slope = Vector.ConditionalSelect(Vector.GreaterThan(margin, Vector<double>.Zero), small * share, share);
        var value = Vector.Log(Vector<double>.One + small) + Vector.Max(-margin, Vector<double>.Zero);
        return (value, slope);
    }
}

/// <summary>
/// The population that a network should generalize to. The generalization error ½ (W − w*) Σ_true (W − w*)ᵀ is the loss on new
/// noiseless data.
/// </summary>
/// <param name="sigma">Σ_true, <c>[D, D]</c>.</param>
/// <param name="trueWeights">w*, <c>[O, D]</c>.</param>
public sealed class GeneralizationTruth(Matrix sigma, Matrix trueWeights)
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
