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

        var replicas = EvaluationCurves.ByReplica(history);
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
        return CurveBundle.Draw(EvaluationCurves.Of(replicas, row => row.Loss), "training loss", style);
    }

    private static List<Series> Accuracy(IReadOnlyList<string> modalities, List<List<Evaluation>> replicas, double threshold)
    {
        var series = new List<Series> { new ReferenceLine(Percent * threshold, IsVertical: false) { Ink = Ink.Muted } };
        if (replicas[0][0].Accuracy is not null)
        {
            var curves = EvaluationCurves.Of(replicas, row => Percent * row.Accuracy ?? double.NaN);
            var style = new SeriesStyle(Ink.Foreground, Dash.DashDot, Marker.None);
            series.AddRange(CurveBundle.Draw(curves, "all modalities", style));
        }

        for (int m = 0; m < modalities.Count; m++)
        {
            int modality = m;
            var style = SeriesStyle.Of(m);
            string label = $"{ModalityLabel.Of(modalities[m])} alone";
            series.AddRange(CurveBundle.Draw(EvaluationCurves.Of(replicas, row => Percent * row.Unimodal[modality]), label, style));
            double[] learned = LearningTimes(replicas, modality, threshold);
            double[] level = [.. learned.Select(_ => Percent * threshold)];
            series.Add(new Points(learned, level) { Ink = style.Ink, Marker = style.Marker, Label = label });
        }

        return series;
    }

    private static string Describe(string name, IReadOnlyList<string> modalities, List<List<Evaluation>> replicas, double threshold)
    {
        string who = Counted.Of(replicas.Count, "replica");
        var sentences = new List<string> { $"Training curves of {name}, {who}, mean and standard deviation." };
        for (int m = 0; m < modalities.Count; m++)
        {
            string modality = ModalityLabel.Of(modalities[m]);
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
