namespace FusionLab.Linear;

/// <summary>
/// Deep fusion at the initial norm one really has: <see cref="DeepFusion"/> with the amplitude of A growing from <c>u0</c> to 1
/// instead of to infinity (the form the authors plot in figure 6). Holds for <c>2 ≤ L_f ≤ L</c>, two layers included.
/// </summary>
public static class DeepFusionFiniteStart
{
    /// <summary>
    /// <c>t_A = τ ∫_{u0}^1 du / (‖Σ_yxA‖ u^{L_f−1} (u² + u_B(u)²)^{(L−L_f)/2})</c> (eq. 47 with its upper limit at 1), which is (48)
    /// with an integral that ends at <c>u/u0 = 1/u0</c>; and <c>t_B</c> as in (54) and (56b).
    /// </summary>
    /// <param name="rates">The task's growth rates.</param>
    /// <param name="depth">L.</param>
    /// <param name="fusionDepth">L_f, from 2 to L.</param>
    /// <param name="u0">The initial Frobenius norm of each pre-fusion matrix, below 1.</param>
    /// <param name="timeConstant"><c>τ</c>: 1 / learning rate for times in steps.</param>
    public static LearningTimes Times(GrowthRates rates, int depth, int fusionDepth, double u0, double timeConstant)
    {
        FormulaDomain.CheckInitialNorm(u0);
        if (depth > 2 || fusionDepth != depth)
            FormulaDomain.CheckDepths(depth, fusionDepth, smallestFusionDepth: 2);
        double integral = Quadrature.OverAmplitude(x => DeepFusion.Integrand(x, rates.K, depth, fusionDepth), 1, 1 / u0);
        double first = timeConstant * Math.Pow(u0, 2 - depth) / rates.FirstRate * integral;
        return new(first, first + DeepFusion.UnimodalPhase(rates, depth, fusionDepth, u0, timeConstant));
    }

    /// <summary><c>t_B/t_A</c> of <see cref="Times"/>.</summary>
    public static double TimeRatio(GrowthRates rates, int depth, int fusionDepth, double u0) =>
        Times(rates, depth, fusionDepth, u0, timeConstant: 1).Ratio;
}
