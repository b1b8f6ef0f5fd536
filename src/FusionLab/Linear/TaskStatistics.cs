using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>
/// Everything that a linear network trained on the squared error can see of a task: the correlations of its inputs and
/// outputs (eq. 1). Two data sets with the same statistics give the same learning curves.
/// </summary>
/// <remarks>
/// Shapes: <c>D</c> input features of all modalities together, <c>O</c> outputs (1 for a scalar target). The matrices are
/// averages over samples, not centred again. They belong to this object: read them, do not write to them.
/// </remarks>
public sealed partial class TaskStatistics
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
        : this(modalities, sigma, sigmaYx, outputPower, measured: false)
    {
    }

    // Averages over samples are symmetric and positive semi-definite by construction; checking 1568 x 1568 of them takes a second.
    private TaskStatistics(
        IReadOnlyList<ModalityBlock> modalities,
        Matrix<double> sigma,
        Matrix<double> sigmaYx,
        double outputPower,
        bool measured,
        SharedInputs? shared = null)
    {
        _shared = shared;
        Modalities = modalities;
        Sigma = sigma;
        SigmaYx = sigmaYx;
        OutputPower = outputPower;
        _offsets = new int[modalities.Count + 1];
        for (int m = 0; m < modalities.Count; m++)
            _offsets[m + 1] = _offsets[m] + modalities[m].Dimension;
        // Factorizations of a thousand features take a second, and every formula needs them.
        _globalSolution = new(() => shared?.Global() ?? SymmetricSolve.DivideRight(SigmaYx, Sigma));
        _unimodalSolutions = [.. Enumerable.Range(0, modalities.Count).Select(m => new Lazy<Matrix<double>>(
            () => shared?.Unimodal(m) ?? SymmetricSolve.DivideRight(SigmaYxOf(m), SigmaBlock(m, m))))];
        CheckShapes();
        if (!measured)
            CheckCorrelationMatrix(sigma, "Σ");
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

    /// <summary><c>Σ_yx Σ⁺</c>, computed once.</summary>
    internal Matrix<double> GlobalSolution => _globalSolution.Value;

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
        return WithoutRounding(sigmaYx - (FixedPoints.Unimodal(this, earlier) * SigmaBlock(earlier, later)), sigmaYx);
    }

    /// <summary><c>Σ_yxA Σ_A⁺</c>, computed once.</summary>
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
            return residuals;
        var together = Only([.. learned]);
        foreach (int open in Enumerable.Range(0, Modalities.Count).Except(learned))
        {
            var residual = SigmaYxOf(open);
            for (int l = 0; l < learned.Count; l++)
                residual -= together.ColumnsOf(together.GlobalSolution, l) * SigmaBlock(learned[l], open);
            residuals[open] = WithoutRounding(residual, SigmaYxOf(open)).ToRowMajorArray();
        }
        return residuals;
    }

    /// <summary>The same task seen as only some of its modalities, in the order given.</summary>
    public TaskStatistics Only(params int[] modalities)
    {
        if (_shared is not null)
            return FromSharedInputs([.. modalities.Select(m => Modalities[m].Name)], _shared.Only(modalities), OutputPower);
        int[] columns = [.. modalities.SelectMany(m => Enumerable.Range(_offsets[m], Modalities[m].Dimension))];
        var sigma = Matrix<double>.Build.Dense(columns.Length, columns.Length, (i, j) => Sigma[columns[i], columns[j]]);
        var sigmaYx = Matrix<double>.Build.Dense(Outputs, columns.Length, (o, j) => SigmaYx[o, columns[j]]);
        return new([.. modalities.Select(m => Modalities[m])], sigma, sigmaYx, OutputPower, measured: true);
    }

    // Collinear modalities cancel up to rounding; the remainder is no correlation but would grow like one, only very late.
    private static Matrix<double> WithoutRounding(Matrix<double> residual, Matrix<double> whole) =>
        residual.FrobeniusNorm() > 1e-10 * whole.FrobeniusNorm() ? residual : residual.Map(_ => 0.0);

    private void CheckShapes()
    {
        int features = _offsets[^1];
        if (Modalities.Count == 0 || Modalities.FirstOrDefault(m => m.Dimension < 1) is not null)
            throw new ConfigException("Every modality needs at least one feature; give each a dimension of 1 or more.");
        if (Sigma.RowCount != Sigma.ColumnCount || Sigma.RowCount != features)
        {
            throw new ConfigException(
                $"Σ is {Sigma.RowCount} x {Sigma.ColumnCount}, but the modalities have {features} features together; "
                + $"Σ must be {features} x {features}.");
        }
        if (SigmaYx.ColumnCount != features)
        {
            throw new ConfigException(
                $"Σ_yx has {SigmaYx.ColumnCount} columns, but the modalities have {features} features together; "
                + "give one column a feature.");
        }
        if (!double.IsFinite(OutputPower) || OutputPower < 0)
            throw new ConfigException($"The output power ⟨y²⟩ is {OutputPower}; it must be a finite number, 0 or more.");
    }
}
