using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Reports;
using FusionLab.Runs;
using MathNet.Numerics.Statistics;

namespace FusionLab.Paper;

/// <summary>
/// Figures 7 and 14: loss and accuracies of the networks of one column of Table 1 while they learn, a panel per fusion layer.
/// </summary>
/// <param name="name">The item's name.</param>
/// <param name="title">What it shows.</param>
/// <param name="column">The column; its runs are those of Table 1.</param>
internal sealed class Figure7And14(string name, string title, Func<PaperContext, NoisyMnistColumn> column) : PaperItem(
    name,
    title,
    "Networks learn the modality that is corrupted less often faster. "
    + "The deeper the layer at which fusion occurs, the slower the network learns from the second modality.")
{
    /// <summary>
    /// The least rank correlation with the fusion layer that counts as growth: that of the published CNN column, in which one pair is
    /// out of order.
    /// </summary>
    private const double Growth = 0.9;

    private static readonly SeriesStyle s_lossStyle = new(Ink.Foreground, Dash.Solid, Marker.None);
    private static readonly SeriesStyle s_accuracyStyle = new(Ink.Foreground, Dash.Dotted, Marker.None);

    public override IReadOnlyList<ExperimentConfig> LoadConfigs(PaperContext context) => [.. column(context).Cells.Select(cell => cell.Config)];

    public override PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        var shown = column(context);
        PaperRun[] runs = [.. shown.Cells.Select(cell => PaperRun.LoadOrTrain(context, cell))];
        if (runs.Length == 0)
        {
            return new PaperFindings(Figure: null, [new PaperClaim(Statement, Verdict.NotRun, null, shown.WhyReduced ?? "no network")]);
        }

        var figure = new Figure(
            Title,
            "Training loss, divided by ln 10, and test accuracies over epochs, mean and standard deviation over seeds; "
            + $"{string.Join("; ", runs.Select(Describe))}.",
            [.. runs.Select(Panel)])
        { ShareY = true, SharedLegend = true, Note = shown.Note(runs), PanelWidth = 200, PanelHeight = 150 };
        return new PaperFindings(figure, Claims(runs))
        {
            Facts = PaperRun.Facts(runs),
            IsProvisional = runs.Any(run => run.UsesSubstitute),
        };
    }

    private static PlotPanel Panel(PaperRun run)
    {
        var replicas = ReplicaCurves.GroupByReplica(run.History);
        return new PlotPanel(new Axis("epoch") { Min = 0 }, new Axis("accuracy, loss / ln 10") { Min = 0, Max = 1.05, Ticks = [0, 0.5, 1] },
        [
            SimulationPanels.Level(run.Cell.Config.Train.EffectiveThreshold.Value),
            .. Bundle(row => row.Loss / Math.Log(10), "training loss", s_lossStyle),
            .. Bundle(row => row.Accuracy ?? double.NaN, "both modalities", s_accuracyStyle),
            .. run.Summary.Modalities.SelectMany((modality, m) =>
                Bundle(row => row.Unimodal[m], $"{modality.ToUpperInvariant()} alone", SeriesStyle.Pick(m))),
        ])
        { Title = $"$L_f$ = {run.Cell.FusionDepth}" };

        // Thin lines of single replicas would fill these small panels; each run's own report has them.
        IEnumerable<Series> Bundle(Func<Evaluation, double> quantity, string label, SeriesStyle style) =>
            CurveBundle.Draw(ReplicaCurves.Select(replicas, quantity), label, style).Where(series => series is not Line { IsThin: true });
    }

    private static IReadOnlyList<PaperClaim> Claims(PaperRun[] runs)
    {
        string[] modalities = [.. runs[0].Cell.Data.Modalities!.OrderBy(modality => HowOftenCorrupted(runs[0], modality))];
        string strong = modalities[0], weak = modalities[^1];
        ReplicaSummary[] replicas = [.. runs.SelectMany(run => run.Summary.Replicas)];
        int strongFirst = replicas.Count(replica => replica.FirstModality == strong);
        return
        [
            PaperClaim.Check("The modality that is corrupted less often is learned first, by every replica.",
                strongFirst == replicas.Length, strongFirst, $"{strongFirst} of {replicas.Length}"),
            Grows("The deeper the fusion layer, the later the second modality is learned.", "epochs", replica => replica.LearnedAt[weak]),
            Grows("The deeper the fusion layer, the larger the time ratio.", "times", replica => replica.TimeRatio),
        ];

        PaperClaim Grows(string text, string unit, Func<ReplicaSummary, double?> quantity)
        {
            // A modality that was never learned has an infinite time.
            double[] means = [.. runs.Select(run => run.Summary.Replicas.Average(replica => quantity(replica) ?? double.PositiveInfinity))];
            double rank = Correlation.Spearman(runs.Select(run => (double)run.Cell.FusionDepth), means);
            string numbers = string.Join(", ", runs.Select((run, i) => $"{means[i]:F2} at $L_f$ = {run.Cell.FusionDepth}"));
            return PaperClaim.Check(text, rank >= Growth, rank,
                $"{numbers} ({unit}, interpolated); rank correlation {rank:F2}, at least {Growth} wanted");
        }
    }

    private static double HowOftenCorrupted(PaperRun run, string modality) => run.Cell.Data.Corruption.Patterns
        .Where(pattern => pattern.Corrupt.Contains(modality)).Sum(pattern => pattern.Probability);

    private static string Describe(PaperRun run) =>
        $"L_f = {run.Cell.FusionDepth}: time ratio {run.Summary.TimeRatio?.Mean:F2} on the interpolated clock, "
        + $"{run.Summary.TimeRatio?.Unlearned} of {run.Summary.Replicas.Count} replicas never learned both";
}
