using MathNet.Numerics.Integration;

namespace FusionLab.Linear;

/// <summary>
/// When two modalities are learned, in the unit of the time constant: steps (= epochs of full-batch descent) for <c>τ = 1/η</c>.
/// </summary>
/// <param name="First">When the earlier one is learned, <c>t_A</c>.</param>
/// <param name="Second">When the later one is learned, <c>t_B</c>; <see cref="double.PositiveInfinity"/> for never.</param>
public readonly record struct LearningTimes(double First, double Second)
{
    /// <summary><c>t_B / t_A</c>, at least 1; infinite when the later modality is never learned.</summary>
    public double Ratio => Second / First;
}

/// <summary>The regions of figure 4c. In II and III the preference is superficial.</summary>
public enum PreferenceRegion
{
    /// <summary>A is learned first and contributes more.</summary>
    I,

    /// <summary>B is learned first but A contributes more: superficial.</summary>
    II,

    /// <summary>A is learned first but B contributes more: superficial (eq. 11).</summary>
    III,

    /// <summary>B is learned first and contributes more.</summary>
    IV,
}

/// <summary>
/// The closed forms of the paper and two of our own, each of a task's <see cref="GrowthRates"/>. They do not check the domain that
/// their documentation names; <see cref="FormulaTable"/> does, and gives the reason where a formula does not apply.
/// </summary>
/// <remarks>
/// <para>
/// <c>u0</c> is the initial Frobenius norm of each pre-fusion matrix, below 1; <c>τ</c> is the time constant, 1 / learning rate for
/// times in steps. Each ratio <c>t_B/t_A</c> is the <see cref="LearningTimes.Ratio"/> of the two times.
/// </para>
/// <list type="table">
/// <item><term>eq. 8</term><description><see cref="TwoLayerFirstTime"/></description></item>
/// <item><term>eq. 9</term><description><see cref="LateFusionRatio(GrowthRates)"/>, <see cref="LateFusionSignedRatio"/>,
/// <see cref="FiniteLearningRateRatio"/></description></item>
/// <item><term>eq. 11</term><description><see cref="FindPreferenceRegion"/></description></item>
/// <item><term>eq. 12, 48, 54, 56, 57</term><description><see cref="DeepFusion(GrowthRates, int, int, double, double)"/></description></item>
/// <item><term>eq. 13, 58</term><description><see cref="DeepFusionIntegral"/></description></item>
/// <item><term>eq. 47</term><description><see cref="DeepFusionFiniteStart"/></description></item>
/// <item><term>eq. 51</term><description><see cref="IsLearnedFirst"/></description></item>
/// <item><term>eq. 59, 60</term><description><see cref="UnequalDepth"/></description></item>
/// </list>
/// The reduced dynamics (eq. 44) and the full ones (eq. 3 to 5) are integrated by <see cref="GradientFlow"/>.
/// </remarks>
public static class Formulas
{
    /// <summary>Eq. 8a: <c>t_A</c> of two-layer late fusion by gradient flow, to leading order in <c>u0</c> (section 3.2).</summary>
    public static double TwoLayerFirstTime(GrowthRates rates, double u0, double timeConstant) =>
        timeConstant / rates.FirstRate * Math.Log(1 / u0);

    /// <summary>Eq. 9 as printed, by norms: <c>t_B/t_A</c> of late fusion. Infinite for collinear modalities.</summary>
    public static double LateFusionRatio(GrowthRates rates) => LateFusionRatio(rates, rates.SecondRate);

    /// <summary>
    /// Eq. 9 with the sign of <c>Σ_yxB</c> relative to the direction in which B finally grows. The two forms agree unless
    /// <c>Σ_yxB</c> points exactly the other way; then B's mode first decays, and only this form is right. For scalar modalities with
    /// equal weights it is <c>1 + (σ_A²/σ_B² − 1)/(1 − ρ²)</c> (appendix J.3).
    /// </summary>
    public static double LateFusionSignedRatio(GrowthRates rates) => LateFusionRatio(rates, rates.SignedSecondRate);

    /// <summary>
    /// Eq. 8a for gradient descent: <c>t_A = ln(1/u0)/g(‖Σ_yxA‖)</c> of two-layer late fusion, in steps. One step of descent
    /// multiplies a mode of rate s by <c>1 + ηs</c>, gradient flow by <c>e^{ηs}</c>; so each rate <c>ηs</c> in eq. 8 and 9 becomes
    /// <c>g(s) = ln(1 + ηs)</c> per step. Not in the paper; it is the default prediction for two-layer late fusion.
    /// </summary>
    /// <param name="rates">The task's growth rates.</param>
    /// <param name="u0">The initial norm.</param>
    /// <param name="learningRate">η.</param>
    public static double FiniteLearningRateFirstTime(GrowthRates rates, double u0, double learningRate) =>
        Math.Log(1 / u0) / Growth(rates.FirstRate, learningRate);

