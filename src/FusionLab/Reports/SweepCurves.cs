using System.Text.Json;
using System.Text.Json.Nodes;
using FusionLab.Figures;

namespace FusionLab.Reports;

/// <summary>
/// The time ratio of a sweep over the swept value that varies most: points measured, and for simulated sweeps lines predicted.
/// </summary>
internal static class SweepCurves
{
    /// <summary>The figure; null for a run without a sweep over numbers.</summary>
    public static Figure? Draw(string name, JsonNode? summary)
    {
        if (summary.At("points") is not JsonArray { Count: > 1 } points || points[0].At("values") is not JsonObject first
            || points.All(point => point.Number("timeRatio", "mean") is null))
        {
            return null;
        }

        string? across = first.Where(value => value.Value?.GetValueKind() == JsonValueKind.Number).Select(value => value.Key)
            .MaxBy(path => points.Select(point => point.Number("values", path)).Distinct().Count());
        if (across is null)
        {
            return null;
        }

        var series = points.GroupBy(point => string.Join(", ", first.Where(value => value.Key != across)
            .Select(value => $"{value.Key[(value.Key.LastIndexOf('.') + 1)..]} {point.At("values", value.Key)?.ToJsonString()}")));
        return new Figure(
            name,
            $"Time ratio over {across}: points are measured, with their standard deviation over seeds"
                + (points.Any(point => point.Number("theory", "timeRatio") is not null) ? ", and lines predicted." : "."),
            [new PlotPanel(
                new Axis(across),
                new Axis("time ratio") { IsLog = true },
                [.. series.SelectMany((group, i) => Of(group, group.Key, across, SeriesStyle.Of(i)))])])
        { ShowTitle = true, PanelWidth = 320, PanelHeight = 220 };
    }

    private static IEnumerable<Series> Of(IEnumerable<JsonNode?> points, string label, string across, SeriesStyle style)
    {
        JsonNode?[] ordered = [.. points.OrderBy(point => point.Number("values", across))];
        bool hasTheory = ordered.Any(point => point.Number("theory", "timeRatio") is not null);
        if (!hasTheory)
        {
            ordered = [.. ordered.Where(point => point.Number("timeRatio", "mean") is not null)];
        }

        double[] x = [.. ordered.Select(point => point.Number("values", across) ?? double.NaN)];
        if (hasTheory)
        {
            double[] predicted = [.. ordered.Select(point => point.Number("theory", "timeRatio") ?? double.NaN)];
            yield return new Line(x, predicted) { Ink = style.Ink, Dash = Dash.Dashed };
        }

        yield return new Points(x, [.. ordered.Select(point => point.Number("timeRatio", "mean") ?? double.NaN)])
        {
            Spread = [.. ordered.Select(point => point.Number("timeRatio", "std") ?? 0)],
            Ink = style.Ink,
            Marker = style.Marker,
            Label = label.Length > 0 ? label : null,
        };
    }
}
