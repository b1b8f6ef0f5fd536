using System.Globalization;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>One modality's rows and columns in a correlation matrix.</summary>
/// <param name="Name">The short name used in tables and JSON, such as <c>"a"</c>.</param>
/// <param name="Dimension">How many input features the modality has.</param>
public sealed record ModalityBlock(string Name, int Dimension);

/// <summary>
/// Everything that a linear network trained on the squared error can see of a task: the correlations of its inputs and
/// outputs (eq. 1). Two data sets with the same statistics give the same learning curves.
/// </summary>
/// <remarks>
/// Shapes: <c>D</c> input features of all modalities together, <c>O</c> outputs (1 for a scalar target). The matrices are
/// averages over samples, not centred again. They belong to this object: read them, do not write to them.
/// </remarks>
public sealed class TaskStatistics
{
    private readonly int[] _offsets;
    private readonly SharedInputs? _shared; // where the modalities see the same inputs: Σ in their principal axes
    private readonly Lazy<Matrix<double>> _globalSolution;
    private readonly Lazy<Matrix<double>>[] _unimodalSolutions;

    /// <summary>Makes the statistics and checks that they can belong to data.</summary>
    /// <param name="modalities">The modalities in the order of the features.</param>
    /// <param name="sigma"><c>Σ = ⟨x xᵀ⟩</c>, <c>[D, D]</c>.</param>
    /// <param name="sigmaYx"><c>Σ_yx = ⟨y xᵀ⟩</c>, <c>[O, D]</c>.</param>
    /// <param name="outputPower"><c>⟨‖y‖²⟩</c>.</param>
    /// <exception cref="ConfigException">A shape, symmetry or sign is wrong; the message names the value and the bound.</exception>
    public TaskStatistics(IReadOnlyList<ModalityBlock> modalities, Matrix<double> sigma, Matrix<double> sigmaYx, double outputPower)
        : this(modalities, sigma, sigmaYx, outputPower, shared: null) => CheckCorrelationMatrix(sigma, "Σ");

    // Averages over samples are symmetric and positive semi-definite by construction; checking 1568 x 1568 of them takes a second.
    private TaskStatistics(
        IReadOnlyList<ModalityBlock> modalities, Matrix<double> sigma, Matrix<double> sigmaYx, double outputPower, SharedInputs? shared)
    {
        _shared = shared;
        Modalities = modalities;
        Sigma = sigma;
        SigmaYx = sigmaYx;
        OutputPower = outputPower;
        _offsets = new int[modalities.Count + 1];
        for (int m = 0; m < modalities.Count; m++)
        {
            _offsets[m + 1] = _offsets[m] + modalities[m].Dimension;
        }

        // Factorizations of a thousand features take a second, and every formula needs them.
        _globalSolution = new(() => shared?.SolveAll() ?? SymmetricSolve.DivideRight(SigmaYx, Sigma));
        _unimodalSolutions = [.. Enumerable.Range(0, modalities.Count).Select(m => new Lazy<Matrix<double>>(
            () => shared?.SolveOne(m) ?? SymmetricSolve.DivideRight(SigmaYxOf(m), SigmaBlock(m, m))))];
        CheckShapes();
    }

    /// <summary>The modalities in the order of the features.</summary>
    public IReadOnlyList<ModalityBlock> Modalities { get; }

    /// <summary><c>Σ = ⟨x xᵀ⟩</c>, <c>[D, D]</c>.</summary>
    public Matrix<double> Sigma { get; }

    /// <summary><c>Σ_yx = ⟨y xᵀ⟩</c>, <c>[O, D]</c>.</summary>
    public Matrix<double> SigmaYx { get; }

    /// <summary><c>⟨‖y‖²⟩</c>; half of it is the squared-error loss of a network that answers 0.</summary>
    public double OutputPower { get; }

    /// <summary>The number of outputs, <c>O</c>.</summary>
    public int Outputs => SigmaYx.RowCount;

    /// <summary>The number of input features of all modalities together, <c>D</c>.</summary>
    public int Features => Sigma.RowCount;

    /// <summary><c>Σ_yx Σ⁺</c>, computed once; see <see cref="FixedPoints.Global"/>.</summary>
    internal Matrix<double> GlobalSolution => _globalSolution.Value;

