using System.Text.Json;
using System.Text.Json.Nodes;
using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Runs;

namespace FusionLab.Reports;

/// <summary>
/// The figure of a sweep: over the swept setting that varies most the time ratio, the scores at stop of trained networks, mis-attribution
/// where it was measured, and the training loss of sweeps of few points.
/// </summary>
internal static class SweepFigure
{
    private const int MostLossCurves = 8;
    private const int GridPoints = 81;
    private const int MostMarkedValues = 12;

    // Uncorrelated modalities have none; what a finite initial scale leaves is not worth a panel.
    private const double SmallestMisAttribution = 0.02;

    /// <summary>Draws a sweep; null for a run without one.</summary>
    /// <param name="run">The run's files.</param>
    /// <param name="name">The title.</param>
    /// <param name="settings">The names of the swept settings.</param>
    public static Figure? Draw(RunFiles run, string name, SettingNames settings)
    {
        if (run.Summary is not { Points: { Count: > 1 } points })
        {
            return null;
        }

        if (SweptSetting.Choose(points) is not { } across)
        {
            return null;
        }

        Panel[] panels = [.. DrawOver(points, across, settings, run, RunTables.Link), .. DrawLoss(run, points, across, settings)];
        return panels.Length == 0 ? null : new Figure(
            name, Describe(points, across, settings, "seeds"), panels)
        {
            ShowTitle = true,
            PanelWidth = across.ChooseWidth(panels.Length > 1 ? 280 : 320),
            ReadableWidth = across.ChooseWidth(0),
            PanelHeight = panels.Length > 1 ? 200 : 220,
        };
    }

    /// <summary>Says what a figure of points shows.</summary>
    /// <param name="points">The points.</param>
    /// <param name="across">The setting along the horizontal axis.</param>
    /// <param name="settings">The names of the settings.</param>
    /// <param name="over">What the standard deviation is over.</param>
    public static string Describe(IReadOnlyList<RunPoint> points, SweptSetting across, SettingNames settings, string over)
    {
        string[] what =
        [
            .. points.Any(point => point.TimeRatio?.Mean is not null) ? ["time ratio"] : Array.Empty<string>(),
            .. points.Any(point => point.Unimodal.Count > 0) ? ["scores at stop"] : Array.Empty<string>(),
        ];
        string name = what.Length == 0 ? "training loss of every point" : $"{string.Join(" and ", what)} over {new Label(settings.NameAxis(across.Path)).PlainText}";
        string predicted = across.Words is null && points.Any(point => point.Theory?.TimeRatio is { } ratio && double.IsFinite(ratio))
            ? "; dashed lines are predicted" : "";
        string bounds = points.Any(point => FindBound(point) is not null) ? "; triangles are lower bounds, where a modality was never learned" : "";
        return $"{char.ToUpperInvariant(name[0])}{name[1..]}: mean and standard deviation over {over}{predicted}{bounds}.";
    }

