namespace FusionLab.Linear;

/// <summary>Two-layer late fusion by gradient flow (section 3.2). Leading order in the initial norm <c>u0</c>.</summary>
public static class TwoLayerLateFusion
{
    /// <summary><c>t_A</c> and <c>t_B</c> (eq. 8).</summary>
    /// <param name="rates">The task's growth rates.</param>
    /// <param name="u0">The initial Frobenius norm of a first-layer matrix, below 1.</param>
    /// <param name="timeConstant"><c>τ</c>: 1 / learning rate for times in steps.</param>
    public static LearningTimes Times(GrowthRates rates, double u0, double timeConstant)
    {
        double first = FirstTime(rates, u0, timeConstant);
        return new(first, first * TimeRatio(rates));
    }

    /// <summary><c>t_A</c> (eq. 8a) and <c>t_B</c> by <see cref="SignedTimeRatio"/>.</summary>
    /// <inheritdoc cref="Times"/>
    public static LearningTimes SignedTimes(GrowthRates rates, double u0, double timeConstant)
    {
        double first = FirstTime(rates, u0, timeConstant);
        return new(first, first * SignedTimeRatio(rates));
    }

    /// <summary><c>t_B/t_A</c> as printed, by norms (eq. 9). Infinite for collinear modalities.</summary>
    public static double TimeRatio(GrowthRates rates) => Ratio(rates, rates.SecondRate);

    /// <summary>
    /// (9) with the sign of <c>Σ_yxB</c> relative to the direction in which B finally grows. The two agree unless <c>Σ_yxB</c>
    /// points exactly the other way; then B's mode first decays, and only this form is right. In the scalar case with equal weights
    /// it is <c>1 + (σ_A²/σ_B² − 1)/(1 − ρ²)</c> (appendix J.3).
    /// </summary>
    public static double SignedTimeRatio(GrowthRates rates) => Ratio(rates, rates.SignedSecondRate);

    private static double FirstTime(GrowthRates rates, double u0, double timeConstant)
    {
        FormulaDomain.CheckInitialNorm(u0);
        return timeConstant / rates.FirstRate * Math.Log(1 / u0);
    }

    private static double Ratio(GrowthRates rates, double secondRate) =>
        rates.ResidualRate == 0 ? double.PositiveInfinity : 1 + ((rates.FirstRate - secondRate) / rates.ResidualRate);
}
