namespace FusionLab.Linear;

/// <summary>The bounds within which the formulas hold, each reported with its value.</summary>
internal static class FormulaDomain
{
    public static void CheckInitialNorm(double u0)
    {
        if (!(u0 > 0 && u0 < 1))
            throw new ConfigException($"The initial norm u0 is {u0:G6}; the theory of small weights needs a value between 0 and 1.");
    }

    public static void CheckDepths(int depth, int fusionDepth, int smallestFusionDepth)
    {
        if (fusionDepth < smallestFusionDepth || fusionDepth > depth)
        {
            throw new ConfigException(
                $"The fusion depth L_f is {fusionDepth}; this formula needs {smallestFusionDepth} <= L_f <= L, "
                + $"and the depth L is {depth}.");
        }
        if (depth < 3)
            throw new ConfigException($"The depth L is {depth}; this formula is for 3 layers or more (two-layer late fusion has its own).");
    }
}
