using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>Writes the outcome of a reproduction: report.html for readers, comparison.json for programs.</summary>
internal static class ReproductionReport
{
    public static void Write(IReadOnlyList<ReproducedItem> items, string folder)
    {
        AtomicFile.WriteText(Path.Combine(folder, "comparison.json"), RunJson.Write(items.Select(Comparison)));
        HtmlReport.Save(Document(items, folder), Path.Combine(folder, "report.html"));
    }

    private static object Comparison(ReproducedItem result) => new
    {
        item = result.Name,
        title = result.Title,
        isQuick = result.IsQuick,
        otherVersion = result.OtherVersion,
        seconds = Math.Round(result.Seconds, 3),
        failure = result.Failure?.Message,
        claims = result.Findings?.Claims ?? [],
    };

    private static ReportDocument Document(IReadOnlyList<ReproducedItem> items, string folder)
    {
        int agreeing = items.Sum(item => item.Agreeing), decided = items.Sum(item => item.Checked);
        int quick = items.Count(item => item.IsQuick);
        string share = quick == items.Count ? "" : $" of {quick} items";
        return new(
            "Reproduction of Zhang, Latham and Saxe, “Understanding Unimodal Bias in Multimodal Deep Linear Networks”",
            [Overview(items), .. items.Select(item => Section(item, folder))])
        {
            Subtitle = $"{agreeing} of {decided} checked claims agree, in {items.Count} items.",
            Warnings = quick == 0
                ? []
                : [$"Reduced version (--quick){share}: fewer seeds and points than in the paper; each figure says what was reduced."],
        };
    }

    private static ReportSection Overview(IReadOnlyList<ReproducedItem> items) => new("Overview")
    {
        Tables =
        [
            new ReportTable(["Item", "Shows", "Claims that agree", "Claims checked", "Not comparable", "Not run", "Seconds"],
                [.. items.Select(result => (IReadOnlyList<ReportCell>)
                [
                    result.Name,
                    result.Title,
                    ReportCell.Number(result.Agreeing, "0"),
                    ReportCell.Number(result.Checked, "0"),
                    ReportCell.Number(result.Count(Verdict.NotComparable), "0"),
                    ReportCell.Number(result.Count(Verdict.NotRun), "0"),
                    ReportCell.Number(result.Seconds, "F1"),
                ])]),
        ],
    };

    private static ReportSection Section(ReproducedItem result, string folder) => new($"{result.Name}: {result.Title}")
    {
        Warnings = [.. Warnings(result)],
        Paragraphs = [$"The paper: {result.Statement}"],
        Drawings = [.. new[] { result.Findings?.Figure?.Page, result.Findings?.Film?.Page }.OfType<ReportFigure>()],
        Claims = [.. result.Findings?.Claims.Select(claim => new ReportClaim(claim.Text, claim.Verdict, claim.Evidence)) ?? []],
        Tables = result.Findings?.Tables ?? [],
        Facts = [new ReportFact("Time", $"{result.Seconds:F1} s"), .. result.Findings?.Facts ?? []],
        Command = $"dotnet run -- reproduce {result.Name}{result.Options} --out {folder}",
    };

    private static IEnumerable<string> Warnings(ReproducedItem result)
    {
        if (result.Failure is { } failure)
        {
            yield return $"This item failed: {failure.Message}";
        }

        if (result.IsQuick)
        {
            yield return "Reduced version (--quick).";
        }

        if (result.OtherVersion is { } version)
        {
            yield return $"Made by another version of the code, {version}.";
        }
    }
}
