using FusionLab.Reporting.Html;

namespace FusionLab.Experiments.Paper;

/// <summary>Writes a reproduction down: report.html to read, comparison.json to compute with.</summary>
internal static class ReproductionReport
{
    public static void Write(IReadOnlyList<ReproducedItem> items, string folder, bool isQuick)
    {
        RunFolder.Replace(Path.Combine(folder, "comparison.json"), RunJson.Write(items.Select(item => Comparison(item, isQuick))));
        HtmlReport.Save(Document(items, isQuick), Path.Combine(folder, "report.html"));
    }

    private static object Comparison(ReproducedItem result, bool isQuick) => new
    {
        item = result.Item.Name,
        title = result.Item.Title,
        isQuick,
        seconds = Math.Round(result.Seconds, 3),
        failure = result.Failure?.Message,
        claims = result.Findings?.Claims ?? [],
    };

    private static ReportDocument Document(IReadOnlyList<ReproducedItem> items, bool isQuick) =>
        new("Reproduction of Zhang, Latham and Saxe, “Understanding Unimodal Bias in Multimodal Deep Linear Networks”", [Overview(items), .. items.Select(item => Section(item, isQuick))])
        {
            Subtitle = $"{items.Sum(item => item.Agreeing)} of {items.Sum(item => item.Checked)} checked claims agree, in {items.Count} items.",
            Warnings = isQuick ? ["Reduced version (--quick): fewer seeds and points than in the paper; each figure says what was reduced."] : [],
        };

    private static ReportSection Overview(IReadOnlyList<ReproducedItem> items) => new("Overview")
    {
        Tables =
        [
            new ReportTable(["Item", "Shows", "Claims that agree", "Claims checked", "Seconds"],
                [.. items.Select(result => (IReadOnlyList<ReportCell>)
                [
                    result.Item.Name, result.Item.Title, ReportCell.Number(result.Agreeing, "0"), ReportCell.Number(result.Checked, "0"), ReportCell.Number(result.Seconds, "F1"),
                ])]),
        ],
    };

    private static ReportSection Section(ReproducedItem result, bool isQuick) => new($"{result.Item.Name}: {result.Item.Title}")
    {
        Warnings = result.Failure is { } failure ? [$"This item failed: {failure.Message}"] : [],
        Paragraphs = [$"The paper: {result.Item.Statement}"],
        Figures = result.Findings?.Figures ?? [],
        Claims = [.. result.Findings?.Claims.Select(claim => new ReportClaim(claim.Text, claim.Verdict, claim.Evidence)) ?? []],
        Tables = result.Findings?.Tables ?? [],
        Facts = [new ReportFact("Time", $"{result.Seconds:F1} s")],
        Command = $"dotnet run -- reproduce {result.Item.Name}{(isQuick ? " --quick" : "")}",
    };
}
