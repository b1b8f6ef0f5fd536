using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>Something the paper says, beside what we measured.</summary>
/// <param name="Text">The claim, in one sentence; may carry mathematics between dollar signs.</param>
/// <param name="Verdict">Whether our measurement supports it.</param>
/// <param name="Measured">The number the verdict rests on; null where there is none or it is infinite.</param>
/// <param name="Evidence">The number in words: what it is, and the bound.</param>
public sealed record PaperClaim(string Text, Verdict Verdict, double? Measured, string Evidence)
{
    /// <summary>The number in the paper; null where it gives none.</summary>
    public double? Published { get; init; }

    /// <summary>The claim's mean and ours with their spreads; null for a claim without them.</summary>
    public PublishedComparison? Comparison { get; init; }

    /// <summary>A claim that was checked.</summary>
    /// <param name="text">The claim.</param>
    /// <param name="holds">Whether it holds.</param>
    /// <param name="measured">The number that decides.</param>
    /// <param name="evidence">The number in words.</param>
    public static PaperClaim Check(string text, bool holds, double measured, string evidence) =>
        new(text, holds ? Verdict.Agrees : Verdict.Differs, double.IsFinite(measured) ? measured : null, evidence);

    /// <summary>A published number beside ours; they agree within a share of the published one.</summary>
    /// <param name="text">The claim.</param>
    /// <param name="published">The paper's number.</param>
    /// <param name="measured">Ours; null counts as a difference.</param>
    /// <param name="tolerance">The largest difference, as a share of the published number.</param>
    public static PaperClaim Compare(string text, double published, double? measured, double tolerance) => measured is { } value
        ? Check(text, Math.Abs(value - published) <= tolerance * Math.Abs(published), value,
            $"{value:G4} against {published:G4}; {100 * tolerance:G3} % allowed") with
        { Published = published }
        : new PaperClaim(text, Verdict.Differs, null, "it was not learned") { Published = published };
}
