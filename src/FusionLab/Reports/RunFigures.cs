using System.Globalization;
using FusionLab.Figures;
using FusionLab.Runs;

namespace FusionLab.Reports;

/// <summary>
/// The figure of a run: the trajectories of training, those of a linear task, or the time ratios of a sweep.
/// </summary>
public static class RunFigures
{
    private const double Percent = 100;

    /// <summary>Draws a run from its folder.</summary>
    /// <param name="run">The run's files.</param>
    /// <param name="name">The run's name, drawn as the title.</param>
    /// <param name="note">A remark drawn below training curves. Null for none.</param>
    /// <param name="settings">The names of settings along axes; null for the customary ones.</param>
    /// <returns>Null where there is nothing to draw.</returns>
    public static Figure? Draw(RunFiles run, string name, string? note = null, SettingNames? settings = null) =>
        SweepFigure.Draw(run, name, settings ?? new SettingNames())
        ?? DrawWeights(name, run.Metrics)
        ?? (run.History.Count > 0 ? DrawTraining(name, run.Modalities, run.History, note: note, thresholds: run.Thresholds) : null);

    /// <summary>
    /// Draws training loss, multimodal accuracy and the accuracy of each modality alone, with the moments when each modality was
    /// learned. Replicas are thin lines; thick lines and bands are mean ± sample standard deviation over all of them, as far
    /// as all of them have been trained.
    /// </summary>
    /// <param name="name">The run's name, drawn as the title.</param>
    /// <param name="modalities">The modalities' names, in the order of <see cref="Evaluation.Unimodal"/>.</param>
    /// <param name="history">The evaluations of all replicas, in any order of replicas; each replica's own in order of time.</param>
    /// <param name="threshold">The unimodal accuracy (0..1) that counts as learned.</param>
    /// <param name="note">A remark drawn below, such as a warning about synthetic data. Null for none.</param>
    /// <param name="thresholds">The same where each modality has its own.</param>
    /// <exception cref="ArgumentException">There is no evaluation.</exception>
    public static Figure DrawTraining(
        string name, IReadOnlyList<string> modalities, IReadOnlyList<Evaluation> history, double threshold = 0.5, string? note = null,
        IReadOnlyList<double>? thresholds = null)
    {
        thresholds ??= [.. modalities.Select(_ => threshold)];
        if (history.Count == 0)
        {
            throw new ArgumentException("A run without evaluations has no curves.", nameof(history));
        }

        var replicas = ReplicaCurves.GroupByReplica(history);
        var loss = new PlotPanel(new Axis("Epoch"), new Axis("Training loss") { IsLog = true }, DrawLoss(replicas)) { ShowLegend = false };
        var percent = new Axis(history.Any(row => row.R2 is not null) ? "Test $R^2$ (%)" : "Test accuracy (%)") { Min = 0, Max = Percent };
        Panel[] panels = modalities.Count == 0
            ? [loss] : [loss, new PlotPanel(new Axis("Epoch"), percent, DrawAccuracy(modalities, replicas, thresholds))];
        return OverTime(name, Describe(name, modalities, replicas, thresholds), panels) with { Note = note };
    }

