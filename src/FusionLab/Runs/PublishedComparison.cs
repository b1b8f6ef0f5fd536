using System.Globalization;
using FusionLab.Config;
using FusionLab.Data;

namespace FusionLab.Runs;

/// <summary>A measured time ratio beside a published one: the same verdict in summary.json, reports and tables.</summary>
/// <param name="Published">The published mean over seeds.</param>
/// <param name="Measured">Ours, on the clock that the published one is consistent with; null where nothing was run.</param>
/// <param name="Difference">
/// Ours minus the published mean, in combined standard errors √(s₁²/n₁ + s₂²/n₂); null where the two cannot be compared.
/// </param>
/// <param name="Verdict">Whether they agree.</param>
/// <param name="Evidence">The numbers in words, or the reason why there are none.</param>
public sealed record PublishedComparison(PaperMean Published, RatioSummary? Measured, double? Difference, Verdict Verdict, string Evidence)
{
    /// <summary>The largest difference that counts as agreement, in combined standard errors.</summary>
    public const double Allowed = 2;

    /// <summary>Compares two means.</summary>
    /// <param name="published">The published mean.</param>
    /// <param name="measured">Ours.</param>
    /// <param name="reason">Why the two cannot be compared, as far as the numbers do not show it; null when they can.</param>
    public static PublishedComparison Compare(PaperMean published, RatioSummary measured, string? reason = null)
    {
        reason ??= measured.Unlearned > 0
                ? $"{measured.Unlearned} of {measured.N + measured.Unlearned} replicas never learned every modality"
            : measured.Std is null ? "a single replica has no standard deviation"
            : null;
        if (reason is not null)
        {
            return new PublishedComparison(published, measured, null, Verdict.NotComparable, reason);
        }

        double mean = measured.Mean!.Value, std = measured.Std!.Value;
        double error = Math.Sqrt((std * std / measured.N) + (published.Std * published.Std / published.N));
        double difference = mean == published.Mean ? 0 : (mean - published.Mean) / error;
        string evidence = string.Create(
            CultureInfo.InvariantCulture,
            $"{mean:F2} ± {std:F2} (n = {measured.N}) against {published.Mean:F2} ± {published.Std:F2} (n = {published.N}): "
            + $"{difference:+0.0;−0.0;0.0} combined standard errors, {Allowed:0} allowed");
        return new PublishedComparison(
            published,
            measured,
            double.IsFinite(difference) ? difference : null,
            Math.Abs(difference) <= Allowed ? Verdict.Agrees : Verdict.Differs,
            evidence);
    }

    /// <summary>Stands for a value that nothing was run for.</summary>
    /// <param name="published">The published mean.</param>
    /// <param name="reason">Why nothing was run.</param>
    public static PublishedComparison NotRun(PaperMean published, string reason) => new(published, null, null, Verdict.NotRun, reason);

    /// <summary>The verdict in words, with its reason where the means cannot be compared: <c>not comparable: reduced: …</c></summary>
    public string DescribeVerdict() =>
        Verdict is Verdict.Agrees or Verdict.Differs ? Verdict.Describe() : $"{Verdict.Describe()}: {Evidence}";

    /// <summary>Compares a run with the published value that its config names.</summary>
    /// <param name="run">The run, with its config.</param>
    /// <returns>Null where the config names none, and for runs of another kind than <see cref="RunKind.Trained"/>.</returns>
    public static PublishedComparison? ForRun(RunResult run) =>
        run is { Kind: RunKind.Trained, Paper.TimeRatio: { } published } ? Compare(published, run.TimeRatioCounted ?? new RatioSummary(null, null, 0, run.Replicas.Count), WhyNot(run)) : null;

    /// <summary>Published values are of complete runs on all of MNIST; a smaller one shows the trend at most.</summary>
    private static string? WhyNot(RunResult run) =>
        run.Status != RunResult.Completed
            ? $"the run {(run.Status == RunResult.Interrupted ? "was interrupted" : run.Status)}"
        : run.Config.Data is not ClassificationConfig classes ? null
        : run.Dataset!.Source != "mnist" ? $"the images are {run.Dataset!.Source}, not MNIST"
        : classes.TrainSamples is { } train ? FormattableString.Invariant($"reduced: trained on {train:N0} samples")
        : classes.Validation is not null ? "reduced: samples are kept for validation"
        : classes.TestSamples is { } test ? FormattableString.Invariant($"reduced: tested on {test:N0} samples")
        : null;
}

/// <summary>How a result compares with what was claimed.</summary>
public enum Verdict
{
    /// <summary>The result supports the claim.</summary>
    Agrees,

    /// <summary>The result contradicts the claim.</summary>
    Differs,

    /// <summary>The two cannot be compared, for a stated reason such as synthetic data.</summary>
    NotComparable,

    /// <summary>There is no result.</summary>
    NotRun,
}

/// <summary>Words verdicts.</summary>
public static class VerdictWords
{
    /// <summary>The verdict as one says it: <c>agrees</c>, <c>not comparable</c>.</summary>
    /// <param name="verdict">The verdict.</param>
    public static string Describe(this Verdict verdict) => verdict switch
    {
        Verdict.Agrees => "agrees",
        Verdict.Differs => "differs",
        Verdict.NotComparable => "not comparable",
        Verdict.NotRun => "not run",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Unknown verdict."),
    };
}
