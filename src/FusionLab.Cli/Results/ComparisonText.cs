using FusionLab.Experiments;
using FusionLab.Experiments.Configuration;
using FusionLab.Reporting.Html;

namespace FusionLab.Cli.Results;

/// <summary>A comparison with a published value, in words.</summary>
internal static class ComparisonText
{
    /// <summary>A verdict as one says it.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Reporting.Html.Verdict.Agrees => "agrees",
        Reporting.Html.Verdict.Differs => "differs",
        Reporting.Html.Verdict.NotComparable => "not comparable",
        _ => "not run",
    };

    /// <summary>A verdict, with its reason where there is no number: <c>not comparable: reduced: …</c></summary>
    public static string Verdict(PublishedComparison comparison) =>
        comparison.Difference is null ? $"{Word(comparison.Verdict)}: {comparison.Evidence}" : Word(comparison.Verdict);

    /// <summary>A published mean: <c>1.90 ± 0.39 (5)</c>.</summary>
    public static string Published(PaperMean mean) => FormattableString.Invariant($"{mean.Mean:F2} ± {mean.Std:F2} ({mean.N})");
}
