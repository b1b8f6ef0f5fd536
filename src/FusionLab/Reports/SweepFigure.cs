using System.Text.Json;
using System.Text.Json.Nodes;
using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Runs;

namespace FusionLab.Reports;

/// <summary>
/// The figure of a sweep over numbers: the time ratio over the swept value that varies most, mis-attribution where it was measured, and
/// the training loss of sweeps of few points.
/// </summary>
internal static class SweepFigure
{
    private const int MostLossCurves = 8;
    private const int GridPoints = 81;
    private const int MostMarkedValues = 12;

    // Uncorrelated modalities have none; what a finite initial scale leaves is not worth a panel.
    private const double SmallestMisAttribution = 0.02;

    /// <summary>Draws a sweep; null for a run without one, or one over words alone.</summary>
    /// <param name="run">The run's files.</param>
    /// <param name="name">The title.</param>
    /// <param name="settings">The names of the swept settings.</param>
    public static Figure? Draw(RunFiles run, string name, SettingNames settings)
    {
        if (run.Summary is not { Points: { Count: > 1 } points })
        {
            return null;
        }

        string? across = FindAxis(points);
        if (across is null || points.All(point => point.TimeRatio?.Mean is null))
        {
            return null;
        }

        Panel[] panels = [.. DrawOver(points, across, settings, run, RunTables.Link), .. DrawLoss(run, points, settings)];
        return new Figure(
            name,
            $"Time ratio over {new Label(settings.NameAxis(across)).PlainText}: points are measured, with their standard deviation over "
                + "seeds" + (points.Any(point => point.Theory?.TimeRatio is not null) ? ", and dashed lines are predicted." : "."),
            panels)
        { ShowTitle = true, PanelWidth = panels.Length > 1 ? 280 : 320, PanelHeight = panels.Length > 1 ? 200 : 220 };
    }

    /// <summary>The swept path to draw along the horizontal axis: of those over numbers the one with most values; null for none.</summary>
    public static string? FindAxis(IReadOnlyList<RunPoint> points) => points[0].Values.Keys
        .Where(path => points.All(point => double.IsFinite(Number(point, path))))
        .MaxBy(path => points.Select(point => Number(point, path)).Distinct().Count());

    /// <summary>The time ratio over a setting and, where it was measured, mis-attribution.</summary>
    /// <param name="points">The points of a sweep, or runs that differ in a setting.</param>
    /// <param name="across">The setting.</param>
    /// <param name="settings">The names of the settings.</param>
    /// <param name="run">The sweep, whose theory is then drawn as a curve where it is cheap; null draws it between the points.</param>
    /// <param name="link">The page behind a point, as seen from the page of the figure; null where there is none.</param>
    public static IEnumerable<PlotPanel> DrawOver(
        IReadOnlyList<RunPoint> points, string across, SettingNames settings, RunFiles? run = null, Func<RunPoint, string?>? link = null)
    {
        (string Label, RunPoint[] Points, Theory Theory)[] groups = [.. points
            .GroupBy(point => string.Join(", ", point.Values.Where(value => value.Key != across)
                .Select(value => settings.Describe(value.Key, SettingNames.Write(value.Value)))))
            .Select(group => (group.Key, Points: group.OrderBy(point => Number(point, across)).ToArray()))
            .Select(group => (group.Key, group.Points, PredictOnGrid(run, group.Points, across) ?? TakeFromPoints(group.Points, across)))];
        yield return Panel(
            new Axis("Time ratio") { IsLog = SpansDecades(points.Select(point => point.TimeRatio?.Mean)) },
            point => point.TimeRatio,
            theory => theory.TimeRatio);
        if (points.Any(point => Math.Abs(point.MisAttribution?.Mean ?? 0) > SmallestMisAttribution))
        {
            yield return Panel(new Axis("Mis-attribution"), point => point.MisAttribution, theory => theory.MisAttribution);
        }

        PlotPanel Panel(Axis y, Func<RunPoint, RatioSummary?> measured, Func<Theory, double[]> predicted) => new(
            ChooseAxis(settings.NameAxis(across), points.Select(point => Number(point, across))),
            y,
            [.. groups.Index().SelectMany(group =>
                DrawGroup(group.Item, measured, predicted(group.Item.Theory), SeriesStyle.Pick(group.Index)))])
        {
            ShowLegend = groups.Length > 1,
        };

        IEnumerable<Series> DrawGroup(
            (string Label, RunPoint[] Points, Theory Theory) group,
            Func<RunPoint, RatioSummary?> measured,
            double[] predicted,
            SeriesStyle style)
        {
            string? named = group.Label.Length > 0 ? group.Label : null;
            if (predicted.Any(double.IsFinite))
            {
                yield return new Line(group.Theory.X, predicted) { Ink = style.Ink, Dash = Dash.Dashed, Label = named };
            }

            RunPoint[] shown = [.. group.Points.Where(point => measured(point)?.Mean is not null)];
            yield return new Points(
                [.. shown.Select(point => Number(point, across))], [.. shown.Select(point => measured(point)!.Mean!.Value)])
            {
                Spread = [.. shown.Select(point => measured(point)!.Std ?? 0)],
                Ink = style.Ink,
                Marker = style.Marker,
                Label = named,
                Links = link is null ? null : [.. shown.Select(link)],
            };
        }
    }

