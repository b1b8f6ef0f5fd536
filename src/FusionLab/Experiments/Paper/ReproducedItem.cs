using FusionLab.Reporting.Html;

namespace FusionLab.Experiments.Paper;

/// <summary>How one item of a reproduction went.</summary>
/// <param name="Item">The item.</param>
/// <param name="Findings">What came of it; null when it failed.</param>
/// <param name="Seconds">Wall-clock seconds, of the earlier call where it was skipped.</param>
public sealed record ReproducedItem(IPaperItem Item, PaperFindings? Findings, double Seconds)
{
    /// <summary>Whether an earlier call had finished it with the same configs, so that nothing ran.</summary>
    public bool WasSkipped { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public Exception? Failure { get; init; }

    /// <summary>The claims that hold.</summary>
    public int Agreeing => Findings?.Claims.Count(claim => claim.Verdict == Verdict.Agrees) ?? 0;

    /// <summary>The claims that were checked.</summary>
    public int Checked => Findings?.Claims.Count ?? 0;
}