    /// <summary>
    /// Eq. 9 for gradient descent: <c>t_B/t_A = 1 + [g(‖Σ_yxA‖) − g(±‖Σ_yxB‖)] / g(‖Σ̃_yxB‖)</c>, with the sign of
    /// <see cref="LateFusionSignedRatio"/>, to which it tends as η goes to 0. NaN where one step turns a decaying mode around,
    /// <c>−ηs ≥ 1</c>.
    /// </summary>
    public static double FiniteLearningRateRatio(GrowthRates rates, double learningRate)
    {
        if (rates.ResidualRate == 0)
        {
            return double.PositiveInfinity;
        }

        double lead = Growth(rates.FirstRate, learningRate) - Growth(rates.SignedSecondRate, learningRate);
        return 1 + (lead / Growth(rates.ResidualRate, learningRate));
    }

    /// <summary>
    /// Eq. 8 and 9 for gradient descent and any number of modalities, phase by phase (two-layer late fusion). In each phase every
    /// modality that is not learned yet grows by what still correlates with the error that the learned ones leave. For two modalities
    /// it equals <see cref="FiniteLearningRateFirstTime"/> and <see cref="FiniteLearningRateRatio"/>.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="u0">The initial norm.</param>
    /// <param name="learningRate">η.</param>
    /// <returns>When each modality is learned, in steps; infinity for never.</returns>
    internal static FormulaResult LearningSequence(TaskStatistics task, double u0, double learningRate)
    {
        double?[] learnedAt = [.. task.Modalities.Select(_ => double.PositiveInfinity)];
        string? whyNot = null;
        var learned = new List<int>();
        var phases = new List<(IReadOnlyList<double[]> Residuals, double Duration)>();
        double now = 0;
        while (learned.Count < learnedAt.Length)
        {
            var residuals = task.ComputeResiduals(learned);
            var (next, duration) = Enumerable.Range(0, learnedAt.Length).Except(learned)
                .Select(m => (Modality: m, Duration: TimeToLearn(m, residuals[m])))
                .MinBy(candidate => candidate.Duration);
            if (double.IsInfinity(duration))
            {
                break;
            }

            phases.Add((residuals, duration));
            learned.Add(next);
            now += duration;
            learnedAt[next] = now;
        }

        return whyNot is null ? new(learnedAt) : FormulaResult.None(task, whyNot);

        double TimeToLearn(int modality, double[] residual)
        {
            double rate = VectorMath.Norm(residual);
            if (rate == 0)
            {
                return double.PositiveInfinity;
            }

            // The mode that is learned in the end grew in each earlier phase by that phase's residual, or decayed where the two are
            // exactly opposite, as scalars can be (see GrowthRates.SignedSecondRate).
            double remaining = Math.Log(1 / u0) - phases.Sum(phase =>
            {
                double earlier = VectorMath.Norm(phase.Residuals[modality]);
                bool isOpposite = VectorMath.Dot(phase.Residuals[modality], residual) < -(1 - 1e-9) * earlier * rate;
                double signed = isOpposite ? -earlier : earlier;
                whyNot ??= WhyNotGrowth(signed, learningRate);
                return phase.Duration * Growth(signed, learningRate);
            });
            return Math.Max(0, remaining) / Growth(rate, learningRate);
        }
    }

    /// <summary>
    /// Eq. 12, the ratio of deep intermediate and late fusion, by its two times: <c>t_A</c> (eq. 48, 56a) and <c>t_B</c> (eq. 54,
    /// 56b). Holds for <c>2 ≤ L_f ≤ L</c> and <c>L &gt; 2</c>.
    /// </summary>
    /// <remarks>
    /// Leading order as <c>u0</c> goes to 0 (section 4.2, appendix E): the amplitudes grow from <c>u0</c> to infinity. For
    /// <c>L_f = 2</c> the ratio is that of eq. 56; the printed eq. 57 has a factor <c>L_f − 2</c> in its denominator, which is 0 there.
    /// </remarks>
    /// <param name="rates">The task's growth rates.</param>
    /// <param name="depth">L.</param>
    /// <param name="fusionDepth">L_f.</param>
    /// <param name="u0">The initial norm.</param>
    /// <param name="timeConstant">τ.</param>
    public static LearningTimes DeepFusion(GrowthRates rates, int depth, int fusionDepth, double u0, double timeConstant) =>
        DeepFusion(rates, depth, fusionDepth, u0, timeConstant, DeepFusionIntegral(rates.K, depth, fusionDepth));