    /// <summary>
    /// The scalar bimodal task of figures 2 to 4 and 6: <c>x_A, x_B</c> with correlation ρ and <c>y = w_A x_A + w_B x_B</c>.
    /// </summary>
    /// <param name="rho">The correlation coefficient ρ, from −1 to 1; at ±1 the modalities are collinear (figure 8).</param>
    /// <param name="sigmaA">The standard deviation of <c>x_A</c>.</param>
    /// <param name="sigmaB">The standard deviation of <c>x_B</c>.</param>
    /// <param name="weightA">The true weight <c>w_A*</c>.</param>
    /// <param name="weightB">The true weight <c>w_B*</c>.</param>
    /// <exception cref="ConfigException">ρ is outside [−1, 1] or a standard deviation is not above 0.</exception>
    public static TaskStatistics FromGaussian(double rho, double sigmaA, double sigmaB, double weightA = 1, double weightB = 1)
    {
        if (!(rho >= -1 && rho <= 1))
        {
            throw new ConfigException($"The correlation ρ is {Number(rho)}; it must be in [-1, 1].");
        }

        if (!(sigmaA > 0) || !(sigmaB > 0))
        {
            throw new ConfigException($"The standard deviations are {Number(sigmaA)} and {Number(sigmaB)}; both must be above 0.");
        }

        double[,] sigma =
        {
            { sigmaA * sigmaA, rho * sigmaA * sigmaB },
            { rho * sigmaA * sigmaB, sigmaB * sigmaB },
        };
        return FromCovariance(sigma, new[,] { { weightA, weightB } }, [new("a", 1), new("b", 1)]);
    }

    /// <summary>The exact statistics of <c>x ~ N(0, Σ)</c>, <c>y = w* x + ε</c>.</summary>
    /// <param name="sigma">Σ, <c>[D, D]</c>.</param>
    /// <param name="trueWeights"><c>w*</c>, <c>[O, D]</c>.</param>
    /// <param name="modalities">The modalities in the order of the features.</param>
    /// <param name="noise">The standard deviation of ε in every output.</param>
    /// <exception cref="ConfigException">Σ is not symmetric or not positive semi-definite, or the shapes disagree.</exception>
    public static TaskStatistics FromCovariance(
        double[,] sigma, double[,] trueWeights, IReadOnlyList<ModalityBlock> modalities, double noise = 0)
    {
        var covariance = Matrix<double>.Build.DenseOfArray(sigma);
        var weights = Matrix<double>.Build.DenseOfArray(trueWeights);
        if (covariance.RowCount != covariance.ColumnCount)
        {
            throw new ConfigException($"Σ is {covariance.RowCount} x {covariance.ColumnCount}; it must be square.");
        }

        if (weights.ColumnCount != covariance.RowCount)
        {
            throw new ConfigException(
                $"w* has {weights.ColumnCount} entries a row, but Σ is {covariance.RowCount} x {covariance.ColumnCount}; "
                + "give one weight a feature.");
        }

        if (!double.IsFinite(noise) || noise < 0)
        {
            throw new ConfigException($"The noise is {Number(noise)}; it must be a standard deviation, 0 or more.");
        }

        var sigmaYx = weights * covariance;
        double power = sigmaYx.PointwiseMultiply(weights).Enumerate().Sum() + (weights.RowCount * noise * noise);
        // The constructor reports an indefinite Σ as such; here it would be a negative power.
        return new(modalities, covariance, sigmaYx, Math.Max(0, power));
    }

    /// <summary>
    /// The statistics of a data set whose averages were taken elsewhere (over samples, over batches, on a GPU). They are trusted to
    /// be averages, so that a data set of a thousand features is not decomposed only to check it.
    /// </summary>
    /// <param name="modalities">The modalities in the order of the features.</param>
    /// <param name="sigma"><c>⟨x xᵀ⟩</c>, <c>[D, D]</c>.</param>
    /// <param name="sigmaYx">
    /// <c>⟨y xᵀ⟩</c>, <c>[O, D]</c>. The target that stands for a class is one-hot minus <c>1/C</c>: from small weights every class
    /// has probability <c>1/C</c>, so this is the cross-entropy's error signal during the time in which the theory holds.
    /// </param>
    /// <param name="outputPower"><c>⟨‖y‖²⟩</c>.</param>
    public static TaskStatistics FromAverages(
        IReadOnlyList<ModalityBlock> modalities, Matrix<double> sigma, Matrix<double> sigmaYx, double outputPower) =>
        new(modalities, sigma, sigmaYx, outputPower, shared: null);

