using FusionLab.Config;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Cli.Results;

/// <summary>A comparison with a published value, in words.</summary>
internal static class ComparisonText
{
    /// <summary>A verdict as one says it.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Reports.Verdict.Agrees => "agrees",
        Reports.Verdict.Differs => "differs",
        Reports.Verdict.NotComparable => "not comparable",
        _ => "not run",
    };

    /// <summary>A verdict, with its reason where there is no number: <c>not comparable: reduced: …</c></summary>
    public static string Verdict(PublishedComparison comparison) =>
        comparison.Difference is null ? $"{Word(comparison.Verdict)}: {comparison.Evidence}" : Word(comparison.Verdict);

    /// <summary>A published mean: <c>1.90 ± 0.39 (5)</c>.</summary>
    public static string Published(PaperMean mean) => FormattableString.Invariant($"{mean.Mean:F2} ± {mean.Std:F2} ({mean.N})");
}
