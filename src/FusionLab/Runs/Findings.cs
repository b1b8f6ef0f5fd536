using System.Globalization;

namespace FusionLab.Runs;

/// <summary>Replicas of one run or point in which a modality was never learned. It is a result: the time ratio is above a bound.</summary>
/// <param name="Replicas">For each modality that was never learned, in how many replicas.</param>
/// <param name="TimeRatioAtLeast">
/// The smallest bound of the time ratio over these replicas: how long they ran over when they learned their first modality; null where
/// one has learned nothing.
/// </param>
public sealed record NeverLearned(IReadOnlyDictionary<string, int> Replicas, double? TimeRatioAtLeast)
{
    /// <summary>Finds what was never learned; null where everything was.</summary>
    /// <param name="replicas">The replicas; those that diverged say nothing.</param>
    /// <param name="times">When one of them learned each modality, on the clock in question.</param>
    public static NeverLearned? Find(
        IEnumerable<ReplicaSummary> replicas, Func<ReplicaSummary, IReadOnlyDictionary<string, double?>> times)
    {
        var counted = replicas.Where(replica => replica.Status != RunResult.Diverged && times(replica).Values.Contains(null)).ToList();
        if (counted.Count == 0)
        {
            return null;
        }

        var bounds = counted.Select(replica => Bound(times(replica).Values, replica.Epochs)).ToList();
        return new(
            times(counted[0]).Keys.Select(name => (Name: name, Count: counted.Count(replica => times(replica)[name] is null)))
                .Where(modality => modality.Count > 0).ToDictionary(modality => modality.Name, modality => modality.Count),
            bounds.Contains(null) ? null : bounds.Min());
    }

    /// <summary>What a replica's time ratio is at least: the time that it ran over that of its first modality.</summary>
    /// <param name="times">When it learned each modality; at least one was never learned.</param>
    /// <param name="ran">How long it ran.</param>
    /// <returns>Null where it has learned nothing, or something at time 0.</returns>
    internal static double? Bound(IEnumerable<double?> times, double ran) => times.Min() is > 0 and var first ? ran / first : null;

    /// <summary>
    /// A time ratio with what its mean leaves out: <c>1.90 ± 0.39 (5 replicas)</c>, <c>&gt; 12 (B never, 5 of 5)</c>, or both.
    /// </summary>
    /// <param name="ratio">The mean over the replicas that have one; null where the run has none.</param>
    /// <param name="never">What was never learned; null where everything was.</param>
    public static string Describe(RatioSummary? ratio, NeverLearned? never)
    {
        if (ratio is null)
        {
            return "-";
        }

        int all = ratio.N + ratio.Unlearned;
        string number = string.Create(CultureInfo.InvariantCulture, $"{ratio.Mean:F2}{(ratio.Std is { } std ? $" ± {std:F2}" : "")}");
        string measured = ratio.Mean is null ? "" : ratio.Unlearned == 0
            ? $"{number} ({Wording.Count(all, "replica")})" : $"{number} ({ratio.N} of {Wording.Count(all, "replica")})";
        string names = never is null ? "" : string.Join(" and ", never.Replicas.GroupBy(modality => modality.Value).Select(alike =>
            $"{string.Join(", ", alike.Select(modality => Wording.LabelModality(modality.Key)))} never, {alike.Key} of {all}"));
        string censored = never is null ? (ratio.Unlearned > 0 && ratio.N == 0 ? "none" : "")
            : never.TimeRatioAtLeast is { } bound ? $"> {Bound(bound)} ({names})" : $"none ({names})";
        return string.Join("; ", new[] { measured, censored }.Where(text => text.Length > 0));
    }

    /// <summary>A bound as one writes it: <c>12</c>, <c>3.4</c>. It is rounded down.</summary>
    public static string Bound(double bound) =>
        (bound >= 10 ? Math.Floor(bound) : Math.Floor(10 * bound) / 10).ToString("0.#", CultureInfo.InvariantCulture);
}

/// <summary>
/// What came out, in plain sentences: which modality was learned first, for how long the network relied on it alone, and what was never
/// learned.
/// </summary>
internal static class Findings
{
    /// <summary>Time ratios of a sweep named in one sentence at most.</summary>
    private const int MostPoints = 3;

    /// <summary>A score that ends by so much below its best was lost, not only noisy.</summary>
    private const double NotableFall = 0.05;

    /// <summary>The share of the way from chance to 1 below which a network has learned nothing that its test samples show.</summary>
    private const double LeastGain = 0.03;

    /// <summary>Describes a run.</summary>
    /// <param name="run">The run, trained, swept or simulated.</param>
    public static IReadOnlyList<string> Describe(RunResult run) =>
        [.. run.Points.Count > 1 ? DescribeSweep(run) : DescribePoint(run, run.Points[0]), .. DescribeEnd(run)];

