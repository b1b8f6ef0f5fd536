namespace FusionLab.Linear;

/// <summary>
/// Two-layer late fusion of any number of modalities: <see cref="FiniteLearningRate"/> phase after phase. In each phase every open
/// modality grows by what still correlates with the error given those already learned; for two modalities it is that form exactly.
/// </summary>
public static class LearningSequence
{
    /// <summary>When each modality is learned, in steps, in the modalities' order; infinity for never.</summary>
    /// <param name="task">The task.</param>
    /// <param name="u0">The initial Frobenius norm of the first-layer matrices, below 1.</param>
    /// <param name="learningRate">η.</param>
    public static IReadOnlyList<double> LearnedAt(TaskStatistics task, double u0, double learningRate)
    {
        FormulaDomain.CheckInitialNorm(u0);
        double[] learnedAt = [.. Enumerable.Repeat(double.PositiveInfinity, task.Modalities.Count)];
        var learned = new List<int>();
        var phases = new List<Phase>();
        double now = 0;
        while (learned.Count < learnedAt.Length)
        {
            var residuals = task.ResidualSigmaYx(learned);
            var (next, duration) = Enumerable.Range(0, learnedAt.Length).Except(learned)
                .Select(m => (Modality: m, Duration: TimeToLearn(m, residuals, phases, u0, learningRate)))
                .MinBy(candidate => candidate.Duration);
            if (double.IsInfinity(duration))
                break;
            phases.Add(new(residuals, duration));
            learned.Add(next);
            now += duration;
            learnedAt[next] = now;
        }
        return learnedAt;
    }

    private static double TimeToLearn(int modality, IReadOnlyList<double[]> residuals, List<Phase> phases, double u0, double learningRate)
    {
        double[] residual = residuals[modality];
        double rate = Math.Sqrt(Dot(residual, residual));
        if (rate == 0)
            return double.PositiveInfinity;
        // The mode that is learned in the end grew in each earlier phase by that phase's residual, or decayed where the two are
        // exactly opposite, as scalars can be (see GrowthRates.SignedSecondRate).
        double remaining = Math.Log(1 / u0) - phases.Sum(phase =>
        {
            double earlier = Math.Sqrt(Dot(phase.Residuals[modality], phase.Residuals[modality]));
            bool isOpposite = Dot(phase.Residuals[modality], residual) < -(1 - 1e-9) * earlier * rate;
            return phase.Duration * FiniteLearningRate.Growth(isOpposite ? -earlier : earlier, learningRate);
        });
        return Math.Max(0, remaining) / FiniteLearningRate.Growth(rate, learningRate);
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private sealed record Phase(IReadOnlyList<double[]> Residuals, double Duration);
}
