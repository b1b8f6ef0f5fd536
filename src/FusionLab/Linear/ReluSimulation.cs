using System.Numerics;
using Matrix = MathNet.Numerics.LinearAlgebra.Matrix<double>;

namespace FusionLab.Linear;

/// <summary>
/// The correlations of the half-wave features x⁺ = max(x, 0) and x⁻ = max(−x, 0) of scalar modalities, in the order
/// x_A⁺, x_A⁻, x_B⁺, x_B⁻, …: all that a bias-free two-layer late-fusion ReLU network sees of a task.
/// </summary>
/// <param name="Modalities">The number of modalities M.</param>
/// <param name="Features">⟨φ φᵀ⟩, <c>[2M, 2M]</c>.</param>
/// <param name="TargetFeatures">⟨y φᵀ⟩, <c>[1, 2M]</c>.</param>
/// <param name="OutputPower">⟨y²⟩.</param>
public sealed record ReluStatistics(int Modalities, Matrix Features, Matrix TargetFeatures, double OutputPower)
{
    /// <summary>The averages over samples.</summary>
    /// <param name="samples">Scalar modalities and one target.</param>
    public static ReluStatistics FromSamples(TaskSamples samples)
    {
        int m = samples.Modalities.Count;
        double[] values = [.. samples.Values.SelectMany(x => new[] { Math.Max(x, 0), Math.Max(-x, 0) })];
        var phi = Matrix.Build.Dense(2 * m, samples.Count, values);
        var y = Matrix.Build.Dense(1, samples.Count, samples.Targets);
        return new ReluStatistics(
            m,
            phi.TransposeAndMultiply(phi) / samples.Count,
            y.TransposeAndMultiply(phi) / samples.Count,
            samples.ComputeStatistics().OutputPower);
    }

    /// <summary>The exact values for normally distributed inputs and a linear target.</summary>
    /// <param name="population">The correlations of scalar modalities and one target.</param>
    /// <param name="trueWeights">w*, <c>[1, M]</c>.</param>
    public static ReluStatistics FromPopulation(TaskStatistics population, Matrix trueWeights)
    {
        int m = population.Modalities.Count;
        var features = Matrix.Build.Dense(2 * m, 2 * m, (i, j) => HalfWaveProduct(population.Sigma, i, j));

        // y = Σ w_j x_j + ε with x_j = x_j⁺ − x_j⁻ and ε independent of everything.
        var target = Matrix.Build.Dense(1, 2 * m, (_, i) =>
            Enumerable.Range(0, m).Sum(j => trueWeights[0, j] * (features[2 * j, i] - features[(2 * j) + 1, i])));
        return new ReluStatistics(m, features, target, population.OutputPower);
    }

    /// <summary>What a network of some modalities would converge to; 0 for the others, <c>[1, 2M]</c>.</summary>
    internal Matrix SolveWith(int[] modalities)
    {
        int[] columns = [.. modalities.SelectMany(m => new[] { 2 * m, (2 * m) + 1 })];
        var features = Matrix.Build.Dense(columns.Length, columns.Length, (i, j) => Features[columns[i], columns[j]]);
        var target = Matrix.Build.Dense(1, columns.Length, (_, j) => TargetFeatures[0, columns[j]]);
        var solved = target * (features.Rank() == features.RowCount ? features.Inverse() : features.PseudoInverse());
        var slopes = Matrix.Build.Dense(1, 2 * Modalities);
        for (int j = 0; j < columns.Length; j++)
        {
            slopes[0, columns[j]] = solved[0, j];
        }

        return slopes;
    }

    /// <summary>⟨(±x_i)⁺ (±x_j)⁺⟩ of two normal variables: σ_iσ_j (√(1−r²) + r (π − arccos r)) / 2π (Cho and Saul, 2009).</summary>
    private static double HalfWaveProduct(Matrix covariance, int i, int j)
    {
        double sign = (i % 2 == 0 ? 1 : -1) * (j % 2 == 0 ? 1 : -1);
        if (i / 2 == j / 2)
        {
            return i == j ? covariance[i / 2, i / 2] / 2 : 0;
        }

        double scale = Math.Sqrt(covariance[i / 2, i / 2] * covariance[j / 2, j / 2]);
        double r = Math.Clamp(sign * covariance[i / 2, j / 2] / scale, -1, 1);
        return scale * (Math.Sqrt(1 - (r * r)) + (r * (Math.PI - Math.Acos(r)))) / (2 * Math.PI);
    }
}

/// <summary>
/// Full-batch gradient descent of two-layer late-fusion ReLU networks with scalar modalities and no biases: exact,
/// step by step, from the correlations of four features, at the cost of one pass over the hidden units.
/// </summary>
/// <remarks>
/// The total weight reported is Σ v w over a branch's units, as in the paper: twice the slope of the function, because half of
/// the units see each side of the input. The targets are in the same unit.
/// </remarks>
/// <param name="statistics">The feature correlations.</param>
/// <param name="width">Units of every branch.</param>
/// <param name="settings">How to train and what to keep. Weight decay and reduction do not apply.</param>
public sealed class ReluSimulation(ReluStatistics statistics, int width, LinearRunSettings settings)
{
    private readonly LinearArchitecture _architecture = LinearArchitecture.Uniform(
        [.. Enumerable.Repeat(1, statistics.Modalities)], 1, depth: 2, fusionDepth: 2, width);