    private static IEnumerable<string> DescribePoint(RunResult run, RunPoint point)
    {
        var replicas = point.Replicas.Where(replica => replica.Status != RunResult.Diverged).ToList();
        int diverged = point.Replicas.Count - replicas.Count;
        if (replicas.Count > 0)
        {
            bool isDoubtful = replicas.Any(replica => replica.Doubts.Any(doubt => doubt.Kind != DoubtKind.FallsAgain));
            IEnumerable<string> sentences = run.Modalities.Count == 0 ? DescribeLoss(replicas)
                : isDoubtful ? DescribeClocks(run, point, replicas)
                : [.. DescribeLearned(run, replicas), .. run.Modalities.SelectMany(name => DescribeNever(run, point, replicas, name))];
            foreach (string sentence in sentences)
            {
                yield return sentence;
            }
        }

        if (point.Baselines is { } baselines)
        {
            yield return string.Join("; ", baselines.Select(modality => $"{Wording.LabelModality(modality.Key)} alone can reach "
                + $"{Percent(modality.Value.Attainable.Mean ?? double.NaN)}, in this network it has {Percent(modality.Value.InNetwork ?? double.NaN)}")) + ".";
        }

        if (run.Status == RunResult.Completed && point.Chance is { } chance && replicas.Count > 0
            && replicas.All(replica => replica.Final.Score - chance.Score < LeastGain * (1 - chance.Score)))
        {
            yield return $"All modalities together are no better than chance, {Percent(chance.Score)}: check train.learningRate and train.epochs, "
                + "and of own arrays that samples and labels are in the same order.";
        }

        var best = replicas.Where(replica => replica.Best is not null).ToList();
        if (best.Count > 0)
        {
            var (first, last) = (best.Min(replica => replica.BestEpoch), best.Max(replica => replica.BestEpoch));
            yield return $"The validation loss was lowest after epoch {first}{(first < last ? $" to {last}" : "")} "
                + $"({Wording.Count(best.Count, "seed")}), where the test {run.ScoreName} was "
                + $"{Percent(best.Average(replica => replica.Best!.Score) ?? double.NaN)}.";
            var stop = run.Config.Train.Stop;
            int cut = best.Count(replica => stop.IsByValidation && replica.Status == RunResult.Completed && !stop.IsMet(replica.History, threshold: 0));
            if (cut > 0)
            {
                yield return $"{cut} of {Wording.Count(best.Count, "seed")} had not stopped by validation when train.epochs, "
                    + $"{run.Config.Train.Epochs}, ended: with more, the validation loss may fall further.";
            }
        }

        if (diverged > 0)
        {
            yield return $"{diverged} of {Wording.Count(point.Replicas.Count, "seed")} diverged and are in no number.";
        }
    }

    /// <summary>The sentences about replicas that have learned everything, one for each modality that came first.</summary>
    private static IEnumerable<string> DescribeLearned(RunResult run, List<ReplicaSummary> replicas)
    {
        var learned = replicas.Where(replica => !replica.LearnedAt.Values.Contains(null)).ToList();
        foreach (var alike in learned.GroupBy(replica => replica.FirstModality).OrderByDescending(group => group.Count()))
        {
            string seeds = $"{alike.Count()} of {Wording.Count(replicas.Count, "seed")}";
            var times = run.Modalities.Select(name => (Name: name, At: alike.Average(replica => replica.LearnedAt[name]!.Value)))
                .OrderBy(modality => modality.Name == alike.Key ? 0 : 1).ThenBy(modality => modality.At).ToList();
            double alone = alike.Average(ShareAlone);
            string first = Wording.LabelModality(times[0].Name), together = List([.. run.Modalities.Select(Wording.LabelModality)]);
            string later = List([.. times.Skip(1).Select(modality => $"{Wording.LabelModality(modality.Name)} at {Time(run, modality.At)}")]);
            yield return times.Count == 1 ? $"{first} is learned at {Time(run, times[0].At)} ({seeds})."
                : alike.Key is null ? $"{together} are learned at the same time ({Time(run, times[0].At)}; {seeds})."
                : times.Count == 2
                    ? $"{first} is learned first ({Time(run, times[0].At)}), {later}: for {Percent(alone, "0")} of that time the network relied "
                        + $"on {first} alone ({seeds})."
                : $"{first} is learned first ({Time(run, times[0].At)}), {later}: {Percent(alone, "0")} of that time lies between the first and "
                    + $"the last ({seeds}).";
        }
    }

    /// <summary>The share of the time until a replica had learned its last modality that passed after it had learned its first.</summary>
    private static double ShareAlone(ReplicaSummary replica) =>
        replica.LearnedAt.Values.Max() is > 0 and var last ? (last - replica.LearnedAt.Values.Min()!.Value) / last : 0;

