using System.Text.Json;
using FusionLab.Figures;
using FusionLab.Runs;
using MathNet.Numerics.Statistics;

namespace FusionLab.Paper;

/// <summary>The points of simulated sweeps: picked by a swept value, drawn, and measured against the theory.</summary>
internal static class SweepPoints
{
    /// <summary>The path of the modalities' correlation ρ.</summary>
    public const string Rho = "data.rho";

    /// <summary>The path of the standard deviation σ_A; σ_B is 1.</summary>
    public const string SigmaA = "data.sigmaA";

    /// <summary>The points at one value of a path, in the order of the sweep.</summary>
    public static RunPoint[] At(this RunResult report, string path, double value) =>
        [.. report.Points.Where(point => Number(point, path) == value)];

    /// <summary>The values that a path takes, in the order of the sweep.</summary>
    public static double[] Values(this RunResult report, string path) =>
        [.. report.Points.Select(point => Number(point, path)).Distinct()];

    /// <summary>A swept value of a point.</summary>
    public static double Number(this RunPoint point, string path) =>
        point.Values[path] is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : double.NaN;

    /// <summary>The mean time ratio; not a number where nothing was learned.</summary>
    public static double Ratio(this RunPoint point) => point.TimeRatio?.Mean ?? double.NaN;

    /// <summary>The name of a ratio of standard deviations in legends; σ_B is 1.</summary>
    public static string SigmaLabel(double sigma) => $"$σ_A/σ_B$ = {sigma}";

    /// <summary>Mean time ratios over a swept path, with their spread over seeds.</summary>
    public static Points DrawRatios(IReadOnlyList<RunPoint> points, string path, SeriesStyle style, string? label = null) =>
        Draw(points, path, Ratio, style, label) with { Spread = [.. points.Select(point => point.TimeRatio?.Std ?? 0)] };

    /// <summary>A quantity of the points over a swept path.</summary>
    public static Points Draw(
        IReadOnlyList<RunPoint> points, string path, Func<RunPoint, double> value, SeriesStyle style, string? label) =>
        new([.. points.Select(point => point.Number(path))], [.. points.Select(value)])
        {
            Marker = style.Marker,
            Ink = style.Ink,
            Label = label,
        };

    /// <summary>The smallest factor by which the time ratio grows from one point to the next; above 1 it always grows.</summary>
    public static double SmallestGrowth(IEnumerable<RunPoint> points)
    {
        double[] ratios = [.. points.Select(Ratio)];
        return ratios.Zip(ratios.Skip(1), (from, to) => to / from).Min();
    }

    /// <summary>The smallest growth of the time ratio as |ρ| grows, on both sides of 0.</summary>
    public static double SmallestGrowthWithCorrelation(IReadOnlyList<RunPoint> points) => Math.Min(
        SmallestGrowth(points.Where(point => point.Number(Rho) >= 0).OrderBy(point => point.Number(Rho))),
        SmallestGrowth(points.Where(point => point.Number(Rho) <= 0).OrderByDescending(point => point.Number(Rho))));

    /// <summary>The largest relative difference between a formula and the mean over seeds.</summary>
    public static double WorstDifference(IEnumerable<RunPoint> points, string formula) =>
        points.Max(point => Math.Abs((point.Predicted[formula] / point.Ratio()) - 1));

    /// <summary>How well a formula's ratios follow the simulated ones, over orders of magnitude.</summary>
    public static double LogCorrelation(IReadOnlyList<RunPoint> points, string formula) =>
        LogCorrelation(points.Select(Ratio), points.Select(point => point.Predicted[formula]));

    /// <summary>The correlation of the logarithms of two series.</summary>
    public static double LogCorrelation(IEnumerable<double> a, IEnumerable<double> b) =>
        Correlation.Pearson(a.Select(x => Math.Log(x)), b.Select(x => Math.Log(x)));
}
