using System.Globalization;
using FusionLab.Figures;

namespace FusionLab.Reports;

/// <summary>
/// The trajectories of a training run: training loss, multimodal accuracy and the accuracy of each modality alone, with the
/// moments when each modality was learned.
/// </summary>
public static class RunCurves
{
    private const double Percent = 100;

    /// <summary>
    /// Draws a run. Replicas are thin lines; thick lines and bands are mean ± sample standard deviation over all of them, as far
    /// as all of them have been trained.
    /// </summary>
    /// <param name="name">The run's name, drawn as the title.</param>
    /// <param name="modalities">The modalities' names, in the order of <see cref="Evaluation.Unimodal"/>.</param>
    /// <param name="history">The evaluations of all replicas, in any order of replicas; each replica's own in order of time.</param>
    /// <param name="threshold">The unimodal accuracy (0..1) that counts as learned.</param>
    /// <param name="note">A remark drawn below, such as a warning about synthetic data. Null for none.</param>
    /// <exception cref="ArgumentException">There is no evaluation.</exception>
    public static Figure Draw(
        string name, IReadOnlyList<string> modalities, IReadOnlyList<Evaluation> history, double threshold = 0.5, string? note = null)
    {
        if (history.Count == 0)
        {
            throw new ArgumentException("A run without evaluations has no curves.", nameof(history));
        }

        var replicas = ReplicaCurves.GroupByReplica(history);
        var loss = new PlotPanel(new Axis("Epoch"), new Axis("Training loss") { IsLog = true }, Loss(replicas)) { ShowLegend = false };
        var panels = new List<Panel> { loss };
        if (modalities.Count > 0)
        {
            var percent = new Axis("Test accuracy (%)") { Min = 0, Max = Percent };
            panels.Add(new PlotPanel(new Axis("Epoch"), percent, Accuracy(modalities, replicas, threshold)));
        }

        return new Figure(name, Describe(name, modalities, replicas, threshold), panels)
        {
            ShowTitle = true,
            ShareX = true,
            PanelWidth = 280,
            PanelHeight = 200,
            Note = note,
        };
    }

    private static IReadOnlyList<Series> Loss(List<List<Evaluation>> replicas)
    {
        var style = new SeriesStyle(Ink.Foreground, Dash.Solid, Marker.None);
        return CurveBundle.Draw(ReplicaCurves.Select(replicas, row => row.Loss), "training loss", style);
    }

    private static List<Series> Accuracy(IReadOnlyList<string> modalities, List<List<Evaluation>> replicas, double threshold)
    {
        var series = new List<Series> { new ReferenceLine(Percent * threshold, IsVertical: false) { Ink = Ink.Muted } };
        if (replicas[0][0].Accuracy is not null)
        {
            var curves = ReplicaCurves.Select(replicas, row => Percent * row.Accuracy ?? double.NaN);
            var style = new SeriesStyle(Ink.Foreground, Dash.DashDot, Marker.None);
            series.AddRange(CurveBundle.Draw(curves, "all modalities", style));
        }

        for (int m = 0; m < modalities.Count; m++)
        {
            int modality = m;
            var style = SeriesStyle.Pick(m);
            string label = $"{Wording.LabelModality(modalities[m])} alone";
            series.AddRange(CurveBundle.Draw(ReplicaCurves.Select(replicas, row => Percent * row.Unimodal[modality]), label, style));
            double[] learned = LearningTimes(replicas, modality, threshold);
            double[] level = [.. learned.Select(_ => Percent * threshold)];
            series.Add(new Points(learned, level) { Ink = style.Ink, Marker = style.Marker, Label = label });
        }

        return series;
    }

    private static string Describe(string name, IReadOnlyList<string> modalities, List<List<Evaluation>> replicas, double threshold)
    {
        string who = Wording.Count(replicas.Count, "replica");
        var sentences = new List<string> { $"Training curves of {name}, {who}, mean and standard deviation." };
        for (int m = 0; m < modalities.Count; m++)
        {
            string modality = Wording.LabelModality(modalities[m]);
            double[] times = LearningTimes(replicas, m, threshold);
            sentences.Add(times.Length == 0
                ? $"{modality} alone never reaches the threshold."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{modality} alone reaches {Percent * threshold:0.#} % after {times.Average():0.##} epochs on average "
                    + $"({times.Length} of {replicas.Count})."));
        }

        return string.Join(' ', sentences);
    }

