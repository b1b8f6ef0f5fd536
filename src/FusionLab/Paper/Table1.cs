using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>Table 1: the time ratio in noisy MNIST, by fusion layer.</summary>
/// <param name="columns">Its columns, loaded.</param>
internal sealed class Table1(params Func<PaperContext, NoisyMnistColumn>[] columns) : PaperItem(
    "table1",
    "Time ratios in noisy MNIST",
    "The deeper the layer at which fusion occurs, the slower the network learns from the second modality.")
{
    public override IReadOnlyList<ExperimentConfig> LoadConfigs(PaperContext context) =>
        [.. columns.SelectMany(load => load(context).Cells).Select(cell => cell.Config)];

    public override PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        (NoisyMnistColumn Column, Entry[] Entries)[] made = [.. columns.Select(load => load(context))
            .Select(column => (column, Fill(context, column).ToArray()))];
        Entry[] entries = [.. made.SelectMany(column => column.Entries)];
        string note = string.Join(' ', made.Select(column => column.Column.Note(Runs(column.Entries))).OfType<string>());
        var figure = entries.Any(entry => entry.HasRatio) ? PaperFigure.Draw(Draw(entries, note)) : null;
        return new PaperFindings(figure, [.. entries.Select(entry => entry.Claim())])
        {
            Tables = [Tabulate(entries, note)],
            Facts = PaperRun.Facts(Runs(entries)),
            IsProvisional = Runs(entries).Any(run => run.UsesSubstitute),
        };
    }

    private static IEnumerable<PaperRun> Runs(IEnumerable<Entry> entries) => entries.Select(entry => entry.Run).OfType<PaperRun>();

    /// <summary>Trains what a column runs.</summary>
    private static IEnumerable<Entry> Fill(PaperContext context, NoisyMnistColumn column)
    {
        var full = column.WhyReduced is { } reason
            ? column.Full.Select(cell => new Entry(column.Label, cell, PublishedComparison.NotRun(cell.Published, reason)))
            : column.Full.Select(cell => Train(column.Label, cell));
        return full.Concat(column.Reduced.Select(cell => Train($"{column.Label}, reduced", cell)));

        Entry Train(string label, NoisyMnistCell cell)
        {
            var run = PaperRun.LoadOrTrain(context, cell);
            return new Entry(label, cell, run.Summary.Comparison!) { Run = run };
        }
    }

    private static Figure Draw(IReadOnlyList<Entry> entries, string note)
    {
        var columns = entries.Where(entry => entry.HasRatio).GroupBy(entry => entry.Label).ToList();
        return new Figure(
            "Table 1",
            "Mean time ratio over the fusion layer, published and ours, bars one standard deviation: "
            + $"{string.Join("; ", columns.Select(Describe))}.",
            [.. columns.Select(column => Panel(column.Key, [.. column]))])
        { ShareY = true, SharedLegend = true, Note = note.Length > 0 ? note : null };
    }

    private static PlotPanel Panel(string label, IReadOnlyList<Entry> entries)
    {
        const double Apart = 0.12; // side by side, so that no bar hides another
        var fusionDepth = new Axis("fusion layer $L_f$") { Min = 0.5, Max = 5.5, Ticks = [1, 2, 3, 4, 5] };
        return new PlotPanel(fusionDepth, new Axis("time ratio") { IsLog = true, Ticks = [1, 2, 5, 10, 20] },
        [
            Row(-Apart, entry => (entry.Cell.Published.Mean, entry.Cell.Published.Std), "published", Marker.Circle, Ink.Foreground),
            Row(0, entry => Ours(entry.Run!.Summary.TimeRatioCounted), "ours, counted as in the paper", Marker.Square, Ink.Blue),
            Row(Apart, entry => Ours(entry.Run!.Summary.TimeRatio), "ours, interpolated", Marker.Cross, Ink.Vermillion),
        ])
        { Title = label };

        Points Row(double shift, Func<Entry, (double Mean, double Std)> value, string name, Marker marker, Ink ink) =>
            new([.. entries.Select(entry => entry.Cell.FusionDepth + shift)], [.. entries.Select(entry => value(entry).Mean)])
            { Spread = [.. entries.Select(entry => value(entry).Std)], Label = name, Marker = marker, Ink = ink };

        (double Mean, double Std) Ours(RatioSummary? ratio) => (ratio?.Mean ?? double.NaN, ratio?.Std ?? 0);
    }

    private static string Describe(IGrouping<string, Entry> column) => $"{column.Key} " + string.Join(
        ", ", column.Select(entry => $"{entry.Run!.Summary.TimeRatioCounted?.Mean:F2} at L_f = {entry.Cell.FusionDepth}"));

    private static ReportTable Tabulate(IReadOnlyList<Entry> entries, string note) => new(
        [
            "Network", "$L_f$", "Published", "Ours, counted", "Replicas", "Difference (combined s.e.)", "Verdict",
            "Ours, interpolated", "Never learned", "Minutes",
        ],
        [.. entries.Select(entry => entry.Row())],
        ("Time ratio, mean ± s.d. over seeds. The verdict rests on the counted clock, with which the published numbers are consistent; "
            + $"{PublishedComparison.Allowed:0} combined standard errors are allowed. {note}").TrimEnd());

    /// <summary>One entry of Table 1 beside ours.</summary>
    /// <param name="Label">The column, with a remark where it is not the full one.</param>
    /// <param name="Cell">What is trained for it.</param>
    /// <param name="Comparison">How the two compare.</param>
    private sealed record Entry(string Label, NoisyMnistCell Cell, PublishedComparison Comparison)
    {
        /// <summary>What was trained; null where nothing was.</summary>
        public PaperRun? Run { get; init; }

        /// <summary>Whether there is a ratio of ours to show.</summary>
        public bool HasRatio => Run?.Summary.TimeRatioCounted?.Mean is not null;

        /// <summary>The entry as a claim of the paper.</summary>
        public PaperClaim Claim() => new(
            $"{Label}, $L_f$ = {Cell.FusionDepth}: time ratio.", Comparison.Verdict, Comparison.Measured?.Mean, Comparison.Evidence)
        {
            Published = Cell.Published.Mean,
            Comparison = Comparison,
        };

        /// <summary>The entry as a row of the table.</summary>
        public IReadOnlyList<ReportCell> Row()
        {
            var summary = Run?.Summary;
            return
            [
                Label, ReportCell.Number(Cell.FusionDepth, "0"),
                ReportCell.MeanStd(Cell.Published.Mean, Cell.Published.Std),
                ReportCell.MeanStd(summary?.TimeRatioCounted?.Mean, summary?.TimeRatioCounted?.Std),
                ReportCell.Number(summary?.TimeRatioCounted?.N, "0"),
                ReportCell.Number(Comparison.Difference, "F1"),
                Comparison.DescribeVerdict(),
                ReportCell.MeanStd(summary?.TimeRatio?.Mean, summary?.TimeRatio?.Std),
                ReportCell.Number(summary?.TimeRatioCounted?.Unlearned, "0"),
                ReportCell.Number(summary?.Seconds / 60, "F1"),
            ];
        }
    }
}
