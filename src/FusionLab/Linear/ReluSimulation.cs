using System.Numerics;
using FusionLab.Data;
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
    /// <exception cref="ConfigException">A modality has several features, or there are several targets.</exception>
    public static ReluStatistics FromSamples(TaskSamples samples)
    {
        Check(samples.Modalities, samples.Outputs);
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
    /// <param name="task">Scalar modalities and one target.</param>
    /// <exception cref="ConfigException">A modality has several features, or there are several targets.</exception>
    public static ReluStatistics FromPopulation(GaussianTask task)
    {
        Check(task.Modalities, task.Outputs);
        int m = task.Modalities.Count;
        var features = Matrix.Build.Dense(2 * m, 2 * m, (i, j) => HalfWaveProduct(task.Covariance, i, j));

        // y = Σ w_j x_j + ε with x_j = x_j⁺ − x_j⁻ and ε independent of everything.
        var target = Matrix.Build.Dense(1, 2 * m, (_, i) =>
            Enumerable.Range(0, m).Sum(j => task.TrueWeights[0, j] * (features[2 * j, i] - features[(2 * j) + 1, i])));
        return new ReluStatistics(m, features, target, task.Population.OutputPower);
    }

    /// <summary>What a network of one modality alone would converge to in its two features, <c>[1, 2]</c>.</summary>
    internal Matrix SolveOne(int modality) =>
        Solve(Features.SubMatrix(2 * modality, 2, 2 * modality, 2), TargetFeatures.SubMatrix(0, 1, 2 * modality, 2));

    /// <summary>What all modalities together converge to, <c>[1, 2M]</c>.</summary>
    internal Matrix SolveAll() => Solve(Features, TargetFeatures);

    private static Matrix Solve(Matrix features, Matrix target) =>
        target * (features.Rank() == features.RowCount ? features.Inverse() : features.PseudoInverse());

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

    private static void Check(IReadOnlyList<ModalityBlock> modalities, int outputs)
    {
        if (outputs != 1 || modalities.Any(modality => modality.Dimension != 1))
        {
            throw new ConfigException(
                "The four-feature form of ReLU networks needs scalar modalities and one output; train other tasks on samples.");
        }
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
    public StageTargets Targets
    {
        get
        {
            var modalities = Enumerable.Range(0, statistics.Modalities).ToArray();
            var global = statistics.SolveAll();
            return new StageTargets(
                _architecture.InputSizes,
                [.. modalities.Select(m => Total(statistics.SolveOne(m), 0))],
                [.. modalities.Select(m => Total(global, 2 * m))]);
        }
    }

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

    private static double[] Total(Matrix slopes, int plus) => [slopes[0, plus] - slopes[0, plus + 1]];
}

/// <summary>A two-layer late-fusion ReLU network on scalar inputs, as the correlations of its features see it.</summary>
internal sealed class SimulatedReluNetwork : ISimulatedNetwork
{
    private readonly SquaredObjective _objective;
    private readonly FusionGraph _graph;
    private readonly ReluBranch[] _branches;
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
        _branches = [.. Enumerable.Range(0, statistics.Modalities)
            .Select(m => new ReluBranch(initial.Values[2 * m], initial.Values[(2 * m) + 1]))];
        _learningRate = learningRate;
        _response = new double[2 * _branches.Length];
        _descent = new double[_response.Length];
        _totals = new double[_branches.Length];
    }

    public ReadOnlySpan<double> TotalWeights => _totals;

    public double Slope => VectorMath.Norm(_descent) / _slopeAtZero;

    public int HiddenDimensions => _graph.NodeSizes[_graph.Inputs];

    public double? Residual => 0;

    public bool IsEarlyFusion => false;

    public double Evaluate()
    {
        for (int m = 0; m < _branches.Length; m++)
        {
            (_response[2 * m], _response[(2 * m) + 1]) = _branches[m].Respond();
            _totals[m] = _response[2 * m] - _response[(2 * m) + 1];
        }

        return _objective.Evaluate(_response, _descent);
    }

    public void Descend()
    {
        for (int m = 0; m < _branches.Length; m++)
        {
            _branches[m].Descend(_descent[2 * m], _descent[(2 * m) + 1], _learningRate);
        }
    }

    public LinearWeights Weights(long step) =>
        new(_graph, [.. _branches.SelectMany(branch => new[] { branch.First, branch.Second })]);
}

/// <summary>One branch of a two-layer ReLU network on a scalar input: H units v·relu(w x).</summary>
/// <param name="first">w, the first-layer weights.</param>
/// <param name="second">v, the second-layer weights.</param>
internal sealed class ReluBranch(double[] first, double[] second)
{
    private readonly double[] _first = Pad(first);
    private readonly double[] _second = Pad(second);

    /// <summary>w, the first-layer weights.</summary>
    public double[] First => _first[..Width];

    /// <summary>v, the second-layer weights.</summary>
    public double[] Second => _second[..Width];

    private int Width { get; } = first.Length;

    /// <summary>The branch's output is Plus·x⁺ + Minus·x⁻: units with w &gt; 0 see x⁺, units with w &lt; 0 see x⁻.</summary>
    public (double Plus, double Minus) Respond()
    {
        var plus = Vector<double>.Zero;
        var minus = Vector<double>.Zero;
        for (int i = 0; i < _first.Length; i += Vector<double>.Count)
        {
            var w = new Vector<double>(_first, i);
            var v = new Vector<double>(_second, i);
            plus += v * Vector.Max(w, Vector<double>.Zero);
            minus += v * Vector.Max(-w, Vector<double>.Zero);
        }

        return (Vector.Sum(plus), Vector.Sum(minus));
    }

    /// <summary>One step of gradient descent.</summary>
    /// <param name="plus">⟨(y − ŷ) x⁺⟩.</param>
    /// <param name="minus">⟨(y − ŷ) x⁻⟩.</param>
    /// <param name="learningRate">η.</param>
    public void Descend(double plus, double minus, double learningRate)
    {
        // dL/dw = −v ⟨e x 1[wx > 0]⟩: ⟨e x⁺⟩ where w > 0, −⟨e x⁻⟩ where w < 0, and as in torch 0 at w = 0.
        var up = new Vector<double>(learningRate * plus);
        var down = new Vector<double>(-learningRate * minus);
        for (int i = 0; i < _first.Length; i += Vector<double>.Count)
        {
            var w = new Vector<double>(_first, i);
            var v = new Vector<double>(_second, i);
            var slope = Vector.ConditionalSelect(Vector.GreaterThan(w, Vector<double>.Zero), up, Vector<double>.Zero)
                + Vector.ConditionalSelect(Vector.LessThan(w, Vector<double>.Zero), down, Vector<double>.Zero);
            (w + (slope * v)).CopyTo(_first, i);
            (v + (slope * w)).CopyTo(_second, i);
        }
    }

    // Padding units have w = v = 0 and stay there.
    private static double[] Pad(double[] values)
    {
        var padded = new double[(values.Length + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count];
        values.CopyTo(padded, 0);
        return padded;
    }
}