    /// <summary>The exact statistics of modalities that all see the same <c>x</c>, in the principal axes of <c>x</c>.</summary>
    /// <param name="names">The modalities' names.</param>
    /// <param name="shared">What they see of <c>x</c>.</param>
    /// <param name="outputPower"><c>⟨‖y‖²⟩</c>.</param>
    public static TaskStatistics FromSharedInputs(IReadOnlyList<string> names, SharedInputs shared, double outputPower) => new(
        [.. names.Select(name => new ModalityBlock(name, shared.Variances.Length))],
        shared.Sigma(),
        shared.AllSigmaYx(),
        outputPower,
        shared);

    /// <summary>
    /// The block of <c>Σ</c> between modalities <paramref name="row"/> and <paramref name="column"/>: <c>Σ_A</c>, <c>Σ_AB</c>, ….
    /// </summary>
    public Matrix<double> SigmaBlock(int row, int column) =>
        Sigma.SubMatrix(_offsets[row], Modalities[row].Dimension, _offsets[column], Modalities[column].Dimension);

    /// <summary><c>Σ_yxA</c>: the columns of <c>Σ_yx</c> that belong to <paramref name="modality"/>, <c>[O, D_A]</c>.</summary>
    public Matrix<double> SigmaYxOf(int modality) => ColumnsOf(SigmaYx, modality);

    /// <summary>The columns of an <c>[O, D]</c> map that belong to <paramref name="modality"/>, <c>[O, D_A]</c>.</summary>
    public Matrix<double> ColumnsOf(Matrix<double> map, int modality) =>
        map.SubMatrix(0, map.RowCount, _offsets[modality], Modalities[modality].Dimension);

    /// <summary>
    /// <c>Σ̃_yxB = Σ_yxB − Σ_yxA Σ_A⁻¹ Σ_AB</c>: what of <paramref name="later"/> still correlates with the error once
    /// <paramref name="earlier"/> alone fits the output as well as it can (below eq. 31). Zero when the two are collinear.
    /// </summary>
    public Matrix<double> ResidualSigmaYx(int earlier, int later)
    {
        var sigmaYx = SigmaYxOf(later);
        return WithoutRounding(sigmaYx - (UnimodalSolution(earlier) * SigmaBlock(earlier, later)), sigmaYx);
    }

    /// <summary>The same task seen as only some of its modalities, in the order given.</summary>
    public TaskStatistics Only(params int[] modalities)
    {
        if (_shared is not null)
        {
            return FromSharedInputs([.. modalities.Select(m => Modalities[m].Name)], _shared.Only(modalities), OutputPower);
        }

        int[] columns = [.. modalities.SelectMany(m => Enumerable.Range(_offsets[m], Modalities[m].Dimension))];
        var sigma = Matrix<double>.Build.Dense(columns.Length, columns.Length, (i, j) => Sigma[columns[i], columns[j]]);
        var sigmaYx = Matrix<double>.Build.Dense(Outputs, columns.Length, (o, j) => SigmaYx[o, columns[j]]);
        return FromAverages([.. modalities.Select(m => Modalities[m])], sigma, sigmaYx, OutputPower);
    }

    /// <summary><c>Σ_yxA Σ_A⁺</c>, computed once; see <see cref="FixedPoints.Unimodal"/>.</summary>
    internal Matrix<double> UnimodalSolution(int modality) => _unimodalSolutions[modality].Value;

    /// <summary>
    /// Every modality's <c>Σ_yx</c> given those already learned, as flat vectors: <c>Σ_yxi − W_S Σ_Si</c> with <c>W_S</c> the best
    /// weight of the learned ones together; 0 for the learned ones themselves.
    /// </summary>
    internal IReadOnlyList<double[]> ResidualSigmaYx(IReadOnlyList<int> learned)
    {
        double[][] residuals = [.. Modalities.Select((m, index) =>
            learned.Contains(index) ? new double[Outputs * m.Dimension] : SigmaYxOf(index).ToRowMajorArray())];
        if (learned.Count == 0)
        {
            return residuals;
        }

        var together = Only([.. learned]);
        foreach (int open in Enumerable.Range(0, Modalities.Count).Except(learned))
        {
            var residual = SigmaYxOf(open);
            for (int l = 0; l < learned.Count; l++)
            {
                residual -= together.ColumnsOf(together.GlobalSolution, l) * SigmaBlock(learned[l], open);
            }

            residuals[open] = WithoutRounding(residual, SigmaYxOf(open)).ToRowMajorArray();
        }

        return residuals;
    }

