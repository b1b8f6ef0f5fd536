using FusionLab.Training;

namespace FusionLab.Runs;

/// <summary>What one modality reaches alone, beside what it has in the network that sees all of them.</summary>
/// <param name="Attainable">The best accuracy of the networks that saw it alone, over the seeds.</param>
/// <param name="InNetwork">Its accuracy alone at the end of the networks that saw all modalities.</param>
/// <param name="Share">The second as a share of the first, both measured above chance, at least 0; null where it reaches no more.</param>
public sealed record ModalityBaseline(RatioSummary Attainable, double? InNetwork, double? Share)
{
    /// <summary>Summarizes the baselines of a run.</summary>
    /// <param name="replicas">Its replicas, with what each modality attains beside them.</param>
    /// <param name="chance">The score of an answer that never changes.</param>
    internal static IReadOnlyDictionary<string, ModalityBaseline> FromReplicas(IReadOnlyList<ReplicaSummary> replicas, double chance) =>
        replicas[0].Attainable.Keys.ToDictionary(name => name, name =>
        {
            var attainable = RatioSummary.FromRatios(replicas.Select(replica => replica.Attainable[name]));
            double? own = replicas.Average(replica =>
                replica.Final.Unimodal.TryGetValue(name, out double alone) ? (double?)alone : null);
            double? share = attainable.Mean > chance ? Math.Max(0, (own - chance) / (attainable.Mean.Value - chance) ?? 0) : null;
            return new ModalityBaseline(attainable, own, own is null ? null : share);
        });
}

/// <summary>The time ratio at another threshold than the run's own.</summary>
/// <param name="Threshold">The score, or the share.</param>
/// <param name="TimeRatio">The ratio, on the interpolated clock.</param>
/// <param name="NeverLearned">What was never learned at this threshold; null where everything was.</param>
public sealed record ThresholdSensitivity(double Threshold, RatioSummary TimeRatio, NeverLearned? NeverLearned)
{
    private static readonly double[] s_thresholds = [0.4, 0.5, 0.6, 0.7];

    /// <summary>Measures the ratio at thresholds of 40, 50, 60 and 70 %, as far as they are above chance.</summary>
    /// <param name="replicas">The replicas' results.</param>
    /// <param name="modalities">The modalities' names.</param>
    /// <param name="threshold">The run's threshold, which says what these are shares of.</param>
    /// <param name="summarize">Summarizes a result whose thresholds have been replaced.</param>
    internal static IReadOnlyList<ThresholdSensitivity> Measure(
        IReadOnlyList<ReplicaResult> replicas, IReadOnlyList<string> modalities, LearningThreshold threshold,
        Func<ReplicaResult, LearningThreshold, ReplicaSummary> summarize)
    {
        if (modalities.Count < 2)
        {
            return [];
        }

        var used = s_thresholds.Where(value => threshold.IsShare || replicas[0].Chance is not { } chance || value > chance.Score);
        return [.. used.Select(value =>
        {
            ReplicaSummary[] summaries = [.. replicas.Select(replica => summarize(replica, threshold with { Value = value }))];
            return new ThresholdSensitivity(
                value,
                RatioSummary.FromRatios(summaries.Select(replica => replica.TimeRatio)),
                NeverLearned.Find(summaries, replica => replica.LearnedAt));
        })];
    }
}

/// <summary>Keeps baselines from someone who watches the networks that see all modalities.</summary>
internal sealed class BaselineFilter : IRunEvents
{
    private readonly IRunEvents _observer;
    private readonly HashSet<int> _baselines;

    private BaselineFilter(HashSet<int> baselines, IRunEvents observer) => (_baselines, _observer) = (baselines, observer);

    /// <summary>Makes a filter; the observer itself where there are no baselines.</summary>
    /// <param name="planned">All replicas, in the order of their numbers.</param>
    /// <param name="observer">Who watches.</param>
    public static IRunEvents Create(IReadOnlyList<PlannedReplica> planned, IRunEvents observer)
    {
        HashSet<int> baselines = [.. planned.Index().Where(replica => replica.Item.IsBaseline).Select(replica => replica.Index + 1)];
        return baselines.Count == 0 ? observer : new BaselineFilter(baselines, observer);
    }

    public void Started(TrainingStart start)
    {
        var own = start.Replicas.Index().Where(replica => !_baselines.Contains(replica.Item)).ToList();
        _observer.Started(start with
        {
            Replicas = [.. own.Select(replica => replica.Item)],
            Seeds = [.. own.Select(replica => start.Seeds[replica.Index])],
            Rows = Own(start.Rows),
        });
    }

    public void StepTaken(TrainingProgress progress) => _observer.StepTaken(progress);

    public void Evaluated(IReadOnlyList<Evaluation> rows)
    {
        if (Own(rows) is { Count: > 0 } own)
        {
            _observer.Evaluated(own);
        }
    }

    public void EpochEnded(EpochTiming timing) => _observer.EpochEnded(timing);

    public void ReplicaLeft(ReplicaResult replica)
    {
        if (!_baselines.Contains(replica.Replica))
        {
            _observer.ReplicaLeft(replica);
        }
    }

    public void CheckpointSaved(string path) => _observer.CheckpointSaved(path);

    public void Ended(TrainingResult result) => _observer.Ended(result);

    private List<Evaluation> Own(IReadOnlyList<Evaluation> rows) => [.. rows.Where(row => !_baselines.Contains(row.Replica))];
}
