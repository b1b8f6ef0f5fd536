using System.Globalization;
using System.Text.Json.Serialization;
using FusionLab.Runs;

namespace FusionLab.Advising;

/// <summary>What came of the candidates on a config, the best first; it is written as advice.json.</summary>
/// <param name="Name">The config's name.</param>
/// <param name="Epochs">Epochs that the last candidates trained.</param>
/// <param name="MostEpochs">Epochs that the config trains.</param>
/// <param name="Outcomes">The config as it is and all candidates.</param>
/// <param name="LeftOut">What does not fit the task or the network, by name with the reason.</param>
/// <param name="Baselines">What each modality can reach alone, in a sentence; null where that was not measured.</param>
/// <param name="Seconds">The seconds that it took.</param>
public sealed record Advice(
    string Name, int Epochs, int MostEpochs, IReadOnlyList<AdviceOutcome> Outcomes, IReadOnlyDictionary<string, string> LeftOut, string? Baselines,
    double Seconds)
{
    /// <summary>The folder of advice.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";

    /// <summary>The config as it is.</summary>
    [JsonIgnore]
    public AdviceOutcome Reference => Outcomes.First(outcome => outcome.Name == AdvicePlan.AsItIs);

    /// <summary>What to do, and what need not be done, in plain sentences.</summary>
    public IReadOnlyList<string> Findings => [.. Describe()];

    private IEnumerable<string> Describe()
    {
        var tried = Outcomes.Where(outcome => outcome.Gain is not null && outcome.Epochs == Epochs).ToList();
        var (reference, helpful) = (Reference, tried.Where(outcome => outcome.Gain!.IsPositive).ToList());
        foreach (var outcome in helpful)
        {
            yield return $"{outcome.Change}: {reference.ScoreName} {Percent(reference.Score)} → {Percent(outcome.Score)} "
                + $"({outcome.Gain!.Describe()}){ComparePhases(reference, outcome)}.";
        }

        if (helpful.Count == 0)
        {
            yield return "No change helps beyond noise.";
        }

        foreach (var outcome in tried.Except(helpful))
        {
            yield return $"{outcome.Change}: {(outcome.Gain!.IsNegative ? "worse" : "no difference beyond noise")} ({outcome.Gain.Describe()})"
                + $"{ComparePhases(reference, outcome)}.";
        }

        foreach (var round in Outcomes.Where(outcome => outcome.Epochs < Epochs && outcome.Failure is null).GroupBy(outcome => outcome.Epochs))
        {
            yield return $"Given up after {Wording.Count(round.Key, "epoch")}, when others were ahead on the validation samples: "
                + $"{string.Join(", ", round.Select(outcome => outcome.Change))}.";
        }

        foreach (var failed in Outcomes.Where(outcome => outcome.Failure is not null))
        {
            yield return $"{failed.Change}: {failed.Failure}";
        }

        if (LeftOut.Count > 0)
        {
            yield return $"Left out, as they do not fit this network or task: {string.Join(", ", LeftOut.Keys)}.";
        }

        if (Baselines is not null)
        {
            yield return Baselines;
        }

        foreach (string limit in DescribeLimits(tried))
        {
            yield return limit;
        }
    }

    /// <summary>What the budget did not allow.</summary>
    private IEnumerable<string> DescribeLimits(IReadOnlyList<AdviceOutcome> tried)
    {
        string[] unlearned = [.. Reference.Replicas.SelectMany(replica => replica.LearnedAt.Where(at => at.Value is null).Select(at => at.Key)).Distinct()];
        if (Epochs < MostEpochs)
        {
            string missed = unlearned.Length == 0 ? ""
                : $" The network as it is had not learned {string.Join(" and ", unlearned.Select(Wording.LabelModality))} by then.";
            yield return $"The time allowed {Epochs} of {Wording.Count(MostEpochs, "epoch")}: what comes later is not seen.{missed} "
                + "A larger budget trains longer.";
        }

        if (tried.Any(outcome => outcome.Gain is { IsPositive: false, IsNegative: false }) && Reference.Replicas.Count < AdvicePlan.MostSeeds)
        {
            yield return $"It was too short for more than {Wording.Count(Reference.Replicas.Count, "seed")}, so that smaller differences could not be told "
                + "from noise.";
        }
    }

    private static string ComparePhases(AdviceOutcome before, AdviceOutcome after) =>
        $"; the unimodal phase {(before.Phase == after.Phase ? $"stays at {after.Phase}" : $"goes from {before.Phase} to {after.Phase}")} epochs";

    private static string Percent(double? share) => share is { } known ? FormattableString.Invariant($"{100 * known:0.0} %") : "unknown";
}