    /// <summary>When the replicas that learned a modality did so, in epochs.</summary>
    private static double[] LearningTimes(List<List<Evaluation>> replicas, int modality, double threshold) =>
        [.. replicas.Select(rows => LearnedAt.Find(rows, modality, threshold)).OfType<LearnedAt>().Select(at => at.Epochs)];
}

/// <summary>
/// The trajectories of a run on a linear task: loss, total weights and generalization error, as far as metrics.csv has them.
/// </summary>
internal static class WeightCurves
{
    private const string Prefix = "weight_";

    /// <summary>The figure; null when the table has no total weights.</summary>
    public static Figure? Draw(string name, CsvTable table)
    {
        string[] modalities = table.ColumnsAfter(Prefix);
        if (modalities.Length == 0 || table.Count == 0)
        {
            return null;
        }

        var panels = new List<Panel>
        {
            new PlotPanel(new Axis("Epoch"), new Axis("Loss") { IsLog = true }, [.. Losses(table)]),
            new PlotPanel(new Axis("Epoch"), new Axis("Total weights"), [.. modalities.SelectMany((modality, m) => CurveBundle.Draw(
                Replicas(table, Prefix + modality), $"$W_{{{Wording.LabelModality(modality)}}}^{{tot}}$", SeriesStyle.Pick(m)))]),
        };
        return new Figure(name, $"Loss and total weights of {name} over epochs.", panels)
        {
            ShowTitle = true,
            ShareX = true,
            PanelWidth = 280,
            PanelHeight = 200,
        };
    }

    private static IEnumerable<Series> Losses(CsvTable table)
    {
        (string Column, string Label, SeriesStyle Style)[] losses =
        [
            ("loss", "training loss", new SeriesStyle(Ink.Foreground, Dash.Solid, Marker.None)),
            ("generalization_error", "generalization error", new SeriesStyle(Ink.Purple, Dash.LongDash, Marker.None)),
        ];
        return losses.Where(loss => table.Column(loss.Column)?.Any(double.IsFinite) == true)
            .SelectMany(loss => CurveBundle.Draw(Replicas(table, loss.Column, isLog: true), loss.Label, loss.Style));
    }

    private static IReadOnlyList<Curve> Replicas(CsvTable table, string column, bool isLog = false)
    {
        IReadOnlyList<double> values = table.Column(column)!, epochs = table.Column("epoch") ?? [];
        var replicas = table.Column("replica") ?? [.. values.Select(_ => 1.0)];
        return ReplicaCurves.AtCommonTimes([.. Enumerable.Range(0, Math.Min(values.Count, epochs.Count)).GroupBy(i => replicas[i])
            .Select(rows => new Curve([.. rows.Select(i => epochs[i])], [.. rows.Select(i => values[i])]))], isLog);
    }
}

/// <summary>Takes the curves of replicas out of a history, and brings them to common times.</summary>
internal static class ReplicaCurves
{
    private const int MostTimes = 2000;

    /// <summary>Each replica's evaluations, in the order of the replicas.</summary>
    public static List<List<Evaluation>> GroupByReplica(IReadOnlyList<Evaluation> history) =>
        [.. history.GroupBy(row => row.Replica).OrderBy(group => group.Key).Select(group => group.ToList())];

    /// <summary>One quantity over epochs, a curve a replica.</summary>
    public static IReadOnlyList<Curve> Select(List<List<Evaluation>> replicas, Func<Evaluation, double> quantity) =>
        [.. replicas.Select(rows => new Curve([.. rows.Select(row => row.Epoch)], [.. rows.Select(quantity)]))];

    /// <summary>
    /// Gives all curves the times of any. Simulated replicas record at times of their own, dense where something happens, and end
    /// when they have converged; a mean needs common times. Each curve is read on the line between its nearest records, and after its end as it ended.
    /// </summary>
    /// <param name="replicas">One curve a replica.</param>
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
