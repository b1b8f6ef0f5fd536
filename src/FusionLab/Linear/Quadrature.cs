using MathNet.Numerics.Integration;

namespace FusionLab.Linear;

/// <summary>Integrals over an amplitude that grows by orders of magnitude.</summary>
internal static class Quadrature
{
    /// <summary>
    /// <c>∫_from^to f(x) dx</c> for <c>0 &lt; from &lt; to</c>, in the variable <c>ln x</c>, in which power laws are smooth and the
    /// adaptive Gauss–Kronrod rule reaches rounding with few points.
    /// </summary>
    public static double OverAmplitude(Func<double, double> f, double from, double to) =>
        GaussKronrodRule.Integrate(
            y => Math.Exp(y) * f(Math.Exp(y)),
            Math.Log(from),
            Math.Log(to),
            out _,
            out _,
            targetRelativeError: 1e-11,
            maximumDepth: 20,
            order: 21);

    /// <summary>
    /// <c>∫_1^∞ f(x) dx</c> of a function that falls at least as fast as <c>x^{−decay−1}</c>, cut where the rest is below 1e-17 of it.
    /// </summary>
    public static double FromOneToInfinity(Func<double, double> f, double decay) => OverAmplitude(f, 1, Math.Exp(40 / decay));
}