    /// <summary>
    /// Eq. 12 at a finite initial norm: the amplitude of A grows from <c>u0</c> to 1 instead of to infinity, as the authors plot it in
    /// figure 6. Holds for <c>2 ≤ L_f ≤ L</c>, two layers included.
    /// </summary>
    /// <remarks>
    /// <c>t_A = τ ∫_{u0}^1 du / (‖Σ_yxA‖ u^{L_f−1} (u² + u_B(u)²)^{(L−L_f)/2})</c>, which is eq. 47 with its upper limit at 1, or
    /// eq. 48 with an integral that ends at <c>u/u0 = 1/u0</c>; <c>t_B</c> as in eq. 54 and 56b.
    /// </remarks>
    /// <inheritdoc cref="DeepFusion(GrowthRates, int, int, double, double)" path="/param"/>
    public static LearningTimes DeepFusionFiniteStart(GrowthRates rates, int depth, int fusionDepth, double u0, double timeConstant) =>
        DeepFusion(
            rates, depth, fusionDepth, u0, timeConstant,
            IntegrateOverAmplitude(x => DeepFusionIntegrand(x, rates.K, depth, fusionDepth), 1, 1 / u0));

    /// <summary>Eq. 13, for <c>L_f = 2</c> eq. 58: the integral <c>I(L, L_f)</c>.</summary>
    /// <param name="k"><c>‖Σ_yxB‖/‖Σ_yxA‖</c>, from 0 to 1.</param>
    /// <param name="depth">L, above 2.</param>
    /// <param name="fusionDepth">L_f, from 2 to L.</param>
    public static double DeepFusionIntegral(double k, int depth, int fusionDepth) =>
        IntegrateFromOneToInfinity(x => DeepFusionIntegrand(x, k, depth, fusionDepth), depth - 2);

    /// <summary>
    /// Eq. 59, the ratio of branches of unequal depth, by its two times: <c>L_A, L_B &gt; 2</c> pre-fusion layers and <c>L_c</c>
    /// post-fusion layers (appendix E.4). With <c>L_A = L_B = L_f</c> and <c>L_c = L − L_f</c> it equals eq. 12.
    /// </summary>
    /// <param name="rates">
    /// The task's growth rates, the first modality being the one learned first (see <see cref="IsLearnedFirst"/>).
    /// </param>
    /// <param name="firstDepth"><c>L_A</c>, above 2.</param>
    /// <param name="secondDepth"><c>L_B</c>, above 2.</param>
    /// <param name="sharedDepth"><c>L_c</c>, 0 for late fusion.</param>
    /// <param name="u0">The initial norm.</param>
    /// <param name="timeConstant">τ.</param>
    public static LearningTimes UnequalDepth(
        GrowthRates rates, int firstDepth, int secondDepth, int sharedDepth, double u0, double timeConstant)
    {
        double first = timeConstant / rates.FirstRate * Math.Pow(u0, 2 - firstDepth - sharedDepth)
            * UnequalDepthIntegral(rates.K, firstDepth, secondDepth, sharedDepth, u0);
        if (rates.ResidualRate == 0)
        {
            return new(first, double.PositiveInfinity);
        }

        double sharedLayers = Math.Pow(rates.PlateauWeight, (double)sharedDepth / (firstDepth + sharedDepth));
        double distance = (Math.Pow(u0, 2 - secondDepth) / (secondDepth - 2)) - (rates.K * Math.Pow(u0, 2 - firstDepth) / (firstDepth - 2));
        return new(first, first + (timeConstant * distance / (sharedLayers * rates.ResidualRate)));
    }

    /// <summary>
    /// Eq. 51 for unequal depths: whether the first modality of <paramref name="rates"/> is learned first, because B's amplitude is
    /// still finite at <c>t_A</c>: <c>(L_B−2) ‖Σ_yxB‖ u0^{L_B} &lt; (L_A−2) ‖Σ_yxA‖ u0^{L_A}</c>. As u0 goes to 0 the depths decide,
    /// whatever the correlations.
    /// </summary>
    public static bool IsLearnedFirst(GrowthRates rates, int firstDepth, int secondDepth, double u0) =>
        SecondLead(rates.K, firstDepth, secondDepth, u0) < 1;

    /// <summary>The mis-attribution of scalar modalities with <c>w* = 1</c>: <c>ρ σ_B / σ_A</c> (appendix J.3, figure 3d).</summary>
    public static double ScalarMisAttribution(double rho, double sigmaA, double sigmaB) => rho * sigmaB / sigmaA;