    /// <summary>Checks that a matrix can be an average of <c>x xᵀ</c>.</summary>
    /// <param name="sigma">The matrix.</param>
    /// <param name="name">What its reader calls it.</param>
    /// <exception cref="ConfigException">It is not finite, symmetric or positive semi-definite.</exception>
    internal static void CheckCorrelationMatrix(Matrix<double> sigma, string name)
    {
        double largest = sigma.Enumerate().Max(Math.Abs);
        if (!double.IsFinite(largest))
        {
            throw new ConfigException(name, "has an entry that is not a finite number.");
        }

        for (int i = 0; i < sigma.RowCount; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (Math.Abs(sigma[i, j] - sigma[j, i]) > 1e-9 * largest)
                {
                    string lower = $"[{i}][{j}] is {Number(sigma[i, j])}", upper = $"[{j}][{i}] is {Number(sigma[j, i])}";
                    throw new ConfigException(name, $"is not symmetric: entry {lower} and entry {upper}; they must be equal.");
                }
            }
        }

        if (SymmetricSolve.NegativeEigenvalue(sigma) is double negative)
        {
            throw new ConfigException(
                name,
                $"is not positive semi-definite: its smallest eigenvalue is {Number(negative)}; "
                + "it must be 0 or more, as for any real data.");
        }
    }

    // Collinear modalities cancel up to rounding; the remainder is no correlation but would grow like one, only very late.
    private static Matrix<double> WithoutRounding(Matrix<double> residual, Matrix<double> whole) =>
        residual.FrobeniusNorm() > 1e-10 * whole.FrobeniusNorm() ? residual : residual.Map(_ => 0.0);

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    private void CheckShapes()
    {
        int features = _offsets[^1];
        if (Modalities.Any(m => m.Dimension < 1) || features == 0)
        {
            throw new ConfigException("Every modality needs at least one feature; give each a dimension of 1 or more.");
        }

        if (Sigma.RowCount != features || Sigma.ColumnCount != features || SigmaYx.ColumnCount != features)
        {
            throw new ConfigException(
                $"Σ is {Sigma.RowCount} x {Sigma.ColumnCount} and Σ_yx has {SigmaYx.ColumnCount} columns, but the modalities have "
                + $"{features} features together; give one row and column a feature.");
        }

        if (!double.IsFinite(OutputPower) || OutputPower < 0)
        {
            throw new ConfigException($"The output power ⟨y²⟩ is {OutputPower}; it must be a finite number, 0 or more.");
        }
    }
}

/// <summary>P samples of a task in plain arrays, the modalities' features side by side.</summary>
/// <param name="Modalities">The modalities in the order of the features; D counts all of these.</param>
/// <param name="Outputs">The number of targets O.</param>
/// <param name="Values">The inputs, <c>[P, D]</c> row-major.</param>
/// <param name="Targets">The targets, <c>[P, O]</c> row-major.</param>
public sealed record TaskSamples(IReadOnlyList<ModalityBlock> Modalities, int Outputs, double[] Values, double[] Targets)
{
    /// <summary>The features D of all modalities together.</summary>
    public int Inputs { get; } = Modalities.Sum(modality => modality.Dimension);

    /// <summary>The number of samples P.</summary>
    public int Count => Targets.Length / Outputs;

    /// <summary>Averages over these samples: all that a linear network on the squared loss sees of them.</summary>
    public TaskStatistics ComputeStatistics()
    {
        // A row-major [P, D] array is MathNet's column-major [D, P]: one sample a column.
        var x = Matrix<double>.Build.Dense(Inputs, Count, Values);
        var y = Matrix<double>.Build.Dense(Outputs, Count, Targets);
        double power = Targets.Aggregate(0.0, (sum, target) => sum + (target * target));
        return TaskStatistics.FromAverages(
            Modalities, x.TransposeAndMultiply(x) / Count, y.TransposeAndMultiply(x) / Count, power / Count);
    }

    /// <summary>Copies the columns of one modality, <c>[P, D_m]</c> row-major.</summary>
    /// <param name="modality">Counted from 0.</param>
    public double[] SelectModality(int modality)
    {
        int offset = Modalities.Take(modality).Sum(m => m.Dimension);
        int size = Modalities[modality].Dimension;
        var columns = new double[Count * size];
        for (int p = 0; p < Count; p++)
        {
            Values.AsSpan((p * Inputs) + offset, size).CopyTo(columns.AsSpan(p * size));
        }

        return columns;
    }
}