    /// <summary>A sentence about a modality that some replica never learned; none where all did.</summary>
    private static string[] DescribeNever(RunResult run, RunPoint point, List<ReplicaSummary> replicas, string name, bool isDoubtful = false)
    {
        var without = replicas.Where(replica => replica.LearnedAt[name] is null).ToList();
        if (without.Count == 0)
        {
            return [];
        }

        string extent = Wording.Count((long)without.Max(replica => replica.Epochs), run.Simulated ? "step" : "epoch");
        string who = Wording.LabelModality(name);
        string what = run.Status == RunResult.Interrupted ? $"{who} has not been learned yet" : $"{who} was never learned";
        return
        [
            $"{what} ({without.Count} of {Wording.Count(replicas.Count, "seed")}, {extent}){DescribeEnd(run, point, without, name)}"
                + $"{(isDoubtful ? "" : DescribeOthers(run, without, name))}.",
        ];
    }

    /// <summary>Where a modality that was not learned has ended, beside chance and the others.</summary>
    private static string DescribeEnd(RunResult run, RunPoint point, List<ReplicaSummary> replicas, string name)
    {
        if (run.Simulated)
        {
            return FormattableString.Invariant($": its total weight ended at {replicas.Average(replica => replica.Final.Weights[name]):G3}");
        }

        string chance = point.Chance is { } known ? $", where chance is {Percent(known.Score)}" : "";
        string others = string.Concat(run.Modalities.Where(other => other != name)
            .Select(other => $", {Wording.LabelModality(other)} alone {Percent(Mean(replica => replica.Final.Unimodal[other]))}"));
        string together = run.Modalities.Count > 1 ? $"; together {Percent(Mean(replica => replica.Final.Score))}{others}" : "";
        return $": alone {Percent(Mean(replica => replica.Final.Unimodal[name]))}{DescribeFall(run, replicas, name)}{chance}{together}";

        double Mean(Func<ReplicaSummary, double?> score) => replicas.Average(score) ?? double.NaN;
    }

    /// <summary>How high the score of a modality alone had been before it fell; empty where it ended near its best.</summary>
    private static string DescribeFall(RunResult run, List<ReplicaSummary> replicas, string name)
    {
        int modality = run.Modalities.ToList().IndexOf(name);
        Evaluation[] best = [.. replicas.Where(replica => replica.History.Count > 0)
            .Select(replica => replica.History.MaxBy(row => row.Unimodal[modality])!)];
        double fall = best.Length < replicas.Count ? 0
            : best.Average(row => row.Unimodal[modality]) - replicas.Average(replica => replica.Final.Unimodal[name]);
        return fall < NotableFall ? ""
            : $" after a best of {Percent(best.Average(row => row.Unimodal[modality]))} at {Time(run, best.Average(row => row.Epoch))}";
    }

    /// <summary>When the modality learned first was, and what the time ratio is at least.</summary>
    private static string DescribeOthers(RunResult run, List<ReplicaSummary> replicas, string name)
    {
        string[] first = [.. replicas.Select(replica => replica.FirstModality).OfType<string>().Distinct()];
        if (run.Modalities.Count < 2 || first is not [var only] || replicas.Any(replica => replica.FirstModality is null) || only == name)
        {
            return "";
        }

        double at = replicas.Average(replica => replica.LearnedAt[only]!.Value);
        double? bound = NeverLearned.Find(replicas, replica => replica.LearnedAt)?.TimeRatioAtLeast;
        return $". {Wording.LabelModality(only)} was learned at {Time(run, at)}"
            + (bound is { } ratio
                ? $": the time ratio is above {NeverLearned.Bound(ratio)}{(replicas.Count > 1 ? " in every seed" : "")}" : "");
    }

    /// <summary>What the two clocks say, where the accuracy alone would mislead.</summary>
    private static IEnumerable<string> DescribeClocks(RunResult run, RunPoint point, List<ReplicaSummary> replicas)
    {
        var learned = run.Modalities.ToLookup(name =>
            replicas.Any(replica => replica.LearnedAt[name] is not null || replica.LearnedAtContribution.GetValueOrDefault(name) is not null));
        return
        [
            $"By what they remove from the loss, {ListTimes(run, learned[true], replicas, replica => replica.LearnedAtContribution)}.",
            $"By accuracy, which misleads here (see the warnings), {ListTimes(run, learned[true], replicas, replica => replica.LearnedAt)}.",
            .. learned[false].SelectMany(name => DescribeNever(run, point, replicas, name, isDoubtful: true)),
        ];
    }

