using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>Table 1: the time ratio in noisy MNIST, by fusion layer.</summary>
internal sealed class Table1 : IPaperItem
{
    private readonly Func<PaperContext, IReadOnlyList<NoisyMnistColumn>> _columns;

    public Table1()
        : this(context => [NoisyMnistColumns.Mlp(context), NoisyMnistColumns.Cnn(context)])
    {
    }

    /// <summary>The table over other networks.</summary>
    internal Table1(Func<PaperContext, IReadOnlyList<NoisyMnistColumn>> columns) => _columns = columns;

    public string Name => "table1";

    public string Title => "Time ratios in noisy MNIST";

    public string Statement => "The deeper the layer at which fusion occurs, the slower the network learns from the second modality.";

    public IReadOnlyList<ExperimentConfig> Configs(PaperContext context) =>
        [.. _columns(context).SelectMany(column => column.Cells).Select(cell => cell.Config)];

    public PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        var columns = _columns(context);
        Table1Entry[][] byColumn = [.. columns.Select(column => Entries(context, column).ToArray())];
        Table1Entry[] entries = [.. byColumn.SelectMany(column => column)];
        var notes = columns.Zip(byColumn, (column, of) => TrainingFacts.Note(column, of.Select(entry => entry.Run).OfType<PaperRun>()));
        string note = string.Join(' ', notes.OfType<string>());
        bool hasRatios = entries.Any(entry => entry.HasRatio);
        return new PaperFindings(hasRatios ? [Draw(entries, note)] : [], [.. entries.Select(entry => entry.Claim())])
        {
            Tables = [Tabulate(entries, note)],
            Facts = TrainingFacts.Of(entries.Select(entry => entry.Run).OfType<PaperRun>()),
            IsProvisional = entries.Any(entry => entry.Run is { UsesSubstitute: true }),
        };
    }

    private static IEnumerable<Table1Entry> Entries(PaperContext context, NoisyMnistColumn column)
    {
        foreach (var cell in column.Full)
        {
            yield return column.WhyReduced is { } reason
                ? new Table1Entry(column.Label, cell, PublishedComparison.NotRun(cell.Published, reason))
                : Trained(cell, column.Label);
        }

        foreach (var cell in column.Reduced)
        {
            yield return Trained(cell, $"{column.Label}, reduced");
        }

        Table1Entry Trained(NoisyMnistCell cell, string label)
        {
            var run = PaperRun.Of(context, cell);
            return new Table1Entry(label, cell, run.Summary.Comparison!) { Run = run };
        }
    }

    private static Figure Draw(IReadOnlyList<Table1Entry> entries, string note)
    {
        var columns = entries.Where(entry => entry.HasRatio).GroupBy(entry => entry.Label).ToList();
        return new Figure(
            "Table 1",
            "Mean time ratio over the fusion layer, published and ours, bars one standard deviation: "
            + $"{string.Join("; ", columns.Select(Describe))}.",
            [.. columns.Select(column => Panel(column.Key, [.. column]))])
        { ShareY = true, SharedLegend = true, Note = note.Length > 0 ? note : null };
    }

    private static PlotPanel Panel(string label, IReadOnlyList<Table1Entry> entries)
    {
        const double Apart = 0.12; // side by side, so that no bar hides another
        var fusionDepth = new Axis("fusion layer $L_f$") { Min = 0.5, Max = 5.5, Ticks = [1, 2, 3, 4, 5] };
        return new PlotPanel(fusionDepth, new Axis("time ratio") { IsLog = true, Ticks = [1, 2, 5, 10, 20] },
        [
            Row(-Apart, entry => (entry.Cell.Published.Mean, entry.Cell.Published.Std)) with
            { Marker = Marker.Circle, Ink = Ink.Foreground, Label = "published" },
            Row(0, entry => (entry.Run!.Summary.TimeRatioCounted.Mean!.Value, entry.Run.Summary.TimeRatioCounted.Std ?? 0)) with
            { Marker = Marker.Square, Ink = Ink.Blue, Label = "ours, counted as in the paper" },
            Row(Apart, entry => (entry.Run!.Summary.TimeRatio.Mean ?? double.NaN, entry.Run.Summary.TimeRatio.Std ?? 0)) with
            { Marker = Marker.Cross, Ink = Ink.Vermillion, Label = "ours, interpolated" },
        ])
        { Title = label };

        Points Row(double shift, Func<Table1Entry, (double Mean, double Std)> value) =>
            new([.. entries.Select(entry => entry.Cell.FusionDepth + shift)], [.. entries.Select(entry => value(entry).Mean)])
            { Spread = [.. entries.Select(entry => value(entry).Std)] };
    }

    private static string Describe(IGrouping<string, Table1Entry> column)
    {
        var means = column.Select(entry => FormattableString.Invariant(
            $"{entry.Run!.Summary.TimeRatioCounted.Mean:F2} at L_f = {entry.Cell.FusionDepth}"));
        return $"{column.Key} {string.Join(", ", means)}";
    }

    private static ReportTable Tabulate(IReadOnlyList<Table1Entry> entries, string note) => new(
        [
            "Network", "$L_f$", "Published", "Ours, counted", "Replicas", "Difference (combined s.e.)", "Verdict",
            "Ours, interpolated", "Never learned", "Minutes",
        ],
        [.. entries.Select(entry => entry.Row())],
        ("Time ratio, mean ± s.d. over seeds. The verdict rests on the counted clock, with which the published numbers are consistent; "
            + $"{PublishedComparison.Allowed:0} combined standard errors are allowed. {note}").TrimEnd());
}
