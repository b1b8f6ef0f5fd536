using System.Text.Json;
using FusionLab.Figures;
using FusionLab.Runs;

namespace FusionLab.Reports;

/// <summary>
/// The time ratio of a sweep over the swept value that varies most: points measured, and for simulated sweeps lines predicted.
/// </summary>
internal static class SweepCurves
{
    /// <summary>The figure; null for a run without a sweep over numbers.</summary>
    public static Figure? Draw(string name, RunResult? summary)
    {
        if (summary is not { Points: { Count: > 1 } points } || points.All(point => point.TimeRatio?.Mean is null))
        {
            return null;
        }

        var first = points[0].Values;
        string? across = first.Keys.Where(path => first[path].ValueKind == JsonValueKind.Number)
            .MaxBy(path => points.Select(point => Number(point, path)).Distinct().Count());
        if (across is null)
        {
            return null;
        }

        var series = points.GroupBy(point => string.Join(", ", point.Values.Where(value => value.Key != across)
            .Select(value => $"{value.Key[(value.Key.LastIndexOf('.') + 1)..]} {JsonSerializer.Serialize(value.Value)}")));
        return new Figure(
            name,
            $"Time ratio over {across}: points are measured, with their standard deviation over seeds"
                + (points.Any(point => point.Theory?.TimeRatio is not null) ? ", and lines predicted." : "."),
            [new PlotPanel(
                new Axis(across),
                new Axis("time ratio") { IsLog = true },
                [.. series.SelectMany((group, i) => DrawSeries(group, group.Key, across, SeriesStyle.Pick(i)))])])
        { ShowTitle = true, PanelWidth = 320, PanelHeight = 220 };
    }

    private static IEnumerable<Series> DrawSeries(IEnumerable<RunPoint> points, string label, string across, SeriesStyle style)
    {
        RunPoint[] ordered = [.. points.OrderBy(point => Number(point, across))];
        bool hasTheory = ordered.Any(point => point.Theory?.TimeRatio is not null);
        if (!hasTheory)
        {
            ordered = [.. ordered.Where(point => point.TimeRatio?.Mean is not null)];
        }

        double[] x = [.. ordered.Select(point => Number(point, across))];
        if (hasTheory)
        {
            double[] predicted = [.. ordered.Select(point => point.Theory?.TimeRatio ?? double.NaN)];
            yield return new Line(x, predicted) { Ink = style.Ink, Dash = Dash.Dashed };
        }

        yield return new Points(x, [.. ordered.Select(point => point.TimeRatio?.Mean ?? double.NaN)])
        {
            Spread = [.. ordered.Select(point => point.TimeRatio?.Std ?? 0)],
            Ink = style.Ink,
            Marker = style.Marker,
            Label = label.Length > 0 ? label : null,
        };
    }

    private static double Number(RunPoint point, string path) =>
        point.Values.TryGetValue(path, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
}