    private static string ListTimes(
        RunResult run, IEnumerable<string> modalities, List<ReplicaSummary> replicas, Func<ReplicaSummary, IReadOnlyDictionary<string, double?>> clock)
    {
        var parts = modalities.Select(name =>
        {
            double[] times = [.. replicas.Select(replica => clock(replica).GetValueOrDefault(name)).OfType<double>()];
            double mean = times.Length == 0 ? double.PositiveInfinity : times.Average();
            string when = times.Length > 0 ? $"is learned at {Time(run, mean)}"
                : run.Status == RunResult.Interrupted ? "has not been learned yet" : "was never learned";
            int count = times.Length == 0 ? replicas.Count : times.Length;
            return (At: mean, Text: $"{Wording.LabelModality(name)} {when} ({count} of {Wording.Count(replicas.Count, "seed")})");
        });
        return string.Join(", ", parts.OrderBy(part => part.At).Select(part => part.Text));
    }

    /// <summary>Says of simulations that what they never learned may be a matter of their length.</summary>
    private static IEnumerable<string> DescribeEnd(RunResult run)
    {
        ReplicaSummary[] networks = [.. run.Points.SelectMany(point => point.Replicas)];
        int ended = networks.Count(network => run.Kind == RunKind.Simulated && network.LearnedAt.Values.Contains(null)
            && network.Status is not (ReplicaSummary.Converged or RunResult.Diverged));
        if (ended > 0)
        {
            yield return $"{ended} of {Wording.Count(networks.Length, "network")} had not reached the solution when train.epochs, "
                + $"{run.Config.Train.Epochs} steps, ended: with more, they may learn what they never learned here.";
        }
    }

    private static IEnumerable<string> DescribeLoss(List<ReplicaSummary> replicas) =>
        [FormattableString.Invariant($"The training loss ended at {replicas.Average(replica => replica.Final.Loss):G4} (mean of {Wording.Count(replicas.Count, "seed")}).")];

    private static IEnumerable<string> DescribeSweep(RunResult run)
    {
        var complete = run.Points.Where(point => point is { TimeRatio: { Mean: not null, Unlearned: 0 } }).ToList();
        if (complete.Count > 1)
        {
            var (least, most) = (complete.MinBy(point => point.TimeRatio!.Mean)!, complete.MaxBy(point => point.TimeRatio!.Mean)!);
            string share = Percent(most.Replicas.Average(ShareAlone), "0");
            yield return FormattableString.Invariant(
                $"The time ratio goes from {least.TimeRatio!.Mean:F2} at {Name(least)} to {most.TimeRatio!.Mean:F2} at {Name(most)}, ")
                + $"where the network relied on {First(most)} for {share} of the time.";
        }
        else if (complete is [var only])
        {
            yield return FormattableString.Invariant($"The time ratio is {only.TimeRatio!.Mean:F2} at {Name(only)}.");
        }

        var never = run.Points.Where(point => point.NeverLearned is not null).ToList();
        if (never.Count > 0)
        {
            var alike = never.GroupBy(point => NeverLearned.Describe(point.TimeRatio, point.NeverLearned), Name).ToList();
            string more = alike.Count > MostPoints ? $"; {alike.Skip(MostPoints).Sum(group => group.Count())} more in points.csv" : "";
            yield return $"In {never.Count} of {Wording.Count(run.Points.Count, "point")} some replicas never learned a modality; time ratios: "
                + string.Join("; ", alike.Take(MostPoints).Select(group => $"{group.Key} at {group.First()}"
                    + (group.Count() > 1 ? $" and {Wording.Count(group.Count() - 1, "more point")}" : ""))) + $"{more}.";
        }

        int begun = run.Points.Count(point => point.Replicas.Count > 0);
        if (begun < run.Points.Count)
        {
            yield return $"{run.Points.Count - begun} of {Wording.Count(run.Points.Count, "point")} were not begun.";
        }

        if (run.Modalities.Count == 0 && begun > 0)
        {
            var best = run.Points.Where(point => point.Loss?.Mean is not null).MinBy(point => point.Loss!.Mean);
            if (best is not null)
            {
                yield return FormattableString.Invariant($"The training loss ended lowest, at {best.Loss!.Mean:G4}, at {Name(best)}.");
            }
        }

        static string First(RunPoint point) => point.Replicas.Select(replica => replica.FirstModality).Distinct().ToArray() is [{ } first]
            ? $"{Wording.LabelModality(first)} alone" : "one modality";
    }

    private static string Name(RunPoint point) => string.Join(", ", point.Values.Select(value =>
        $"{value.Key} = {Wording.Describe(value.Value)}"));

    private static string Time(RunResult run, double time) => run.Simulated
        ? FormattableString.Invariant($"step {time:N0}") : FormattableString.Invariant($"epoch {time:0.0}");

    private static string Percent(double share, string format = "0.0") =>
        double.IsNaN(share) ? "unknown" : $"{(100 * share).ToString(format, CultureInfo.InvariantCulture)} %";

    private static string List(string[] items) => items.Length < 2 ? string.Concat(items) : $"{string.Join(", ", items[..^1])} and {items[^1]}";
}
