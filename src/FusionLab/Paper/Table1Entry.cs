using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>One entry of Table 1 beside ours.</summary>
/// <param name="Label">The column, with a remark where it is not the full one.</param>
/// <param name="Cell">What is trained for it.</param>
/// <param name="Comparison">How the two compare.</param>
internal sealed record Table1Entry(string Label, NoisyMnistCell Cell, PublishedComparison Comparison)
{
    /// <summary>What was trained; null where nothing was.</summary>
    public PaperRun? Run { get; init; }

    /// <summary>Whether there is a ratio of ours to show.</summary>
    public bool HasRatio => Run?.Summary.TimeRatioCounted.Mean is not null;

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
            ReportCell.MeanStd(summary?.TimeRatioCounted.Mean, summary?.TimeRatioCounted.Std),
            ReportCell.Number(summary?.TimeRatioCounted.N, "0"),
            ReportCell.Number(Comparison.Difference, "F1"),
            Comparison.Verdict switch
            {
                Verdict.Agrees => "agrees",
                Verdict.Differs => "differs",
                Verdict.NotRun => $"not run: {Comparison.Evidence}",
                _ => $"not comparable: {Comparison.Evidence}",
            },
            ReportCell.MeanStd(summary?.TimeRatio.Mean, summary?.TimeRatio.Std),
            ReportCell.Number(summary?.TimeRatioCounted.Unlearned, "0"),
            ReportCell.Number(summary?.Seconds / 60, "F1"),
        ];
    }
}
