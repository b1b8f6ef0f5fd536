using FusionLab.Paper;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Cli.Results;

/// <summary>The tables that end a reproduction.</summary>
internal static class ReproductionResult
{
    /// <summary>Prints one row an item, published means beside ours, the claims that do not agree, and what failed.</summary>
    public static void Print(IReadOnlyList<ReproducedItem> results, string folder, Terminal terminal)
    {
        var table = new TextTable(
            ["item", "claims that agree", "seconds", "remark"],
            [.. results.Select(result => (IReadOnlyList<string>)
            [
                result.Item.Name, $"{result.Agreeing} of {result.Checked}", $"{result.Seconds:F1}", Remark(result),
            ])]);
        table.Write(terminal.Out, terminal.OutIsTerminal);
        PublishedMeans(results)?.Write(terminal.Out, terminal.OutIsTerminal);
        foreach (var (item, claim) in Claims(results).Where(pair => pair.Claim.Verdict != Verdict.Agrees && pair.Claim.Comparison is null))
        {
            terminal.Out.WriteLine(Plain($"{item.Name} {ComparisonText.Word(claim.Verdict)}: {claim.Text} {claim.Evidence}"));
        }

        terminal.Out.WriteLine($"{Path.Combine(folder, "report.html")}");
        string[] failed = [.. results.Where(result => result.Failure is not null).Select(result => result.Item.Name)];
        if (failed.Length > 0)
        {
            terminal.Error.WriteLine(
                $"error: {failed.Length} of {results.Count} items failed: {string.Join(", ", failed)}; the others are complete.");
        }
    }

    private static TextTable? PublishedMeans(IReadOnlyList<ReproducedItem> results)
    {
        IReadOnlyList<string>[] rows = [.. Claims(results)
            .Where(pair => pair.Claim.Comparison is not null)
            .Select(pair => Row(pair.Item, pair.Claim.Text, pair.Claim.Comparison!))];
        return rows.Length == 0 ? null : new TextTable(["item", "quantity", "published", "ours", "difference", "verdict"], rows);
    }

    private static IReadOnlyList<string> Row(IPaperItem item, string quantity, PublishedComparison comparison) =>
    [
        item.Name, Plain(quantity), ComparisonText.Published(comparison.Published),
        comparison.Measured is { Mean: not null } measured ? RunResult.Mean(measured) : "-",
        comparison.Difference is { } difference ? $"{difference:F1} s.e." : "-",
        ComparisonText.Verdict(comparison),
    ];

    private static string Remark(ReproducedItem result) => string.Join(", ", new[]
    {
        result.Failure is not null ? "failed" : result.WasSkipped ? "finished earlier" : null,
        result.IsQuick ? "reduced" : null,
        result.Count(Verdict.NotComparable) is > 0 and var apart ? $"{apart} not comparable" : null,
        result.Count(Verdict.NotRun) is > 0 and var missing ? $"{missing} not run" : null,
    }.OfType<string>());

    private static IEnumerable<(IPaperItem Item, PaperClaim Claim)> Claims(IEnumerable<ReproducedItem> results) =>
        results.SelectMany(result => (result.Findings?.Claims ?? []).Select(claim => (result.Item, claim)));

    // Mathematics stands between dollar signs, for figures and pages.
    private static string Plain(string text) => text.Replace("$", "");
}
