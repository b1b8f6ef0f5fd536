namespace FusionLab.Linear;

/// <summary>
/// Two-layer late fusion by gradient descent with a finite learning rate. A step of descent multiplies a mode of rate s by
/// <c>1 + ηs</c>, gradient flow by <c>e^{ηs}</c>; so every rate <c>ηs</c> in (8) and (9) becomes <c>g(s) = ln(1 + ηs)</c> a step.
/// Not in the paper; it is the default prediction for two-layer late fusion.
/// </summary>
public static class FiniteLearningRate
{
    /// <summary><c>t_A = ln(1/u0)/g(‖Σ_yxA‖)</c> and <c>t_B</c>, in steps.</summary>
    /// <param name="rates">The task's growth rates.</param>
    /// <param name="u0">The initial Frobenius norm of a first-layer matrix, below 1.</param>
    /// <param name="learningRate">η.</param>
    public static LearningTimes Times(GrowthRates rates, double u0, double learningRate)
    {
        FormulaDomain.CheckInitialNorm(u0);
        double first = Math.Log(1 / u0) / Growth(rates.FirstRate, learningRate);
        return new(first, first * TimeRatio(rates, learningRate));
    }

    /// <summary>
    /// <c>t_B/t_A = 1 + [g(‖Σ_yxA‖) − g(±‖Σ_yxB‖)] / g(‖Σ̃_yxB‖)</c>, with the sign of the signed (9), which it is as η goes to 0.
    /// </summary>
    public static double TimeRatio(GrowthRates rates, double learningRate)
    {
        if (rates.ResidualRate == 0)
            return double.PositiveInfinity;
        double lead = Growth(rates.FirstRate, learningRate) - Growth(rates.SignedSecondRate, learningRate);
        return 1 + (lead / Growth(rates.ResidualRate, learningRate));
    }

    /// <summary><c>g(s) = ln(1 + ηs)</c>: the logarithm of what one step multiplies a mode of rate s by.</summary>
    internal static double Growth(double rate, double learningRate)
    {
        if (!(learningRate > 0) || !double.IsFinite(learningRate))
            throw new ConfigException($"The learning rate is {learningRate}; it must be above 0.");
        if (learningRate * rate <= -1)
        {
            throw new ConfigException(
                $"The learning rate {learningRate} turns a decaying mode around in one step (its rate is {rate:G4}); "
                + $"use one below {-1 / rate:G4}.");
        }
        return Math.Log(1 + (learningRate * rate));
    }
}