/// <summary>What came of one candidate.</summary>
/// <param name="Name">Its name, which is that of its run folder.</param>
/// <param name="Change">What is changed, in words.</param>
/// <param name="Epochs">Epochs trained.</param>
/// <param name="Validation">The mean score on the validation samples, which decided who went on; null where all diverged.</param>
/// <param name="Gain">
/// The test score against that of the config as it is after the same epochs; null for that config itself, or where none compares.
/// </param>
/// <param name="Failure">Why it has no scores; null where it has.</param>
public sealed record AdviceOutcome(string Name, string Change, int Epochs, double? Validation, PairedGain? Gain, string? Failure)
{
    /// <summary>Its networks.</summary>
    [JsonIgnore]
    public IReadOnlyList<ReplicaSummary> Replicas { get; init; } = [];

    /// <summary>What the theory says of it; null where it says nothing.</summary>
    [JsonIgnore]
    public TheorySummary? Theory { get; init; }

    /// <summary>The mean test score.</summary>
    public double? Score => Replicas.Average(replica => replica.Final.Score);

    /// <summary>The mean test score of each modality alone.</summary>
    public IReadOnlyDictionary<string, double> Unimodal => Replicas.Count == 0 ? new Dictionary<string, double>()
        : Replicas[0].Final.Unimodal.Keys.ToDictionary(name => name, name => Replicas.Average(replica => replica.Final.Unimodal.GetValueOrDefault(name)));

    /// <summary>
    /// The epochs from the first modality learned to the last, in the mean: <c>8.3</c>; a bound such as <c>&gt; 12</c> where one was never
    /// learned; <c>unknown</c> where none was.
    /// </summary>
    public string Phase
    {
        get
        {
            var known = Replicas.Where(replica => replica.LearnedAt.Values.Any(at => at is not null)).ToList();
            bool isBound = known.Any(replica => replica.LearnedAt.Values.Contains(null));
            return known.Count == 0 || known.Count < Replicas.Count ? "unknown"
                : (isBound ? "> " : "") + known.Average(replica =>
                    (replica.LearnedAt.Values.Contains(null) ? replica.Epochs : replica.LearnedAt.Values.Max()!.Value) - replica.LearnedAt.Values.Min()!.Value)
                    .ToString("0.0", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>What is measured, in words.</summary>
    [JsonIgnore]
    public string ScoreName => Replicas.Any(replica => replica.Final.R2 is not null) ? "R²" : "accuracy";
}

/// <summary>A difference of scores between networks of equal seeds, so that the seeds' own spread falls out.</summary>
/// <param name="Mean">The mean, as a share.</param>
/// <param name="HalfWidth">Half of the 95 % confidence interval of the mean, by Student's t; null for one or two seeds, of which it says nothing.</param>
/// <param name="Seeds">The pairs.</param>
public sealed record PairedGain(double Mean, double? HalfWidth, int Seeds)
{
    private const int LeastSeeds = 3;

    /// <summary>Whether the interval lies above 0.</summary>
    public bool IsPositive => Mean - HalfWidth > 0;

    /// <summary>Whether the interval lies below 0.</summary>
    public bool IsNegative => Mean + HalfWidth < 0;

    /// <summary>Compares scores.</summary>
    /// <param name="before">Those of networks as they are, by seed.</param>
    /// <param name="after">Those of networks with a change, by seed.</param>
    /// <returns>Null where no seed is in both.</returns>
    public static PairedGain? Compare(IReadOnlyDictionary<ulong, double?> before, IReadOnlyDictionary<ulong, double?> after)
    {
        var gains = RatioSummary.FromRatios(after.Select(now => now.Value - before.GetValueOrDefault(now.Key)));
        return gains.Mean is { } mean ? new(mean, gains.N < LeastSeeds ? null : gains.HalfWidth, gains.N) : null;
    }

    /// <summary>The difference in percentage points with its interval: <c>+1.7 ± 0.3 points, 3 seeds</c>.</summary>
    public string Describe() => FormattableString.Invariant($"{100 * Mean:+0.0;−0.0;0.0}")
        + (HalfWidth is { } half ? FormattableString.Invariant($" ± {100 * half:0.0}") : "") + $" points, {Wording.Count(Seeds, "seed")}";
}
