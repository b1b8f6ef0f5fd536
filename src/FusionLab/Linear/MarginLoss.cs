using System.Numerics;

namespace FusionLab.Linear;

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
