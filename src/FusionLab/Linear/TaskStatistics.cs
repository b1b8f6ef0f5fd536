using System.Globalization;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

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
    private readonly Lazy<Matrix<double>> _solution;
    private readonly Lazy<Matrix<double>>[] _unimodalSolutions;

    /// <summary>Makes the statistics and checks that they can belong to data.</summary>
    /// <param name="modalities">The modalities in the order of the features.</param>
    /// <param name="sigma"><c>Σ = ⟨x xᵀ⟩</c>, <c>[D, D]</c>.</param>
    /// <param name="sigmaYx"><c>Σ_yx = ⟨y xᵀ⟩</c>, <c>[O, D]</c>.</param>
    /// <param name="outputPower"><c>⟨‖y‖²⟩</c>.</param>
    /// <exception cref="ConfigException">Σ is not symmetric or not positive semi-definite, or a number is not finite.</exception>
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
        _solution = new(() => shared?.SolveAll() ?? SymmetricSolve.DivideRight(SigmaYx, Sigma));
        _unimodalSolutions = [.. Enumerable.Range(0, modalities.Count).Select(m => new Lazy<Matrix<double>>(
            () => shared?.SolveOne(m) ?? SymmetricSolve.DivideRight(SelectSigmaYx(m), SelectSigma(m, m))))];
        if (!double.IsFinite(outputPower) || outputPower < 0)
        {
            throw new ConfigException($"The output power ⟨y²⟩ is {outputPower}; it must be a finite number, 0 or more.");
        }

        // Every norm of Σ and Σ_yx is finite where these sums are: no entry of Σ exceeds the largest of its diagonal.
        if (!double.IsFinite(sigma.Diagonal().Sum()) || !double.IsFinite(sigmaYx.Enumerate().Sum(value => value * value)))
        {
            throw new ConfigException("The correlations Σ and Σ_yx of the inputs are too large to compute with, or no numbers.");
        }
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

    /// <summary>
    /// <c>M_*</c>, where gradient descent ends: <c>W^tot = Σ_yx Σ⁺</c>, <c>[O, D]</c> (eq. 6b); the pseudo-inverse where Σ is singular.
    /// </summary>
    public Matrix<double> Solution => _solution.Value;

    /// <summary>The squared-error loss at zero weights, <c>M_0</c>: <c>½⟨‖y‖²⟩</c>.</summary>
    public double LossAtZero => OutputPower / 2;

    /// <summary>The loss at <c>M_*</c>: what no linear network can fit.</summary>
    public double FinalLoss => (OutputPower - Inner(Solution, SigmaYx)) / 2;

    /// <summary>
    /// The scalar bimodal task of figures 2 to 4 and 6: <c>x_A, x_B</c> with correlation ρ and <c>y = w_A x_A + w_B x_B</c>.
    /// </summary>
    /// <param name="rho">The correlation coefficient ρ, from −1 to 1; at ±1 the modalities are collinear (figure 8).</param>
    /// <param name="sigmaA">The standard deviation of <c>x_A</c>.</param>
    /// <param name="sigmaB">The standard deviation of <c>x_B</c>.</param>
    /// <param name="weightA">The true weight <c>w_A*</c>.</param>
    /// <param name="weightB">The true weight <c>w_B*</c>.</param>
    public static TaskStatistics FromGaussian(double rho, double sigmaA, double sigmaB, double weightA = 1, double weightB = 1)
    {
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
    /// <exception cref="ConfigException">Σ is not symmetric or not positive semi-definite.</exception>
    public static TaskStatistics FromCovariance(
        double[,] sigma, double[,] trueWeights, IReadOnlyList<ModalityBlock> modalities, double noise = 0)
    {
        var covariance = Matrix<double>.Build.DenseOfArray(sigma);
        var weights = Matrix<double>.Build.DenseOfArray(trueWeights);
        var sigmaYx = weights * covariance;
        double power = Inner(sigmaYx, weights) + (weights.RowCount * noise * noise);

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
        shared.ComputeSigma(),
        shared.ComputeSigmaYx(),
        outputPower,
        shared);

    /// <summary>
    /// The block of <c>Σ</c> between modalities <paramref name="row"/> and <paramref name="column"/>: <c>Σ_A</c>, <c>Σ_AB</c>, ….
    /// </summary>
    public Matrix<double> SelectSigma(int row, int column) =>
        Sigma.SubMatrix(_offsets[row], Modalities[row].Dimension, _offsets[column], Modalities[column].Dimension);

    /// <summary><c>Σ_yxA</c>: the columns of <c>Σ_yx</c> that belong to <paramref name="modality"/>, <c>[O, D_A]</c>.</summary>
    public Matrix<double> SelectSigmaYx(int modality) => SelectColumns(SigmaYx, modality);

    /// <summary>The columns of an <c>[O, D]</c> map that belong to <paramref name="modality"/>, <c>[O, D_A]</c>.</summary>
    public Matrix<double> SelectColumns(Matrix<double> map, int modality) =>
        map.SubMatrix(0, map.RowCount, _offsets[modality], Modalities[modality].Dimension);

    /// <summary>The same task seen as only some of its modalities, in the order given.</summary>
    public TaskStatistics SelectModalities(params int[] modalities)
    {
        if (_shared is not null)
        {
            return FromSharedInputs(
                [.. modalities.Select(m => Modalities[m].Name)], _shared.SelectModalities(modalities), OutputPower);
        }

        int[] columns = [.. modalities.SelectMany(m => Enumerable.Range(_offsets[m], Modalities[m].Dimension))];
        var sigma = Matrix<double>.Build.Dense(columns.Length, columns.Length, (i, j) => Sigma[columns[i], columns[j]]);
        var sigmaYx = Matrix<double>.Build.Dense(Outputs, columns.Length, (o, j) => SigmaYx[o, columns[j]]);
        return FromAverages([.. modalities.Select(m => Modalities[m])], sigma, sigmaYx, OutputPower);
    }

    /// <summary>
    /// <c>M_A</c>, the saddle at which one modality is learned: its total weight <c>Σ_yxA Σ_A⁺</c>, <c>[O, D_A]</c> (eq. 7). The
    /// others are 0.
    /// </summary>
    public Matrix<double> SolveUnimodal(int modality) => _unimodalSolutions[modality].Value;

    /// <summary>How much of <c>⟨y²⟩</c> one modality alone explains: <c>tr(Σ_yxA Σ_A⁻¹ Σ_yxAᵀ)</c> (the two sides of eq. 10b).</summary>
    public double MeasureContribution(int modality) => Inner(SolveUnimodal(modality), SelectSigmaYx(modality));

    /// <summary>
    /// The loss on the saddle of one modality: <c>½(⟨y²⟩ − Σ_yxA Σ_A⁻¹ Σ_yxAᵀ)</c> (eq. 62, with the ½ of the loss in section 2).
    /// </summary>
    public double ComputeUnimodalLoss(int modality) => (OutputPower - MeasureContribution(modality)) / 2;

    /// <summary>The squared-error loss of any total weight, <c>½⟨‖y − W x‖²⟩</c>.</summary>
    /// <param name="totalWeight"><c>W^tot</c>, <c>[O, D]</c>.</param>
    public double ComputeLoss(Matrix<double> totalWeight) =>
        (OutputPower / 2) - Inner(totalWeight, SigmaYx) + (Inner(totalWeight * Sigma, totalWeight) / 2);

    /// <summary>
    /// <c>Σ̃_yxB = Σ_yxB − Σ_yxA Σ_A⁻¹ Σ_AB</c>: what of <paramref name="later"/> still correlates with the error once
    /// <paramref name="earlier"/> alone fits the output as well as it can (below eq. 31). Zero when the two are collinear.
    /// </summary>
    public Matrix<double> ComputeResidual(int earlier, int later)
    {
        var sigmaYx = SelectSigmaYx(later);
        return WithoutRounding(sigmaYx - (SolveUnimodal(earlier) * SelectSigma(earlier, later)), sigmaYx);
    }

    /// <summary>
    /// Every modality's <c>Σ_yx</c> given those already learned, as flat vectors: <c>Σ_yxi − W_S Σ_Si</c> with <c>W_S</c> the best
    /// weight of the learned ones together; 0 for the learned ones themselves.
    /// </summary>
    internal IReadOnlyList<double[]> ComputeResiduals(IReadOnlyList<int> learned)
    {
        double[][] residuals = [.. Modalities.Select((m, index) =>
            learned.Contains(index) ? new double[Outputs * m.Dimension] : SelectSigmaYx(index).ToRowMajorArray())];
        if (learned.Count == 0)
        {
            return residuals;
        }

        var together = SelectModalities([.. learned]);
        foreach (int open in Enumerable.Range(0, Modalities.Count).Except(learned))
        {
            var residual = SelectSigmaYx(open);
            for (int l = 0; l < learned.Count; l++)
            {
                residual -= together.SelectColumns(together.Solution, l) * SelectSigma(learned[l], open);
            }

            residuals[open] = WithoutRounding(residual, SelectSigmaYx(open)).ToRowMajorArray();
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

    private static double Inner(Matrix<double> a, Matrix<double> b) => a.PointwiseMultiply(b).Enumerate().Sum();

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
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

/// <summary>Linear systems in a correlation matrix, which is symmetric, has no negative eigenvalue, and may be singular.</summary>
internal static class SymmetricSolve
{
    /// <summary>
    /// Directions whose variance is below this fraction of the largest count as absent: well above rounding, well below any
    /// variance that gradient descent would notice.
    /// </summary>
    public const double RelativeTolerance = 1e-11;

    /// <summary>
    /// <c>B S⁺</c>: right division by <paramref name="s"/>, with the pseudo-inverse where <paramref name="s"/> is singular
    /// (collinear modalities, fewer samples than features).
    /// </summary>
    /// <param name="b">The left-hand side, <c>[O, D]</c>.</param>
    /// <param name="s">A symmetric positive semi-definite matrix, <c>[D, D]</c>.</param>
    public static Matrix<double> DivideRight(Matrix<double> b, Matrix<double> s)
    {
        if (FactorRegular(s) is { } factor)
        {
            return factor.Solve(b.Transpose()).Transpose();
        }

        var eigen = s.Evd(Symmetricity.Symmetric);
        double smallest = RelativeTolerance * eigen.EigenValues.Max(value => Math.Abs(value.Real));
        var inverse = eigen.EigenValues.Map(value => value.Real > smallest ? 1 / value.Real : 0);
        return (b * eigen.EigenVectors).MapIndexed((_, mode, value) => value * inverse[mode]).TransposeAndMultiply(eigen.EigenVectors);
    }

    /// <summary>The smallest eigenvalue of <paramref name="s"/> when it is below zero by more than rounding; otherwise null.</summary>
    public static double? NegativeEigenvalue(Matrix<double> s)
    {
        if (FactorRegular(s) is not null)
        {
            return null;
        }

        var values = s.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real).ToArray();
        return values.Min() < -1e-9 * values.Max(Math.Abs) ? values.Min() : null;
    }

    // Cholesky costs a tenth of an eigendecomposition, so it is tried first; its smallest pivot tells whether s is regular.
    private static Cholesky<double>? FactorRegular(Matrix<double> s)
    {
        try
        {
            var factor = s.Cholesky();
            double smallestPivot = Math.Pow(factor.Factor.Diagonal().AbsoluteMinimum(), 2);
            return smallestPivot > RelativeTolerance * s.Diagonal().AbsoluteMaximum() ? factor : null;
        }
        catch (ArgumentException) // MathNet throws it for a matrix that is not positive definite
        {
            return null;
        }
    }
}
