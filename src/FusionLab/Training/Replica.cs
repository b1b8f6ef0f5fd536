using System.Globalization;
using FusionLab.Data;
using FusionLab.Training.Remedies;

namespace FusionLab.Training;

/// <summary>
/// One replica that is to be trained, with everything it may have of its own in its batch. All else (the network's shape, the loss,
/// batch size, epochs, …) the replicas of a batch share.
/// </summary>
/// <param name="Number">Its position in the run, counted from 1.</param>
/// <param name="Seed">Its seed: initial weights, data order, noise.</param>
/// <param name="Data">
/// The task it learns from. Tasks of one batch have modalities, outputs and sample numbers of the same shape; for classes also
/// the same test samples.
/// </param>
/// <param name="LearningRate">The learning rate of its first epoch.</param>
/// <param name="Decay">The factor on its learning rate after every epoch.</param>
/// <param name="Stop">When it is done before the last epoch.</param>
/// <param name="Threshold">The unimodal accuracy that counts as learned.</param>
public sealed record Replica(
    int Number, ulong Seed, IReplicaData Data, double LearningRate, double Decay, StopCondition Stop, double Threshold)
{
    /// <summary>Creates a replica with the values of a config.</summary>
    /// <param name="number">Its position in the run, counted from 1.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="data">The task it learns from.</param>
    /// <param name="config">How it is trained.</param>
    /// <exception cref="ConfigException">The config's stop condition is not valid.</exception>
    public Replica(int number, ulong seed, IReplicaData data, TrainConfig config)
        : this(number, seed, data, config.LearningRate, config.Decay, config.Stop, config.EffectiveThreshold.Value) =>
        (Rates, Remedy) = (config.EffectiveRates, config.Remedy);

    /// <summary>Whether it is a baseline, which sees one modality alone and trains as long as the others of its batch.</summary>
    public bool IsBaseline { get; init; }

    /// <summary>Learning rates of the first epoch that some branches have of their own, by modality; null: none.</summary>
    public IReadOnlyDictionary<string, double>? Rates { get; init; }

    /// <summary>Its remedy against unimodal bias.</summary>
    public RemedyConfig Remedy { get; init; } = new NoRemedyConfig();

    /// <summary>The learning rate after some epochs: a function of their number alone, so that a resumed run computes the same.</summary>
    /// <param name="epochs">Epochs completed.</param>
    /// <param name="modality">The modality whose branch is meant; null: the layers that all share.</param>
    public double RateAfter(int epochs, string? modality = null) =>
        (modality is null ? LearningRate : Rates?.GetValueOrDefault(modality, LearningRate) ?? LearningRate) * Math.Pow(Decay, epochs);

    /// <summary>Checks that replicas can train in one batch, as <see cref="Data"/> says.</summary>
    /// <param name="replicas">The replicas of one network.</param>
    /// <exception cref="ArgumentException">One of them has a task of another shape.</exception>
    internal static void RequireAlike(IReadOnlyList<Replica> replicas)
    {
        var first = replicas[0].Data;
        if (replicas.FirstOrDefault(replica => !IsAlike(replica.Data)) is { } odd)
        {
            throw new ArgumentException(
                $"Replica {odd.Number} learns from a task that does not fit into one batch with that of replica {replicas[0].Number}.",
                nameof(replicas));
        }

        bool IsAlike(IReplicaData data) =>
            ReferenceEquals(data, first)
            || (data.Outputs == first.Outputs && data.TrainSamples == first.TrainSamples && data.IsClassification == first.IsClassification
                && data.Modalities.Select(m => m.Features).SequenceEqual(first.Modalities.Select(m => m.Features))
                && (!data.IsMeasured || ReferenceEquals(data.Test.Targets, first.Test.Targets)));
    }
}

/// <summary>
/// When a replica is done before the last epoch. Only evaluations between epochs decide, so that evaluating more often changes
/// nothing.
/// </summary>
public sealed record StopCondition
{
    /// <summary>Train all epochs.</summary>
    public static readonly StopCondition Never = new();

    /// <summary>Stop once the unimodal accuracy of every modality has reached the threshold.</summary>
    public static readonly StopCondition AllLearned = new() { IsAllLearned = true };

    /// <summary>Epochs to train on after the lowest validation loss where no patience is given.</summary>
    private const int DefaultPatience = 10;

    private bool IsAllLearned { get; init; }

    /// <summary>Epochs that the validation loss may go without falling; null where it does not matter.</summary>
    private int? Patience { get; init; }

    /// <summary>Whether validation samples decide.</summary>
    public bool IsByValidation => Patience is not null;

    /// <summary>The multimodal accuracy or R² at which to stop; null where it does not matter.</summary>
    private double? Accuracy { get; init; }

