using FusionLab.Reports;

namespace FusionLab.Paper;

/// <summary>How one item of a reproduction went.</summary>
/// <param name="Item">The item.</param>
/// <param name="Findings">What came of it; null when it failed.</param>
/// <param name="Seconds">Wall-clock seconds, of the earlier call where it was skipped.</param>
public sealed record ReproducedItem(IPaperItem Item, PaperFindings? Findings, double Seconds)
{
    /// <summary>Whether an earlier call had finished it, so that nothing ran.</summary>
    public bool WasSkipped { get; init; }

    /// <summary>The options it was made with, as on the command line, each after a blank.</summary>
    public string Options { get; init; } = "";

    /// <summary>Whether it is the reduced version.</summary>
    public bool IsQuick => Options.StartsWith(PaperContext.QuickOption, StringComparison.Ordinal);

    /// <summary>The version of the code that made it, where that is not the present one; null where it is.</summary>
    public string? OtherVersion { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public Exception? Failure { get; init; }

    /// <summary>The claims that hold.</summary>
    public int Agreeing => Count(Verdict.Agrees);

    /// <summary>The claims that were checked: neither not run nor not comparable.</summary>
    public int Checked => Count(Verdict.Agrees) + Count(Verdict.Differs);

    /// <summary>The claims of one verdict.</summary>
    /// <param name="verdict">The verdict.</param>
    public int Count(Verdict verdict) => Findings?.Claims.Count(claim => claim.Verdict == verdict) ?? 0;
}
