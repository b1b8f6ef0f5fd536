using FusionLab.Experiments.Paper;
using FusionLab.Reporting.Html;

namespace FusionLab.Cli.Results;

/// <summary>The table that ends a reproduction.</summary>
internal static class ReproductionResult
{
    /// <summary>Prints one row an item, the claims that differ, and what failed.</summary>
    public static void Print(IReadOnlyList<ReproducedItem> results, string folder, Terminal terminal)
    {
        var table = new TextTable(
            ["item", "claims that agree", "seconds", "remark"],
            [.. results.Select(result => (IReadOnlyList<string>)
            [
                result.Item.Name, $"{result.Agreeing} of {result.Checked}", $"{result.Seconds:F1}",
                result.Failure is not null ? "failed" : result.WasSkipped ? "finished earlier" : "",
            ])]);
        table.Write(terminal.Out, terminal.OutIsTerminal);
        foreach (var (item, claim) in results.SelectMany(result => (result.Findings?.Claims ?? []).Select(claim => (result.Item, claim))))
        {
            if (claim.Verdict != Verdict.Agrees)
            {
                // Mathematics stands between dollar signs, for figures and pages.
                terminal.Out.WriteLine($"{item.Name} differs: {claim.Text} {claim.Evidence}".Replace("$", ""));
            }
        }

        terminal.Out.WriteLine($"{Path.Combine(folder, "report.html")}");
        string[] failed = [.. results.Where(result => result.Failure is not null).Select(result => result.Item.Name)];
        if (failed.Length > 0)
        {
            terminal.Error.WriteLine($"error: {failed.Length} of {results.Count} items failed: {string.Join(", ", failed)}; the others are complete.");
        }
    }
}