    /// <summary>
    /// Draws loss, total weights and generalization error of a run on a linear task, as far as metrics.csv has them; null when it has
    /// no total weights.
    /// </summary>
    private static Figure? DrawWeights(string name, CsvTable? table)
    {
        string[] modalities = table?.ColumnsAfter(CsvColumn.Weight) ?? [];
        if (table is null || modalities.Length == 0 || table.Count == 0)
        {
            return null;
        }

        (string Column, string Label, SeriesStyle Style)[] losses =
        [
            (CsvColumn.Loss, "training loss", new SeriesStyle(Ink.Foreground, Dash.Solid, Marker.None)),
            (CsvColumn.GeneralizationError, "generalization error", new SeriesStyle(Ink.Purple, Dash.LongDash, Marker.None)),
        ];
        return OverTime(name, $"Loss and total weights of {new Label(name).PlainText} over steps.",
        [
            new PlotPanel(new Axis("Step"), new Axis("Loss") { IsLog = true }, [.. losses
                .Where(loss => table.Column(loss.Column)?.Any(double.IsFinite) == true)
                .SelectMany(loss => CurveBundle.Draw(ReplicaCurves.Read(table, loss.Column, isLog: true), loss.Label, loss.Style))]),
            new PlotPanel(new Axis("Step"), new Axis("Total weights"), [.. modalities.SelectMany((modality, m) => CurveBundle.Draw(
                ReplicaCurves.Read(table, CsvColumn.Weight + modality, isLog: false),
                $"$W_{{{Wording.LabelModality(modality)}}}^{{tot}}$",
                SeriesStyle.Pick(m)))]),
        ]);
    }

    /// <summary>What the time of a run is counted in: epochs of training, steps of a simulation, each of which sees the whole task.</summary>
    /// <param name="summary">The run's summary; null where there is none.</param>
    internal static string NameTime(RunResult? summary) => summary is { Simulated: true } ? "Step" : "Epoch";

    private static Figure OverTime(string name, string description, IReadOnlyList<Panel> panels) =>
        new(name, description, panels) { ShowTitle = true, ShareX = true, PanelWidth = 280, PanelHeight = 200 };

    private static IReadOnlyList<Series> DrawLoss(List<List<Evaluation>> replicas)
    {
        var style = new SeriesStyle(Ink.Foreground, Dash.Solid, Marker.None);
        return CurveBundle.Draw(ReplicaCurves.Select(replicas, row => row.Loss), "training loss", style);
    }

    private static List<Series> DrawAccuracy(IReadOnlyList<string> modalities, List<List<Evaluation>> replicas, IReadOnlyList<double> thresholds)
    {
        var series = new List<Series>(thresholds.Where(double.IsFinite).Distinct()
            .Select(level => new ReferenceLine(Percent * level, IsVertical: false) { Ink = Ink.Muted }));
        if (replicas[0][0].Score is not null)
        {
            var curves = ReplicaCurves.Select(replicas, row => Percent * row.Score ?? double.NaN);
            var style = new SeriesStyle(Ink.Foreground, Dash.DashDot, Marker.None);
            series.AddRange(CurveBundle.Draw(curves, "all modalities", style));
        }

        for (int m = 0; m < modalities.Count; m++)
        {
            int modality = m;
            var style = SeriesStyle.Pick(m);
            string label = $"{Wording.LabelModality(modalities[m])} alone";
            series.AddRange(CurveBundle.Draw(ReplicaCurves.Select(replicas, row => Percent * row.Unimodal[modality]), label, style));
            double[] learned = LearningTimes(replicas, modality, thresholds[m]);
            double[] level = [.. learned.Select(_ => Percent * thresholds[modality])];
            series.Add(new Points(learned, level) { Ink = style.Ink, Marker = style.Marker, Label = label });
        }

        return series;
    }

    private static string Describe(string name, IReadOnlyList<string> modalities, List<List<Evaluation>> replicas, IReadOnlyList<double> thresholds)
    {
        string who = Wording.Count(replicas.Count, "replica");
        string extent = replicas.All(rows => rows.Count == replicas[0].Count) ? "" : ", which end where the first replica leaves";
        var sentences = new List<string> { $"Training curves of {new Label(name).PlainText}, {who}, mean and standard deviation{extent}." };
        for (int m = 0; m < modalities.Count; m++)
        {
            string modality = Wording.LabelModality(modalities[m]);
            double[] times = LearningTimes(replicas, m, thresholds[m]);
            sentences.Add(times.Length == 0
                ? $"{modality} alone never reaches the threshold."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{modality} alone reaches {Percent * thresholds[m]:0.#} % after {times.Average():0.##} epochs on average "
                    + $"({times.Length} of {replicas.Count})."));
        }

        return string.Join(' ', sentences);
    }