    /// <summary>
    /// Over a setting: the time ratio, where a point has one; the scores at stop, of trained networks that differ in no other setting; and
    /// mis-attribution, where it was measured.
    /// </summary>
    /// <param name="points">The points of a sweep, or runs that differ in a setting.</param>
    /// <param name="across">The setting.</param>
    /// <param name="settings">The names of the settings.</param>
    /// <param name="run">The sweep, whose theory is then drawn as a curve where it is cheap; null draws it between the points.</param>
    /// <param name="link">The page behind a point, as seen from the page of the figure; null where there is none.</param>
    public static IEnumerable<PlotPanel> DrawOver(
        IReadOnlyList<RunPoint> points, SweptSetting across, SettingNames settings, RunFiles? run = null, Func<RunPoint, string?>? link = null)
    {
        (string Label, RunPoint[] Points, Theory Theory)[] groups = [.. points
            .GroupBy(point => string.Join(", ", point.Values.Where(value => value.Key != across.Path)
                .Select(value => settings.Describe(value.Key, Wording.Describe(value.Value)))))
            .Select(group => (group.Key, Points: group.OrderBy(across.Locate).ToArray()))
            .Select(group => (group.Key, group.Points, PredictOnGrid(run, group.Points, across) ?? TakeFromPoints(group.Points, across)))];
        var axis = ChooseAxis(settings.NameAxis(across.Path), points, across);
        if (points.Any(point => (point.TimeRatio?.Mean ?? FindBound(point)) is not null))
        {
            yield return Panel(
                new Axis("Time ratio") { IsLog = SpansDecades(points.Select(point => point.TimeRatio?.Mean)) },
                point => point.TimeRatio,
                FindBound,
                theory => theory.TimeRatio);
        }

        if (groups.Length == 1 && points.Any(point => point.Unimodal.Count > 0))
        {
            yield return new PlotPanel(
                axis,
                new Axis(points.Any(point => point.R2 is { N: > 0 }) ? "Test $R^2$ at stop (%)" : "Test accuracy at stop (%)"),
                [.. DrawScores()]);
        }

        if (points.Any(point => Math.Abs(point.MisAttribution?.Mean ?? 0) > SmallestMisAttribution))
        {
            yield return Panel(new Axis("Mis-attribution"), point => point.MisAttribution, _ => null, theory => theory.MisAttribution);
        }

        PlotPanel Panel(
            Axis y, Func<RunPoint, RatioSummary?> measured, Func<RunPoint, double?> bound, Func<Theory, double[]> predicted) => new(
            axis,
            y,
            [.. groups.Index().SelectMany(group =>
                DrawGroup(group.Item, measured, bound, predicted(group.Item.Theory), SeriesStyle.Pick(group.Index)))])
            {
                ShowLegend = groups.Length > 1,
            };

        IEnumerable<Series> DrawScores()
        {
            string[] modalities = [.. points.SelectMany(point => point.Unimodal.Keys).Distinct()];
            yield return DrawScore("all modalities", point => point.Score, new SeriesStyle(Ink.Foreground, Dash.Solid, Marker.Diamond));
            foreach (var (m, name) in modalities.Index())
            {
                yield return DrawScore(
                    $"{Wording.LabelModality(name)} alone", point => point.Unimodal.GetValueOrDefault(name), SeriesStyle.Pick(m));
            }
        }

        Points DrawScore(string label, Func<RunPoint, RatioSummary?> score, SeriesStyle style)
        {
            RunPoint[] shown = [.. points.Where(point => score(point)?.Mean is not null)];
            return new Points([.. shown.Select(across.Locate)], [.. shown.Select(point => 100 * score(point)!.Mean!.Value)])
            {
                Spread = [.. shown.Select(point => 100 * score(point)!.Std ?? 0)],
                Ink = style.Ink,
                Marker = style.Marker,
                Label = label,
                Links = link is null ? null : [.. shown.Select(link)],
            };
        }

        IEnumerable<Series> DrawGroup(
            (string Label, RunPoint[] Points, Theory Theory) group,
            Func<RunPoint, RatioSummary?> measured,
            Func<RunPoint, double?> bound,
            double[] predicted,
            SeriesStyle style)
        {
            string? named = group.Label.Length > 0 ? group.Label : null;
            if (predicted.Any(double.IsFinite))
            {
                yield return new Line(group.Theory.X, predicted) { Ink = style.Ink, Dash = Dash.Dashed, Label = named };
            }

            RunPoint[] bounded = [.. group.Points.Where(point => bound(point) is not null)];
            if (bounded.Length > 0)
            {
                yield return new Points([.. bounded.Select(across.Locate)], [.. bounded.Select(point => bound(point)!.Value)])
                {
                    Ink = style.Ink,
                    Marker = Marker.Triangle,
                    Links = link is null ? null : [.. bounded.Select(link)],
                };
            }

            RunPoint[] shown = [.. group.Points.Where(point => measured(point)?.Mean is not null)];
            yield return new Points(
                [.. shown.Select(across.Locate)], [.. shown.Select(point => measured(point)!.Mean!.Value)])
            {
                Spread = [.. shown.Select(point => measured(point)!.Std ?? 0)],
                Ink = style.Ink,
                Marker = style.Marker,
                Label = named,
                Links = link is null ? null : [.. shown.Select(link)],
            };
        }
    }

    /// <summary>What the time ratio of a point without one is at least; null where that is not known, or where it has a ratio.</summary>
    private static double? FindBound(RunPoint point) => point.TimeRatio?.Mean is null ? point.NeverLearned?.TimeRatioAtLeast : null;

