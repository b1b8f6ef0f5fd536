namespace FusionLab.Linear;

/// <summary>
/// The few numbers of a task on which every formula for two modalities depends: how fast each grows before and after the
/// other is learned (per unit of <c>t/τ</c>).
/// </summary>
/// <param name="First">The index of the modality learned first, the paper's A.</param>
/// <param name="Second">The index of the other, the paper's B.</param>
/// <param name="FirstRate"><c>‖Σ_yxA‖</c>.</param>
/// <param name="SecondRate"><c>‖Σ_yxB‖</c>.</param>
/// <param name="SignedSecondRate">
/// What the mode that B finally learns grows by before <c>t_A</c>: <c>‖Σ_yxB‖</c>, or <c>−‖Σ_yxB‖</c> where <c>Σ_yxB</c> points
/// exactly against <c>Σ̃_yxB</c>, as it can for scalars. The mode that grew along <c>Σ_yxB</c> overlaps by <c>(1 + cos θ)/2</c>
/// with the one that grows along <c>Σ̃_yxB</c>; small as that may be, its logarithm does not grow with <c>ln(1/u0)</c>.
/// </param>
/// <param name="ResidualRate"><c>‖Σ̃_yxB‖</c>; 0 when the modalities are collinear.</param>
/// <param name="PlateauWeight"><c>‖Σ_yxA Σ_A⁻¹‖</c>, the total weight of A during the unimodal phase.</param>
public sealed record GrowthRates(
    int First, int Second, double FirstRate, double SecondRate, double SignedSecondRate, double ResidualRate, double PlateauWeight)
{
    /// <summary>
    /// The paper's <c>k = ‖Σ_yxB‖ / ‖Σ_yxA‖</c>, at most 1 when <see cref="First"/> is the faster one. It is a ratio of norms: where
    /// a scalar <c>Σ_yxB</c> changes its sign, k is 0 and every formula in k has a kink (figure 6b at ρ = −σ_B/σ_A).
    /// </summary>
    public double K => SecondRate / FirstRate;

    /// <summary>The rates of the two modalities that correlate most with the output, the stronger one first.</summary>
    /// <param name="task">A task with at least two modalities.</param>
    /// <param name="size">How the size of a matrix is measured.</param>
    /// <exception cref="ConfigException">The task has one modality, or none that correlates with the output.</exception>
    public static GrowthRates Of(TaskStatistics task, MatrixSize size = MatrixSize.Frobenius)
    {
        if (task.Modalities.Count < 2)
            throw new ConfigException("The task has 1 modality; a time ratio needs at least 2.");
        int[] bySize = [.. Enumerable.Range(0, task.Modalities.Count).OrderByDescending(m => task.SigmaYxOf(m).SizeOf(size))];
        return Of(task, bySize[0], bySize[1], size);
    }

    /// <summary>The rates when <paramref name="first"/> is learned before <paramref name="second"/>.</summary>
    /// <param name="task">The task.</param>
    /// <param name="first">The index of the modality learned first.</param>
    /// <param name="second">The index of the modality learned second.</param>
    /// <param name="size">How the size of a matrix is measured.</param>
    /// <exception cref="ConfigException">The first modality does not correlate with the output.</exception>
    public static GrowthRates Of(TaskStatistics task, int first, int second, MatrixSize size = MatrixSize.Frobenius)
    {
        double firstRate = task.SigmaYxOf(first).SizeOf(size);
        if (firstRate == 0)
        {
            throw new ConfigException(
                $"Modality {task.Modalities[first].Name} does not correlate with the output (‖Σ_yx‖ is 0); "
                + "it must be above 0 for anything to be learned.");
        }
        var residual = task.ResidualSigmaYx(first, second);
        double secondRate = task.SigmaYxOf(second).SizeOf(size);
        bool isOpposite = task.SigmaYxOf(second).ProjectionOn(residual, size) < -(1 - 1e-9) * secondRate;
        return new(
            first,
            second,
            firstRate,
            secondRate,
            isOpposite ? -secondRate : secondRate,
            residual.SizeOf(size),
            FixedPoints.Unimodal(task, first).SizeOf(size));
    }
}
