using System.Text.Json;
using FusionLab.Figures;
using FusionLab.Runs;
using MathNet.Numerics.Statistics;

namespace FusionLab.Paper;

/// <summary>The points of a sweep as rows of a plot.</summary>
internal static class SweepPoints
{
    /// <summary>The points at one value of a path, in the order of the sweep.</summary>
    public static LinearPointSummary[] At(this LinearReport report, string path, double value) =>
        [.. report.Points.Where(point => Number(point, path) == value)];

    /// <summary>The values that a path takes, in the order of the sweep.</summary>
    public static double[] Values(this LinearReport report, string path) =>
        [.. report.Points.Select(point => Number(point, path)).Distinct()];

    /// <summary>A swept value of a point.</summary>
    public static double Number(this LinearPointSummary point, string path) =>
        point.Values[path] is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : double.NaN;

    /// <summary>Mean time ratios over a swept path, with their spread over seeds.</summary>
    public static Points TimeRatios(IReadOnlyList<LinearPointSummary> points, string path, Marker marker, Ink ink, string? label) => new(
        [.. points.Select(point => point.Number(path))], [.. points.Select(Ratio)])
    {
        Spread = [.. points.Select(point => point.TimeRatio.Std ?? 0)],
        Marker = marker,
        Ink = ink,
        Label = label,
    };

    /// <summary>The mean time ratio; not a number where nothing was learned.</summary>
    public static double Ratio(this LinearPointSummary point) => point.TimeRatio.Mean ?? double.NaN;

    /// <summary>The smallest factor by which a series grows from one value to the next; above 1 it always grows.</summary>
    public static double SmallestGrowth(IEnumerable<double> series)
    {
        double[] values = [.. series];
        return values.Zip(values.Skip(1), (from, to) => to / from).Min();
    }

    /// <summary>The smallest growth of the time ratio as |ρ| grows, on both sides of 0.</summary>
    public static double GrowthWithCorrelation(IReadOnlyList<LinearPointSummary> points)
    {
        var positive = points.Where(point => point.Number("data.rho") >= 0).OrderBy(point => point.Number("data.rho"));
        var negative = points.Where(point => point.Number("data.rho") <= 0).OrderByDescending(point => point.Number("data.rho"));
        return Math.Min(SmallestGrowth(positive.Select(Ratio)), SmallestGrowth(negative.Select(Ratio)));
    }

    /// <summary>The largest relative difference between a formula and the mean over seeds.</summary>
    public static double WorstDifference(IEnumerable<LinearPointSummary> points, string formula) =>
        points.Max(point => Math.Abs((point.Predicted[formula] / point.Ratio()) - 1));

    /// <summary>How well a formula's ratios follow the simulated ones, over orders of magnitude.</summary>
    public static double LogCorrelation(IReadOnlyList<LinearPointSummary> points, string formula) =>
        LogCorrelation(points.Select(Ratio), points.Select(point => point.Predicted[formula]));

    /// <summary>The correlation of the logarithms of two series.</summary>
    public static double LogCorrelation(IEnumerable<double> a, IEnumerable<double> b) =>
        Correlation.Pearson(a.Select(x => Math.Log(x)), b.Select(x => Math.Log(x)));
}
