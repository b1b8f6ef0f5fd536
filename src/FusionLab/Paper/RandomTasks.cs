using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>The random-task scatter: theory against experiment where nothing is symmetric.</summary>
internal sealed class RandomTasks() : PaperItem(
    "rand",
    "Time ratios of random tasks",
    "Equation (9) predicts the time ratio for arbitrary correlations, not only for scalars.")
{
    public override IReadOnlyList<ExperimentConfig> LoadConfigs(PaperContext context) =>
        [context.Load("rand_sweep", ["train.epochs=100000", .. context.InFullOrQuick([], ["seeds=1..12"])])];

    public override PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        var report = context.Simulate(configs[0]);
        ReplicaSummary[] learned = [.. report.Replicas.Where(row => row.TimeRatio is not null)];
        double[] measured = [.. learned.Select(row => row.TimeRatio!.Value)];
        double[] printed = Predicted(learned, "lateFusion"), expected = Predicted(learned, "expectedStart");
        double correlation = SweepPoints.LogCorrelation(measured, printed), sharper = SweepPoints.LogCorrelation(measured, expected);
        double highest = 1.1 * measured.Concat(printed).Max();
        var figure = new Figure(
            Title,
            $"Simulated against predicted time ratio of {learned.Length} tasks with two ten-dimensional modalities. Equation (9) has "
            + $"log-correlation {correlation:F3}; the dynamics from the expected start {sharper:F3}.",
            [
                new PlotPanel(
                    new Axis("predicted $t_B/t_A$") { IsLog = true, Min = 1, Max = highest },
                    new Axis("simulated $t_B/t_A$") { IsLog = true, Min = 1, Max = highest },
                    [
                        new Line([1, highest], [1, highest]) { Ink = Ink.Muted, Dash = Dash.Dotted },
                        SeriesStyle.Pick(0).Apply(new Points(printed, measured) { Label = "equation (9)" }),
                        SeriesStyle.Pick(1).Apply(new Points(expected, measured) { Label = "dynamics from the expected start" }),
                    ]),
            ])
        { PanelWidth = 300, PanelHeight = 260, Note = context.Note($"{report.Replicas.Count} tasks instead of 50") };
        return new PaperFindings(figure,
        [
            PaperClaim.Check("Both modalities are learned in every task.", learned.Length == report.Replicas.Count, learned.Length,
                $"{learned.Length} of {report.Replicas.Count}"),
            PaperClaim.Check("Equation (9) orders the tasks.", correlation > 0.85, correlation,
                $"correlation of the logarithms {correlation:F3}; above 0.85 wanted"),
            PaperClaim.Check("What (9) misses is the finite initial size: the dynamics from the expected start is closer.",
                sharper > correlation, sharper, $"correlation of the logarithms {sharper:F4}"),
        ])
        {
            Tables = [new ReportTable(["Seed", "Simulated", "(9)", "Expected start"],
                [.. learned.Select((row, i) => (IReadOnlyList<ReportCell>)
                [
                    ReportCell.Whole(row.Seed), ReportCell.Number(measured[i]),
                    ReportCell.Number(printed[i]), ReportCell.Number(expected[i]),
                ])],
                "Time ratios, one task a row.")],
        };
    }

    private static double[] Predicted(IEnumerable<ReplicaSummary> rows, string formula) =>
        [.. rows.Select(row => row.PredictedRatio(formula) ?? double.NaN)];
}