    /// <summary>The plateaus and final values of the total weights.</summary>
    public StageTargets Targets => new(
        _architecture.InputSizes,
        [.. _architecture.InputSizes.Select((_, m) => SubtractSides(statistics.SolveWith([m])))],
        SubtractSides(statistics.SolveWith([.. Enumerable.Range(0, statistics.Modalities)])));

    /// <summary>Trains from random initial weights.</summary>
    /// <param name="initialization">Their distribution.</param>
    /// <param name="seed">The replica's seed.</param>
    public LinearRun Run(LinearInitialization initialization, ulong seed) =>
        Run(LinearWeights.Draw(_architecture, initialization, seed), seed);

    /// <summary>Trains from given initial weights; they are not changed.</summary>
    /// <param name="initial">The weights, in the layout of a two-layer late-fusion linear network.</param>
    /// <param name="seed">The seed to report.</param>
    public LinearRun Run(LinearWeights initial, ulong seed)
    {
        settings.Validate();
        return SimulatedTraining.Run(new SimulatedReluNetwork(statistics, initial, settings.LearningRate), Targets, settings, seed)!;
    }

    // Total weights from the slopes of both sides of every input, [1, 2M].
    private static double[] SubtractSides(Matrix slopes) =>
        [.. Enumerable.Range(0, slopes.ColumnCount / 2).Select(m => slopes[0, 2 * m] - slopes[0, (2 * m) + 1])];
}

/// <summary>
/// A two-layer late-fusion ReLU network on scalar inputs, as the correlations of its features see it: every branch has H units
/// v·relu(w x), of which those with w &gt; 0 see x⁺ and those with w &lt; 0 see x⁻.
/// </summary>
internal sealed class SimulatedReluNetwork : ISimulatedNetwork
{
    private readonly SquaredObjective _objective;
    private readonly FusionGraph _graph;
    private readonly double[][] _weights; // w and v of every branch in turn, padded to whole SIMD vectors by units that stay 0
    private readonly double _learningRate;
    private readonly double _slopeAtZero;
    private readonly double[] _response; // a branch: its slopes for x⁺ and x⁻
    private readonly double[] _descent;
    private readonly double[] _totals;

    public SimulatedReluNetwork(ReluStatistics statistics, LinearWeights initial, double learningRate)
    {
        _objective = new SquaredObjective(statistics.Features, statistics.TargetFeatures, statistics.OutputPower);
        _slopeAtZero = statistics.TargetFeatures.FrobeniusNorm();
        _graph = initial.Graph;
        int padded = (HiddenDimensions + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;
        _weights = [.. initial.Values.Select(values => (double[])[.. values, .. new double[padded - values.Length]])];
        _learningRate = learningRate;
        _response = new double[2 * statistics.Modalities];
        _descent = new double[_response.Length];
        _totals = new double[statistics.Modalities];
    }

    public ReadOnlySpan<double> TotalWeights => _totals;

    public double Slope => VectorMath.Norm(_descent) / _slopeAtZero;

    public int HiddenDimensions => _graph.NodeSizes[_graph.Inputs];

    public double? Residual => 0;

    public bool IsEarlyFusion => false;

    public double Evaluate()
    {
        for (int m = 0; m < _totals.Length; m++)
        {
            var plus = Vector<double>.Zero;
            var minus = Vector<double>.Zero;
            for (int i = 0; i < _weights[0].Length; i += Vector<double>.Count)
            {
                var w = new Vector<double>(_weights[2 * m], i);
                var v = new Vector<double>(_weights[(2 * m) + 1], i);
                plus += v * Vector.Max(w, Vector<double>.Zero);
                minus += v * Vector.Max(-w, Vector<double>.Zero);
            }

            (_response[2 * m], _response[(2 * m) + 1]) = (Vector.Sum(plus), Vector.Sum(minus));
            _totals[m] = _response[2 * m] - _response[(2 * m) + 1];
        }

        return _objective.Evaluate(_response, _descent);
    }

    public void Descend()
    {
        for (int m = 0; m < _totals.Length; m++)
        {
            // dL/dw = −v ⟨e x 1[wx > 0]⟩: ⟨e x⁺⟩ where w > 0, −⟨e x⁻⟩ where w < 0, and as in torch 0 at w = 0.
            var up = new Vector<double>(_learningRate * _descent[2 * m]);
            var down = new Vector<double>(-_learningRate * _descent[(2 * m) + 1]);
            for (int i = 0; i < _weights[0].Length; i += Vector<double>.Count)
            {
                var w = new Vector<double>(_weights[2 * m], i);
                var v = new Vector<double>(_weights[(2 * m) + 1], i);
                var slope = Vector.ConditionalSelect(Vector.GreaterThan(w, Vector<double>.Zero), up, Vector<double>.Zero)
                    + Vector.ConditionalSelect(Vector.LessThan(w, Vector<double>.Zero), down, Vector<double>.Zero);
                (w + (slope * v)).CopyTo(_weights[2 * m], i);
                (v + (slope * w)).CopyTo(_weights[(2 * m) + 1], i);
            }
        }
    }

    public LinearWeights CopyWeights(long step) => new(_graph, [.. _weights.Select(values => values[..HiddenDimensions])]);
}
