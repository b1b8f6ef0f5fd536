namespace FusionLab.Figures;

/// <summary>One quantity of one replica over time.</summary>
/// <param name="X">Times, ascending.</param>
/// <param name="Y">Values, as many; not a number where there is none.</param>
public sealed record Curve(IReadOnlyList<double> X, IReadOnlyList<double> Y);

/// <summary>Draws the same quantity of several replicas: each as a thin line, their mean as a thick one, their spread as a band.</summary>
/// <remarks>
/// Mean and band reach as far as every replica has values at the same times: replicas stop when they have learned, and a mean
/// over those that remain would jump.
/// </remarks>
public static class CurveBundle
{
    private const int MostThinLines = 12;

    /// <summary>Thin lines (of up to twelve replicas), mean, and mean ± sample standard deviation, under one label.</summary>
    /// <param name="replicas">One curve per replica; at least one.</param>
    /// <param name="label">The text in the legend.</param>
    /// <param name="style">The colour and dash of the mean.</param>
    public static IReadOnlyList<Series> Draw(IReadOnlyList<Curve> replicas, string label, SeriesStyle style)
    {
        var mean = Mean(replicas);
        if (replicas.Count == 1)
        {
            return [MeanLine(mean, label, style)];
        }

        double Variance(int i) => replicas.Sum(curve => Math.Pow(curve.Y[i] - mean.Y[i], 2)) / (replicas.Count - 1);
        double[] spread = [.. Enumerable.Range(0, mean.Y.Count).Select(i => Math.Sqrt(Variance(i)))];
        double[] low = [.. mean.Y.Zip(spread, (m, s) => m - s)], high = [.. mean.Y.Zip(spread, (m, s) => m + s)];
        var thin = replicas.Count > MostThinLines ? [] : replicas;
        return
        [
            new Band(mean.X, low, high) { Ink = style.Ink, Label = label },
            .. thin.Select(curve => new Line(curve.X, curve.Y) { Ink = style.Ink, IsThin = true, Label = label }),
            MeanLine(mean, label, style),
        ];
    }

    /// <summary>The mean alone, as a thick line.</summary>
    /// <param name="replicas">One curve per replica; at least one.</param>
    /// <param name="label">The text in the legend.</param>
    /// <param name="style">The colour and dash.</param>
    public static Line DrawMean(IReadOnlyList<Curve> replicas, string label, SeriesStyle style) =>
        MeanLine(Mean(replicas), label, style);

    private static Line MeanLine(Curve mean, string label, SeriesStyle style) => style.Apply(new Line(mean.X, mean.Y) { Label = label });

    private static Curve Mean(IReadOnlyList<Curve> replicas)
    {
        int common = Enumerable.Range(0, replicas.Min(curve => curve.X.Count))
            .TakeWhile(i => replicas.All(curve => curve.X[i] == replicas[0].X[i])).Count();
        double[] means = [.. Enumerable.Range(0, common).Select(i => replicas.Average(curve => curve.Y[i]))];
        return new Curve([.. replicas[0].X.Take(common)], means);
    }
}