    /// <summary>What the closed formulas say between the points; null where the trusted formula is none of them.</summary>
    private static Theory? PredictOnGrid(RunFiles? run, RunPoint[] group, SweptSetting across)
    {
        string? trusted = group[0].Theory?.Formula;
        if (run?.Config is not { } config || trusted is null || group.Any(point => point.Theory?.Formula != trusted)
            || across.Words is not null || across.Path is not ("data.rho" or "data.sigmaA" or "data.sigmaB" or "network.init.scale"))
        {
            return null;
        }

        double first = across.Locate(group[0]), last = across.Locate(group[^1]);
        bool isLog = SpansDecades(group.Select(point => (double?)across.Locate(point)));
        double[] x = [.. Enumerable.Range(0, GridPoints).Select(i => (double)i / (GridPoints - 1))
            .Select(share => isLog ? first * Math.Pow(last / first, share) : first + (share * (last - first)))];
        var predictions = new List<(double Ratio, double MisAttribution)>();
        foreach (double value in x)
        {
            var prediction = ConfigTheory.PredictClosedForms(Change(config.Text, group[0].Values, across.Path, value));
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

    // Between words there is nothing to predict.
    private static Theory TakeFromPoints(RunPoint[] group, SweptSetting across) => new(
        [.. group.Select(across.Locate)],
        [.. group.Select(point => across.Words is null ? point.Theory?.TimeRatio ?? double.NaN : double.NaN)],
        [.. group.Select(_ => double.NaN)]);

    /// <summary>The training loss of every point, the mean over its seeds; none for sweeps of many points.</summary>
    private static IEnumerable<PlotPanel> DrawLoss(RunFiles run, IReadOnlyList<RunPoint> points, SweptSetting across, SettingNames settings)
    {
        if (points.Count > MostLossCurves)
        {
            yield break;
        }

        var curves = ReadLoss(run, points);
        Line[] lines = [.. points.Index().Where(point => curves[point.Index].Count > 0).Select(point => CurveBundle.DrawMean(
            ReplicaCurves.AtCommonTimes(curves[point.Index], isLog: true),
            string.Join(", ", point.Item.Values.Select(value => settings.Describe(
                value.Key, value.Key == across.Path ? across.WriteShortly(value.Value) : Wording.Describe(value.Value)))),
            SeriesStyle.Pick(point.Index)))];
        if (lines.Length > 0)
        {
            yield return new PlotPanel(
                new Axis(RunFigures.NameTime(run.Summary)), new Axis("Training loss") { IsLog = true }, lines);
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

    private static Axis ChooseAxis(string label, IReadOnlyList<RunPoint> points, SweptSetting across)
    {
        if (across.Words is { } words)
        {
            return new Axis(label)
            {
                Ticks = [.. words.Select((_, i) => (double)i)],
                TickLabels = [.. words.Select(word => word.Label)],
                Min = -0.5,
                Max = words.Count - 0.5,
            };
        }

        double[] distinct = [.. points.Select(across.Locate).Distinct().Order()];
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

/// <summary>The setting along the horizontal axis of points.</summary>
/// <param name="Path">Its path in the config.</param>
/// <param name="Words">
/// Where its values are words, each in the order of the points with what stands below its place on the axis; null for numbers.
/// </param>
internal sealed record SweptSetting(string Path, IReadOnlyList<(string Value, string Label)>? Words)
{
    private const double LetterWidth = 7, WordGap = 14;

    /// <summary>Chooses among the settings of points: of those over numbers the one with most values, else of those over words.</summary>
    /// <param name="points">The points.</param>
    /// <returns>Null where all points have the same values.</returns>
    public static SweptSetting? Choose(IReadOnlyList<RunPoint> points)
    {
        string[] paths = [.. points.SelectMany(point => point.Values.Keys).Distinct()];
        var numbers = paths.Select(path => new SweptSetting(path, Words: null))
            .Where(setting => points.All(point => double.IsFinite(setting.Locate(point))))
            .MaxBy(setting => points.Select(setting.Locate).Distinct().Count());
        return numbers is not null && points.Select(numbers.Locate).Distinct().Count() > 1 ? numbers
            : paths.Select(path => OverWords(points, path)).Where(setting => setting.Words!.Count > 1).MaxBy(setting => setting.Words!.Count);
    }

    /// <summary>Where a point stands along the axis; not a number where it has no place.</summary>
    /// <param name="point">The point.</param>
    public double Locate(RunPoint point)
    {
        var value = point.Values.GetValueOrDefault(Path);
        return Words is not null ? Words.Index().First(word => word.Item.Value == Write(value)).Index
            : value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
    }

    /// <summary>The width of a panel in which words along the axis do not run into each other.</summary>
    /// <param name="least">The width for numbers.</param>
    public double ChooseWidth(double least) =>
        Words is null ? least : Math.Max(least, Words.Count * (WordGap + (LetterWidth * Words.Max(word => word.Label.Length))));

    /// <summary>A value as it stands on the axis.</summary>
    public string WriteShortly(JsonElement value) => Words is null ? Write(value) : Words.First(word => word.Value == Write(value)).Label;

    private static SweptSetting OverWords(IReadOnlyList<RunPoint> points, string path)
    {
        JsonElement[] values = [.. points.Select(point => point.Values.GetValueOrDefault(path)).DistinctBy(Write)];
        string[] kinds = [.. values.Select(value => value.ValueKind == JsonValueKind.Object && value.TryGetProperty(ConfigKinds.Key, out var kind)
            ? Write(kind) : Write(value))];
        bool sayAll = kinds.Distinct().Count() < kinds.Length;
        return new(path, [.. values.Zip(kinds, (value, kind) => (Write(value), sayAll ? Write(value) : kind))]);
    }

    private static string Write(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? "–" : Wording.Describe(value);
}
