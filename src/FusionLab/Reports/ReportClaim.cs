namespace FusionLab.Reports;

/// <summary>A claim beside its verdict.</summary>
/// <param name="Text">What is claimed, in one sentence; may carry mathematics between dollar signs.</param>
/// <param name="Verdict">How the result compares.</param>
/// <param name="Evidence">The number behind the verdict, or the reason why there is none. Null when the verdict speaks for itself.</param>
public sealed record ReportClaim(string Text, Verdict Verdict, string? Evidence = null);
