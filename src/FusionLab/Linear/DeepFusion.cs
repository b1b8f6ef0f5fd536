namespace FusionLab.Linear;

/// <summary>
/// Deep intermediate and late fusion, <c>2 ≤ L_f ≤ L</c>, <c>L &gt; 2</c>, leading order as <c>u0</c> goes to 0 (section 4.2,
/// appendix E): the amplitudes grow from <c>u0</c> to infinity.
/// </summary>
public static class DeepFusion
{
    /// <summary><c>t_A</c> (eq. 48, 56a) and <c>t_B</c> (eq. 54, 56b).</summary>
    /// <param name="rates">The task's growth rates.</param>
    /// <param name="depth">L.</param>
    /// <param name="fusionDepth">L_f.</param>
    /// <param name="u0">The initial Frobenius norm of each pre-fusion matrix, below 1.</param>
    /// <param name="timeConstant"><c>τ</c>: 1 / learning rate for times in steps.</param>
    public static LearningTimes Times(GrowthRates rates, int depth, int fusionDepth, double u0, double timeConstant)
    {
        FormulaDomain.CheckInitialNorm(u0);
        FormulaDomain.CheckDepths(depth, fusionDepth, smallestFusionDepth: 2);
        double first = timeConstant * Math.Pow(u0, 2 - depth) / rates.FirstRate * Integral(rates.K, depth, fusionDepth);
        return new(first, first + UnimodalPhase(rates, depth, fusionDepth, u0, timeConstant));
    }

    /// <summary>
    /// <c>t_B/t_A</c> (eq. 12; for <c>L_f = 2</c> the ratio of eq. 56, without the factor <c>L_f − 2</c> that the printed (57) has
    /// in its denominator, where it is 0).
    /// </summary>
    public static double TimeRatio(GrowthRates rates, int depth, int fusionDepth, double u0) =>
        Times(rates, depth, fusionDepth, u0, timeConstant: 1).Ratio;

    /// <summary><c>I(L, L_f)</c> (eq. 13; for <c>L_f = 2</c> eq. 58).</summary>
    /// <param name="k"><c>‖Σ_yxB‖/‖Σ_yxA‖</c>, from 0 to 1.</param>
    /// <param name="depth">L, above 2.</param>
    /// <param name="fusionDepth">L_f, from 2 to L.</param>
    public static double Integral(double k, int depth, int fusionDepth)
    {
        FormulaDomain.CheckDepths(depth, fusionDepth, smallestFusionDepth: 2);
        return Quadrature.FromOneToInfinity(x => Integrand(x, k, depth, fusionDepth), depth - 2);
    }

    /// <summary>What (13) and (58) integrate over <c>x = u_A/u0</c>: the time that A takes to grow on, but for a factor.</summary>
    internal static double Integrand(double x, double k, int depth, int fusionDepth) =>
        Math.Pow(x, 1 - depth) * Math.Pow(1 + Math.Pow(SecondOverFirst(x, k, fusionDepth), 2), (fusionDepth - depth) / 2.0);

    /// <summary>
    /// <c>t_B − t_A</c> (eq. 54, 56b): B starts from <c>u_B(t_A) = (1−k)^{1/(2−L_f)} u0</c>, or <c>u0^{1−k}</c> at <c>L_f = 2</c>
    /// (eq. 51), and grows under shared layers that A has already grown.
    /// </summary>
    internal static double UnimodalPhase(GrowthRates rates, int depth, int fusionDepth, double u0, double timeConstant)
    {
        if (rates.ResidualRate == 0)
            return double.PositiveInfinity;
        double sharedLayers = Math.Pow(rates.PlateauWeight, 1 - ((double)fusionDepth / depth));
        double distance = fusionDepth == 2 ? Math.Log(1 / u0) : Math.Pow(u0, 2 - fusionDepth) / (fusionDepth - 2);
        return timeConstant * (1 - rates.K) * distance / (sharedLayers * rates.ResidualRate);
    }

    // u_B/u_A when u_A has grown to x u0 (eq. 45, 55).
    private static double SecondOverFirst(double x, double k, int fusionDepth) =>
        fusionDepth == 2 ? Math.Pow(x, k - 1) : Math.Pow(k + ((1 - k) * Math.Pow(x, fusionDepth - 2)), 1.0 / (2 - fusionDepth));
}