    /// <summary>
    /// Eq. 11, by magnitude: the region of figure 4c for scalar uncorrelated modalities. A is learned first where
    /// <c>(w_A/w_B)(σ_A/σ_B)² &gt; 1</c> and contributes more where <c>(w_A/w_B)(σ_A/σ_B) &gt; 1</c>.
    /// </summary>
    /// <param name="sigmaRatio"><c>σ_A/σ_B</c>.</param>
    /// <param name="weightRatio"><c>w_A*/w_B*</c>.</param>
    public static PreferenceRegion FindPreferenceRegion(double sigmaRatio, double weightRatio)
    {
        bool aFirst = Math.Abs(weightRatio) * sigmaRatio * sigmaRatio > 1;
        bool aContributesMore = Math.Abs(weightRatio) * sigmaRatio > 1;
        return (aFirst, aContributesMore) switch
        {
            (true, true) => PreferenceRegion.I,
            (false, true) => PreferenceRegion.II,
            (true, false) => PreferenceRegion.III,
            (false, false) => PreferenceRegion.IV,
        };
    }

    /// <summary>Why the theory of small weights does not hold for a start; null where it does.</summary>
    internal static string? WhyNotStart(double u0) =>
        u0 > 0 && u0 < 1 ? null : $"The initial norm u0 is {u0:G6}; the theory of small weights needs a value between 0 and 1.";

    /// <summary>Why gradient descent does not let a mode grow or decay at its rate; null where it does.</summary>
    internal static string? WhyNotGrowth(double rate, double learningRate) => learningRate * rate > -1
        ? null
        : $"The learning rate {learningRate} turns a decaying mode around in one step (its rate is {rate:G4}); "
            + $"use one below {-1 / rate:G4}.";

    // g(s) = ln(1 + ηs): the logarithm of what one step multiplies a mode of rate s by.
    private static double Growth(double rate, double learningRate) => Math.Log(1 + (learningRate * rate));

    private static double LateFusionRatio(GrowthRates rates, double secondRate) =>
        rates.ResidualRate == 0 ? double.PositiveInfinity : 1 + ((rates.FirstRate - secondRate) / rates.ResidualRate);

    private static LearningTimes DeepFusion(
        GrowthRates rates, int depth, int fusionDepth, double u0, double timeConstant, double integral)
    {
        double first = timeConstant * Math.Pow(u0, 2 - depth) / rates.FirstRate * integral;
        if (rates.ResidualRate == 0)
        {
            return new(first, double.PositiveInfinity);
        }

        // Eq. 54, 56b: B starts from u_B(t_A) = (1−k)^{1/(2−L_f)} u0, or u0^{1−k} at L_f = 2 (eq. 51), and grows under shared
        // layers that A has already grown.
        double sharedLayers = Math.Pow(rates.PlateauWeight, 1 - ((double)fusionDepth / depth));
        double distance = fusionDepth == 2 ? Math.Log(1 / u0) : Math.Pow(u0, 2 - fusionDepth) / (fusionDepth - 2);
        return new(first, first + (timeConstant * (1 - rates.K) * distance / (sharedLayers * rates.ResidualRate)));
    }

    // The integrand of eq. 13 and 58 over x = u_A/u0: the time that A takes to grow on, but for a factor.
    private static double DeepFusionIntegrand(double x, double k, int depth, int fusionDepth)
    {
        // Eq. 45, 55: u_B/u_A when u_A has grown to x u0.
        double secondOverFirst = fusionDepth == 2
            ? Math.Pow(x, k - 1)
            : Math.Pow(k + ((1 - k) * Math.Pow(x, fusionDepth - 2)), 1.0 / (2 - fusionDepth));
        return Math.Pow(x, 1 - depth) * Math.Pow(1 + Math.Pow(secondOverFirst, 2), (fusionDepth - depth) / 2.0);
    }

    // Eq. 60: I(L_A, L_B, L_c).
    private static double UnequalDepthIntegral(double k, int firstDepth, int secondDepth, int sharedDepth, double u0)
    {
        double lead = SecondLead(k, firstDepth, secondDepth, u0);
        return IntegrateFromOneToInfinity(
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

    // ∫ f(x) dx for 0 < from < to over an amplitude that grows by orders of magnitude, in the variable ln x, in which power laws are
    // smooth and the adaptive Gauss–Kronrod rule reaches rounding with few points.
    private static double IntegrateOverAmplitude(Func<double, double> f, double from, double to) =>
        GaussKronrodRule.Integrate(
            y => Math.Exp(y) * f(Math.Exp(y)),
            Math.Log(from),
            Math.Log(to),
            out _,
            out _,
            targetRelativeError: 1e-11,
            maximumDepth: 20,
            order: 21);

    // ∫_1^∞ of a function that falls at least as fast as x^{−decay−1}, cut where the rest is below 1e-17 of it.
    private static double IntegrateFromOneToInfinity(Func<double, double> f, double decay) =>
        IntegrateOverAmplitude(f, 1, Math.Exp(40 / decay));
}
