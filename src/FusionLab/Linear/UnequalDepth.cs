namespace FusionLab.Linear;

/// <summary>
/// Intermediate and late fusion with branches of unequal depth, <c>L_A, L_B &gt; 2</c> pre-fusion layers and <c>L_c</c>
/// post-fusion layers (appendix E.4). With <c>L_A = L_B = L_f</c> and <c>L_c = L − L_f</c> it is (12).
/// </summary>
public static class UnequalDepth
{
    /// <summary>
    /// Whether the first modality of <paramref name="rates"/> is really learned first: (51) for unequal depths leaves B's amplitude
    /// finite at <c>t_A</c>, <c>(L_B−2) ‖Σ_yxB‖ u0^{L_B} &lt; (L_A−2) ‖Σ_yxA‖ u0^{L_A}</c>. Depth decides over correlation as u0 shrinks.
    /// </summary>
    public static bool IsLearnedFirst(GrowthRates rates, int firstDepth, int secondDepth, double u0) =>
        SecondLead(rates.K, firstDepth, secondDepth, u0) < 1;

    /// <summary><c>t_A</c> and <c>t_B</c>, the parts of (59).</summary>
    /// <param name="rates">The task's growth rates, the first modality being the one learned first.</param>
    /// <param name="firstDepth"><c>L_A</c>, above 2.</param>
    /// <param name="secondDepth"><c>L_B</c>, above 2.</param>
    /// <param name="sharedDepth"><c>L_c</c>, 0 for late fusion.</param>
    /// <param name="u0">The initial Frobenius norm of each pre-fusion matrix, below 1.</param>
    /// <param name="timeConstant"><c>τ</c>: 1 / learning rate for times in steps.</param>
    /// <exception cref="ConfigException">A depth is out of bounds, or the second modality would be learned first.</exception>
    public static LearningTimes Times(GrowthRates rates, int firstDepth, int secondDepth, int sharedDepth, double u0, double timeConstant)
    {
        Check(rates, firstDepth, secondDepth, sharedDepth, u0);
        double first = timeConstant / rates.FirstRate * Math.Pow(u0, 2 - firstDepth - sharedDepth)
            * Integral(rates.K, firstDepth, secondDepth, sharedDepth, u0);
        if (rates.ResidualRate == 0)
            return new(first, double.PositiveInfinity);
        double sharedLayers = Math.Pow(rates.PlateauWeight, (double)sharedDepth / (firstDepth + sharedDepth));
        double distance = (Math.Pow(u0, 2 - secondDepth) / (secondDepth - 2)) - (rates.K * Math.Pow(u0, 2 - firstDepth) / (firstDepth - 2));
        return new(first, first + (timeConstant * distance / (sharedLayers * rates.ResidualRate)));
    }

    /// <summary><c>t_B/t_A</c> (eq. 59).</summary>
    public static double TimeRatio(GrowthRates rates, int firstDepth, int secondDepth, int sharedDepth, double u0) =>
        Times(rates, firstDepth, secondDepth, sharedDepth, u0, timeConstant: 1).Ratio;

    /// <summary><c>I(L_A, L_B, L_c)</c> (eq. 60).</summary>
    public static double Integral(double k, int firstDepth, int secondDepth, int sharedDepth, double u0)
    {
        double lead = SecondLead(k, firstDepth, secondDepth, u0);
        return Quadrature.FromOneToInfinity(
            x =>
            {
                double second = Math.Pow((lead * (Math.Pow(x, 2 - firstDepth) - 1)) + 1, 2.0 / (2 - secondDepth));
                return Math.Pow(x, 1 - firstDepth) * Math.Pow((x * x) + second, -sharedDepth / 2.0);
            },
            firstDepth + sharedDepth - 2);
    }

    // The share of B's way from u0 to escape that it has covered when A escapes.
    private static double SecondLead(double k, int firstDepth, int secondDepth, double u0) =>
        (secondDepth - 2.0) / (firstDepth - 2.0) * k * Math.Pow(u0, secondDepth - firstDepth);

    private static void Check(GrowthRates rates, int firstDepth, int secondDepth, int sharedDepth, double u0)
    {
        FormulaDomain.CheckInitialNorm(u0);
        if (firstDepth <= 2 || secondDepth <= 2 || sharedDepth < 0)
        {
            throw new ConfigException(
                $"The branch depths are {firstDepth} and {secondDepth} and the shared depth is {sharedDepth}; "
                + "this formula needs branches deeper than 2 and a shared depth of 0 or more.");
        }
        if (!IsLearnedFirst(rates, firstDepth, secondDepth, u0))
        {
            throw new ConfigException(
                $"With branch depths {firstDepth} and {secondDepth} and u0 = {u0} the second modality is learned first; "
                + "exchange the two.");
        }
    }
}