    /// <summary>A setting as a number; NaN where it is none.</summary>
    public static double Number(RunPoint point, string path) =>
        point.Values.TryGetValue(path, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;

    /// <summary>What the closed formulas say between the points; null where the trusted formula is none of them.</summary>
    private static Theory? PredictOnGrid(RunFiles? run, RunPoint[] group, string across)
    {
        string? trusted = group[0].Theory?.Formula;
        if (run?.Config is not { } config || trusted is null || group.Any(point => point.Theory?.Formula != trusted)
            || across is not ("data.rho" or "data.sigmaA" or "data.sigmaB" or "network.init.scale"))
        {
            return null;
        }

        double first = Number(group[0], across), last = Number(group[^1], across);
        bool isLog = SpansDecades(group.Select(point => (double?)Number(point, across)));
        double[] x = [.. Enumerable.Range(0, GridPoints).Select(i => (double)i / (GridPoints - 1))
            .Select(share => isLog ? first * Math.Pow(last / first, share) : first + (share * (last - first)))];
        var predictions = new List<(double Ratio, double MisAttribution)>();
        foreach (double value in x)
        {
            var prediction = ConfigTheory.PredictClosedForms(Change(config.Text, group[0].Values, across, value));
            if (prediction?.Formulas.FirstOrDefault(formula => formula.Name == trusted)?.TimeRatio is not { } ratio)
            {
                return null;
            }

            predictions.Add((ratio.Value ?? double.NaN, prediction.MisAttribution ?? double.NaN));
        }

        return new Theory(x, [.. predictions.Select(one => one.Ratio)], [.. predictions.Select(one => one.MisAttribution)]);
    }

    /// <summary>The config of a point, with one setting changed.</summary>
    private static ExperimentConfig Change(
        string sweep, IReadOnlyDictionary<string, JsonElement> values, string path, double number)
    {
        var config = JsonNode.Parse(sweep)!.AsObject();
        config.Remove("sweep");
        foreach (var (key, value) in values)
        {
            var node = config;
            string[] names = key.Split('.');
            foreach (string name in names[..^1])
            {
                node = (JsonObject)(node[name] ??= new JsonObject());
            }

            node[names[^1]] = key == path ? number : JsonNode.Parse(value.GetRawText());
        }

        return config.Deserialize<ExperimentConfig>(ConfigJson.Options)!.Complete();
    }

    private static Theory TakeFromPoints(RunPoint[] group, string across) => new(
        [.. group.Select(point => Number(point, across))],
        [.. group.Select(point => point.Theory?.TimeRatio ?? double.NaN)],
        [.. group.Select(_ => double.NaN)]);

    /// <summary>The training loss of every point, the mean over its seeds; none for sweeps of many points.</summary>
    private static IEnumerable<PlotPanel> DrawLoss(RunFiles run, IReadOnlyList<RunPoint> points, SettingNames settings)
    {
        if (points.Count > MostLossCurves)
        {
            yield break;
        }

        var curves = ReadLoss(run, points);
        Line[] lines = [.. points.Index().Where(point => curves[point.Index].Count > 0).Select(point => CurveBundle.DrawMean(
            ReplicaCurves.AtCommonTimes(curves[point.Index], isLog: true),
            string.Join(", ", point.Item.Values.Select(value => settings.Describe(value.Key, SettingNames.Write(value.Value)))),
            SeriesStyle.Pick(point.Index)))];
        if (lines.Length > 0)
        {
            yield return new PlotPanel(new Axis("Epoch"), new Axis("Training loss") { IsLog = true }, lines);
        }
    }

    /// <summary>The loss of every replica of every point: from the sweep's own table if simulated, else from the points' folders.</summary>
    private static IReadOnlyList<Curve>[] ReadLoss(RunFiles run, IReadOnlyList<RunPoint> points)
    {
        if (run.Summary is { Simulated: true })
        {
            var all = run.Metrics is { Count: > 0 } table ? ReplicaCurves.ReadAsRecorded(table, CsvColumn.Loss) : [];
            int seeds = all.Count / points.Count;
            return [.. points.Select((_, i) => all.Skip(i * seeds).Take(seeds).ToArray())];
        }

        return [.. points.Select(point => point.Name is null ? null
                : CsvTable.TryRead(Path.Combine(run.Folder, point.Name, "metrics.csv"), []))
            .Select(table => table is { Count: > 0 } ? ReplicaCurves.ReadAsRecorded(table, CsvColumn.Loss) : [])];
    }

    private static Axis ChooseAxis(string label, IEnumerable<double> values)
    {
        double[] distinct = [.. values.Distinct().Order()];
        bool isLog = SpansDecades(distinct.Select(value => (double?)value));
        bool isWhole = !isLog && distinct.Length <= MostMarkedValues && distinct.All(double.IsInteger);
        return new Axis(label) { IsLog = isLog, Ticks = isWhole ? distinct : null };
    }

    private static bool SpansDecades(IEnumerable<double?> values)
    {
        double[] known = [.. values.OfType<double>()];
        return known.Length > 2 && known.Min() > 0 && known.Max() >= 10 * known.Min();
    }

    /// <summary>What the trusted formula says over the setting.</summary>
    private sealed record Theory(double[] X, double[] TimeRatio, double[] MisAttribution);
}