    /// <summary>When the replicas that learned a modality did so, in epochs.</summary>
    private static double[] LearningTimes(List<List<Evaluation>> replicas, int modality, double threshold) =>
        [.. replicas.Select(rows => LearnedAt.Find(rows, modality, threshold)).OfType<LearnedAt>().Select(at => at.Epochs)];
}

/// <summary>Takes the curves of replicas out of a history, and brings them to common times.</summary>
internal static class ReplicaCurves
{
    private const int MostTimes = 2000;

    /// <summary>Each replica's evaluations, in the order of the replicas.</summary>
    public static List<List<Evaluation>> GroupByReplica(IReadOnlyList<Evaluation> history) =>
        [.. history.GroupBy(row => row.Replica).OrderBy(group => group.Key).Select(group => group.ToList())];

    /// <summary>One quantity over epochs, a curve per replica.</summary>
    public static IReadOnlyList<Curve> Select(List<List<Evaluation>> replicas, Func<Evaluation, double> quantity) =>
        [.. replicas.Select(rows => new Curve([.. rows.Select(row => row.Epoch)], [.. rows.Select(quantity)]))];

    /// <summary>A column of metrics.csv over epochs, a curve per replica, at common times.</summary>
    public static IReadOnlyList<Curve> Read(CsvTable table, string column, bool isLog) =>
        AtCommonTimes(ReadAsRecorded(table, column), isLog);

    /// <summary>A column of metrics.csv over epochs, a curve per replica in the order of the replicas, each at its own times.</summary>
    public static IReadOnlyList<Curve> ReadAsRecorded(CsvTable table, string column)
    {
        IReadOnlyList<double> values = table.Column(column)!, epochs = table.Column(CsvColumn.Epoch) ?? [];
        var replicas = table.Column(CsvColumn.Replica) ?? [.. values.Select(_ => 1.0)];
        return [.. Enumerable.Range(0, Math.Min(values.Count, epochs.Count)).GroupBy(i => replicas[i]).OrderBy(rows => rows.Key)
            .Select(rows => new Curve([.. rows.Select(i => epochs[i])], [.. rows.Select(i => values[i])]))];
    }

    /// <summary>
    /// Gives all curves the times of any. Simulated replicas record at times of their own, dense where something happens, and end
    /// when they have converged; a mean needs common times. Each curve is read on the line between its nearest records, and after its
    /// end as it ended.
    /// </summary>
    /// <param name="replicas">One curve per replica.</param>
    /// <param name="isLog">Whether the lines are straight on a logarithmic axis.</param>
    public static IReadOnlyList<Curve> AtCommonTimes(IReadOnlyList<Curve> replicas, bool isLog)
    {
        if (replicas.All(curve => curve.X.SequenceEqual(replicas[0].X)))
        {
            return replicas;
        }

        double[] all = [.. replicas.SelectMany(curve => curve.X).Distinct().Order()];
        int stride = 1 + (all.Length / MostTimes);
        double[] times = [.. all.Where((_, i) => i % stride == 0 || i == all.Length - 1)];
        return [.. replicas.Select(curve => new Curve(times, [.. times.Select(time => At(curve, time, isLog))]))];
    }

    private static double At(Curve curve, double time, bool isLog)
    {
        int low = 0, high = curve.X.Count - 1;
        if (time >= curve.X[high])
        {
            return curve.Y[high];
        }

        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            (low, high) = curve.X[middle] <= time ? (middle, high) : (low, middle);
        }

        double share = (time - curve.X[low]) / (curve.X[high] - curve.X[low]);
        var (before, after) = (curve.Y[low], curve.Y[high]);
        return isLog && before > 0 && after > 0 ? before * Math.Pow(after / before, share) : before + (share * (after - before));
    }
}