    /// <summary>Reads <c>never</c>, <c>allLearned</c>, <c>validation</c>, or a multimodal accuracy such as <c>0.97</c>.</summary>
    /// <param name="text">The config value.</param>
    /// <param name="patience">Epochs that the validation loss may go without falling; null: 10.</param>
    /// <exception cref="ConfigException">The text is none of these.</exception>
    public static StopCondition Parse(string text, int? patience = null) =>
        text.Equals("never", StringComparison.OrdinalIgnoreCase) ? Never
        : text.Equals("allLearned", StringComparison.OrdinalIgnoreCase) ? AllLearned
        : text.Equals("validation", StringComparison.OrdinalIgnoreCase) ? new StopCondition { Patience = patience ?? DefaultPatience }
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double accuracy) && accuracy is > 0 and <= 1
            ? new StopCondition { Accuracy = accuracy }
        : throw new ConfigException(
            $"train.stopWhen is '{text}'; it must be never, allLearned, validation, or an accuracy above 0 and up to 1, such as 0.97.");

    /// <summary>True when the replica needs no further epochs.</summary>
    /// <param name="history">The replica's evaluations so far, in order of time.</param>
    /// <param name="threshold">The unimodal accuracy that counts as learned.</param>
    public bool IsMet(IReadOnlyList<Evaluation> history, double threshold)
    {
        List<Evaluation> rows = [.. history.Where(row => double.IsInteger(row.Epoch))];
        return Patience is { } patience ? FindBest(history) is { } best && rows[^1].Epoch - best.Epoch >= patience
            : IsAllLearned ? rows.Count > 0 && LearningOrder.Find(rows, threshold).AllLearned : rows.Any(row => row.Score >= Accuracy);
    }

    /// <summary>Finds the evaluation between epochs with the lowest validation loss; null where none has one.</summary>
    /// <param name="history">A replica's evaluations, in order of time.</param>
    public static Evaluation? FindBest(IEnumerable<Evaluation> history) =>
        history.Where(row => double.IsInteger(row.Epoch) && row.Validation?.Loss is not null).MinBy(row => row.Validation!.Loss);
}

/// <summary>What training has given for one replica.</summary>
/// <param name="Replica">Its position in the run, counted from 1.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="History">Its evaluations, in order of time; empty only if it diverged at the first step.</param>
/// <param name="Divergence">Why it left, if its loss was not finite.</param>
/// <param name="Threshold">The unimodal accuracy that counts as learned.</param>
/// <param name="IsFinished">False when training was interrupted before it was done.</param>
public sealed record ReplicaResult(
    int Replica, ulong Seed, IReadOnlyList<Evaluation> History, Divergence? Divergence, double Threshold, bool IsFinished)
{
    /// <summary>When each modality was learned, and the time ratio; null without any evaluation.</summary>
    public LearningOrder? Order => History.Count > 0 ? LearningOrder.Find(History, FindThreshold) : null;

    /// <summary>Thresholds of the modalities' own; null: <see cref="Threshold"/> for all.</summary>
    public IReadOnlyList<double>? Thresholds { get; init; }

    /// <summary>The unimodal accuracy at which a modality counts as learned.</summary>
    public double FindThreshold(int modality) => Thresholds?[modality] ?? Threshold;

    /// <summary>What one gets without learning anything; null where no scores are measured.</summary>
    public Chance? Chance { get; init; }

    /// <summary>The order on the contribution clock; null for regression, and without any evaluation.</summary>
    public LearningOrder? Contribution => Chance is null ? null : LearningOrder.FindByContribution(History, Chance.Loss);

    /// <summary>The last evaluation; null without any.</summary>
    public Evaluation? Final => History.Count > 0 ? History[^1] : null;
}

/// <summary>A replica that left because its loss was not finite; the step was not made.</summary>
/// <param name="Replica">The replica's position in the run, counted from 1.</param>
/// <param name="Seed">The replica's seed.</param>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Step">The step whose loss was not finite, counted from 1 over the run.</param>
/// <param name="LearningRate">The learning rate of that step.</param>
public sealed record Divergence(int Replica, ulong Seed, int Epoch, long Step, double LearningRate)
{
    /// <summary>One sentence: what happened, where, and what to do.</summary>
    public string Message => string.Create(
        CultureInfo.InvariantCulture,
        $"Replica {Replica} (seed {Seed}) diverged in epoch {Epoch}, step {Step}: its loss is not finite; "
        + $"lower train.learningRate (now {LearningRate:G6}), or check the data for extreme values.");

    /// <summary>Describes a run whose replicas all diverged; the first to diverge stands for the others.</summary>
    /// <param name="replicas">The divergence of each; at least one.</param>
    public static string Describe(IReadOnlyList<Divergence> replicas)
    {
        string first = replicas.MinBy(replica => replica.Step)!.Message;
        return replicas.Count == 1 ? first : $"All {replicas.Count} replicas diverged. {first}";
    }
}
