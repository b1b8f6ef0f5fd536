using FusionLab.Reports;
using FusionLab.Runs;
using FusionLab.Tests.Figures;

namespace FusionLab.Tests.Reports;

/// <summary>A report with one of everything.</summary>
internal static class SampleReport
{
    public static ReportDocument Document { get; } = new("Does it reproduce?",
    [
        new ReportSection("Figure 3: time ratio")
        {
            Claims =
            [
                new ReportClaim("The ratio grows with $|ρ|$.", Verdict.Agrees, "16.7 at $ρ$ = −0.9, 3.8 at 0."),
                new ReportClaim("Theory is exact.", Verdict.Differs, "Up to 29 % apart at this learning rate."),
                new ReportClaim("Table 1, CNN column.", Verdict.NotRun),
                new ReportClaim("Table 1, MLP column.", Verdict.NotComparable, "Synthetic data."),
            ],
            Paragraphs = ["Two-layer late fusion; $W_A^{tot}$ over $t_B/t_A$, and 3 < 4 & 5 > 4."],
            Figures = [Gallery.Ratio()],
            Command = "dotnet run -- reproduce fig3 --quick",
        },
        new ReportSection("Figure 10: features")
        {
            Warnings = ["Reduced version: one seed."],
            Figures = [Gallery.Moving(), Gallery.Features()],
        },
        new ReportSection("Figure 13: pictures")
        {
            Figures = [Gallery.Pictures()],
            Tables =
            [
                new ReportTable(["$L_f$", "Network", "Ratio"],
                [
                    ["1", "mlp", ReportCell.MeanStd(1.3, 0.24)], ["5", "mlp", ReportCell.MeanStd(6.38, 1.12)], ["4", "cnn", ReportCell.MeanStd(null, null)], ["3", "mlp", ReportCell.MeanStd(1.9, 0.39)],
                ], "Table 1"),
            ],
            Facts = [new ReportFact("Device", "cpu, 2 threads"), new ReportFact("Duration", "10 min 15 s")],
            Attachments = [new ReportAttachment("config.json", "{ \"name\": \"<x>\" }")],
        },
    ])
    { Subtitle = "All linear figures, quick version", Warnings = ["Synthetic digits, not MNIST: these numbers are not comparable with the paper."] };
}
