using System.Text.Json;
using System.Text.Json.Serialization;
using FusionLab.Config;
using FusionLab.Linear;
using FusionLab.Networks;

namespace FusionLab.Runs;

/// <summary>What was done with a config. Each kind of run has some keys of summary.json for itself.</summary>
[Flags]
public enum RunKind
{
    /// <summary>One point, trained on samples.</summary>
    Trained = 1,

    /// <summary>Several points, trained on samples, each with a run folder of its own.</summary>
    TrainedSweep = 2,

    /// <summary>One point or several, simulated from correlations.</summary>
    Simulated = 4,
}

/// <summary>
/// One config executed: trained, swept or simulated. It is written as summary.json, but for the histories, and read back from there.
/// What does not exist is null.
/// </summary>
public sealed record RunResult
{
    /// <summary>The status of a run whose replicas all came to their end; some of them, not all, may have diverged.</summary>
    public const string Completed = "completed";

    /// <summary>The status of a run that was stopped and can be resumed.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>The status of a run whose every replica diverged.</summary>
    public const string Diverged = "diverged";

    /// <summary>What was done with the config; not known of a result that was read back.</summary>
    [JsonIgnore]
    public RunKind Kind { get; init; }

    /// <summary>The config, with its sweep; a default one in a result that was read back.</summary>
    [JsonIgnore]
    public ExperimentConfig Config { get; init; } = new();

    /// <summary>The run folder; null where there is none.</summary>
    [JsonIgnore]
    public RunFolder? Folder { get; init; }

    /// <summary>The run's name.</summary>
    public string? Name { get; init; }

    /// <summary><c>completed</c>, <c>interrupted</c> or <c>diverged</c>.</summary>
    public string? Status { get; init; }

    /// <summary>True where networks were simulated from correlations, not trained on batches.</summary>
    [OnlyOf(RunKind.Simulated)]
    public bool Simulated { get; init; }

    /// <summary>The kind of task, as in <c>data.kind</c>.</summary>
    public string? Task { get; init; }

    /// <summary>The data.</summary>
    [OnlyOf(RunKind.Trained | RunKind.Simulated)]
    public DatasetSummary? Dataset { get; init; }

    /// <summary>The network, every default filled in; a simulated sweep may vary it.</summary>
    [OnlyOf(RunKind.Trained | RunKind.Simulated)]
    public NetworkConfig? Network { get; init; }

    /// <summary>The device: <c>cpu</c>, <c>cuda:0</c>.</summary>
    [OnlyOf(RunKind.Trained | RunKind.Simulated)]
    public string? Device { get; init; }

    /// <summary>The numbers computed with: <c>fp32</c>, …</summary>
    [OnlyOf(RunKind.Trained | RunKind.Simulated)]
    public string? Precision { get; init; }

    /// <summary>Wall-clock seconds, evaluations and predictions included.</summary>
    public double? Seconds { get; init; }

    /// <summary>Epochs (of simulations: steps) of the replica that trained longest.</summary>
    [OnlyOf(RunKind.Trained | RunKind.Simulated)]
    public double? Epochs { get; init; }

    /// <summary>The modalities, in order; of a trained run those whose accuracy alone is measured.</summary>
    [OnlyOf(RunKind.Trained | RunKind.Simulated)]
    public IReadOnlyList<string> Modalities { get; init; } = [];

    /// <summary>All replicas, point after point, in the order of the seeds.</summary>
    [OnlyOf(RunKind.Trained | RunKind.Simulated)]
    public IReadOnlyList<ReplicaSummary> Replicas { get; init; } = [];

    /// <summary>The time ratio on the interpolated clock, over the replicas; null for a sweep, whose points have one each.</summary>
    [OnlyOf(RunKind.Trained | RunKind.Simulated)]
    public RatioSummary? TimeRatio { get; init; }

    /// <summary>What was never learned; null where everything was, and for a sweep, whose points say it.</summary>
    [OnlyOf(RunKind.Trained | RunKind.Simulated)]
    public NeverLearned? NeverLearned { get; init; }

    /// <summary>The time ratio on the counted clock, over the replicas.</summary>
    [OnlyOf(RunKind.Trained)]
    public RatioSummary? TimeRatioCounted { get; init; }

    /// <summary>The time ratio on the contribution clock, over the replicas.</summary>
    [OnlyOf(RunKind.Trained)]
    public RatioSummary? TimeRatioContribution { get; init; }

    /// <summary>What one gets without learning anything; null for regression.</summary>
    [OnlyOf(RunKind.Trained)]
    public Chance? Chance { get; init; }

    /// <summary>What each modality reaches alone; null without baselines.</summary>
    [OnlyOf(RunKind.Trained)]
    public IReadOnlyDictionary<string, ModalityBaseline>? Baselines { get; init; }

    /// <summary>The time ratio at other thresholds; empty for regression and for one modality.</summary>
    [OnlyOf(RunKind.Trained)]
    public IReadOnlyList<ThresholdSensitivity> Sensitivity { get; init; } = [];

    /// <summary>What the theory says; null for a sweep, or where nothing applies.</summary>
    [OnlyOf(RunKind.Trained | RunKind.Simulated)]
    public TheorySummary? Theory { get; init; }

    /// <summary>The published value; null where the config names none.</summary>
    [OnlyOf(RunKind.Trained)]
    public PaperValues? Paper { get; init; }

    /// <summary>The time ratio beside the published one; null where the config names none.</summary>
    [OnlyOf(RunKind.Trained)]
    public PublishedComparison? Comparison { get; init; }

    /// <summary>One entry per point of the sweep, in its order; a config without a sweep has one.</summary>
    [OnlyOf(RunKind.TrainedSweep | RunKind.Simulated)]
    public IReadOnlyList<RunPoint> Points { get; init; } = [];

    /// <summary>What came out, in plain sentences.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>What a reader must know before believing the numbers, such as that the data are synthetic.</summary>
    [OnlyOf(RunKind.Trained | RunKind.TrainedSweep)]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What is measured on the test samples, in words: <c>accuracy</c>, or of regression <c>R²</c>.</summary>
    [JsonIgnore]
    public string ScoreName => Replicas.Concat(Points.SelectMany(point => point.Replicas)).Any(replica => replica.Final.R2 is not null)
        ? "R²" : "accuracy";

    /// <summary>The formulas that give at least one replica a time ratio.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Formulas => [.. Replicas
        .SelectMany(replica => replica.Prediction?.Formulas.Where(formula => formula.Applies && formula.TimeRatio is not null) ?? [])
        .Select(formula => formula.Name).Distinct()];

    /// <summary>Puts a run together from its points.</summary>
    /// <param name="config">The config, with its sweep.</param>
    /// <param name="kind">What was done with it.</param>
    /// <param name="points">Its points; one that was not begun has no replicas.</param>
    internal static RunResult FromPoints(ExperimentConfig config, RunKind kind, IReadOnlyList<RunPoint> points)
    {
        ReplicaSummary[] replicas = [.. points.SelectMany(point => point.Replicas)];
        var only = points is [var single] ? single : null;
        return new RunResult
        {
            Kind = kind,
            Config = config,
            Name = config.Name ?? "unnamed",
            Status = CombineStatus(points.Select(point => point.Status ?? Interrupted)),
            Simulated = kind == RunKind.Simulated,
            Task = config.Data.Kind,
            Network = config.Network,
            Precision = config.Train.Precision.ToString().ToLowerInvariant(),
            Epochs = replicas.Max(replica => (double?)replica.Epochs),
            Modalities = replicas.Length > 0 ? [.. replicas[0].LearnedAt.Keys] : [],
            Replicas = replicas,
            TimeRatio = only?.TimeRatio,
            NeverLearned = only?.NeverLearned,
            TimeRatioCounted = only?.TimeRatioCounted,
            TimeRatioContribution = only?.TimeRatioContribution,
            Chance = only?.Chance,
            Baselines = only?.Baselines,
            Theory = only?.Theory,
            Paper = config.Paper,
            Points = points,
        };
    }

    /// <summary>The status of what has parts: interrupted if any of them is, diverged if all are.</summary>
    internal static string CombineStatus(IEnumerable<string> parts) => parts.Distinct().ToArray() switch
    {
        var all when all.Contains(Interrupted) => Interrupted,
        [Diverged] => Diverged,
        _ => Completed,
    };
}

/// <summary>One combination of the swept values, over its seeds.</summary>
public sealed record RunPoint
{
    /// <summary>The name of its run folder: 01, 02, …</summary>
    [OnlyOf(RunKind.TrainedSweep)]
    public string? Name { get; init; }

    /// <summary>The swept paths and their values; none without a sweep.</summary>
    public IReadOnlyDictionary<string, JsonElement> Values { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>The status of its run, as in <see cref="RunResult.Status"/>; null where it was not begun.</summary>
    [OnlyOf(RunKind.TrainedSweep)]
    public string? Status { get; init; }

    /// <summary>
    /// The time ratio on the interpolated clock; replicas that did not learn every modality are counted as unlearned.
    /// </summary>
    public RatioSummary? TimeRatio { get; init; }

    /// <summary>What was never learned; null where everything was.</summary>
    public NeverLearned? NeverLearned { get; init; }

    /// <summary>The same on the counted clock.</summary>
    [OnlyOf(RunKind.TrainedSweep)]
    public RatioSummary? TimeRatioCounted { get; init; }

    /// <summary>The same on the contribution clock.</summary>
    [OnlyOf(RunKind.TrainedSweep)]
    public RatioSummary? TimeRatioContribution { get; init; }

    /// <summary>What one gets without learning anything; null for regression.</summary>
    [OnlyOf(RunKind.TrainedSweep)]
    public Chance? Chance { get; init; }

    /// <summary>What each modality reaches alone; null without baselines.</summary>
    [OnlyOf(RunKind.TrainedSweep)]
    public IReadOnlyDictionary<string, ModalityBaseline>? Baselines { get; init; }

    /// <summary>The last training loss.</summary>
    [OnlyOf(RunKind.TrainedSweep)]
    public RatioSummary? Loss { get; init; }

    /// <summary>The last multimodal accuracy; none for regression.</summary>
    [OnlyOf(RunKind.TrainedSweep)]
    public RatioSummary? Accuracy { get; init; }

    /// <summary>The last multimodal R²; none for classes.</summary>
    [OnlyOf(RunKind.TrainedSweep)]
    public RatioSummary? R2 { get; init; }

    /// <summary>The last multimodal accuracy, or R².</summary>
    [JsonIgnore]
    public RatioSummary? Score => Accuracy is { N: > 0 } ? Accuracy : R2;

    /// <summary>The last accuracy of each modality alone; for regression its R².</summary>
    [OnlyOf(RunKind.TrainedSweep)]
    public IReadOnlyDictionary<string, RatioSummary> Unimodal { get; init; } = new Dictionary<string, RatioSummary>();

    /// <summary>Replicas whose loss was not finite.</summary>
    [OnlyOf(RunKind.TrainedSweep)]
    public int Diverged { get; init; }

    /// <summary>The measured mis-attribution; replicas without one are counted as unlearned.</summary>
    [OnlyOf(RunKind.Simulated)]
    public RatioSummary? MisAttribution { get; init; }

    /// <summary>Replicas that used up their steps or diverged.</summary>
    [OnlyOf(RunKind.Simulated)]
    public int NotConverged { get; init; }

    /// <summary>What the theory says; null where nothing applies.</summary>
    public TheorySummary? Theory { get; init; }

    /// <summary>One entry per seed; none in a point that was not begun, or that was read back.</summary>
    [JsonIgnore]
    public IReadOnlyList<ReplicaSummary> Replicas { get; init; } = [];

    /// <summary>Every formula's time ratio, the mean over the seeds' own tasks; infinity for never.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, double> Predicted => Theory?.Formulas ?? new Dictionary<string, double>();

    /// <summary>The measured mean minus a formula's time ratio, as a share of the latter; null where either does not exist.</summary>
    /// <param name="formula">The formula's name.</param>
    public double? DifferenceFrom(string formula) =>
        Predicted.TryGetValue(formula, out double ratio) && double.IsFinite(ratio) ? (TimeRatio?.Mean - ratio) / ratio : null;

    /// <summary>Summarizes the replicas of a point.</summary>
    /// <param name="values">The swept paths and their values.</param>
    /// <param name="replicas">One entry per seed; none where the point was not begun.</param>
    internal static RunPoint FromReplicas(IReadOnlyDictionary<string, JsonElement> values, IReadOnlyList<ReplicaSummary> replicas)
    {
        if (replicas.Count == 0)
        {
            return new RunPoint { Values = values };
        }

        bool hasRatio = replicas[0].LearnedAt.Count != 1; // a run of one modality has none
        var measured = RatioSummary.FromRatios(replicas.Select(replica => replica.TimeRatio));
        return new RunPoint
        {
            Values = values,
            Status = RunResult.CombineStatus(replicas.Select(replica => replica.Status)),
            TimeRatio = hasRatio ? measured : null,
            NeverLearned = NeverLearned.Find(replicas, replica => replica.LearnedAt),
            TimeRatioCounted = hasRatio ? RatioSummary.FromRatios(replicas.Select(replica => replica.TimeRatioCounted)) : null,
            TimeRatioContribution = hasRatio ? RatioSummary.FromRatios(replicas.Select(replica => replica.TimeRatioContribution)) : null,
            Loss = RatioSummary.FromRatios(replicas.Select(replica => replica.Final.Loss)),
            Accuracy = RatioSummary.FromRatios(replicas.Select(replica => replica.Final.Accuracy)),
            R2 = RatioSummary.FromRatios(replicas.Select(replica => replica.Final.R2)),
            Unimodal = replicas.SelectMany(replica => replica.Final.Unimodal.Keys).Distinct().ToDictionary(
                name => name,
                name => RatioSummary.FromRatios(replicas.Select(replica =>
                    replica.Final.Unimodal.TryGetValue(name, out double alone) ? (double?)alone : null))),
            Diverged = replicas.Count(replica => replica.Status == RunResult.Diverged),
            MisAttribution = RatioSummary.FromRatios(replicas.Select(replica => replica.MisAttribution)),
            NotConverged = replicas.Count(replica => replica.Status != ReplicaSummary.Converged),
            Theory = TheorySummary.FromReplicas(replicas, measured),
            Replicas = replicas,
        };
    }
}

/// <summary>What the theory says of one point. In files null stands for "never" and for "not defined".</summary>
/// <param name="Formula">The formula to trust; null where seeds have different ones.</param>
/// <param name="TimeRatio">Its time ratio, the mean over the seeds' own tasks; infinity for never.</param>
/// <param name="RelativeDifference">Measured mean minus that, as a share of that.</param>
/// <param name="Formulas">Every formula's time ratio, likewise; not a number where a file that was read back says null.</param>
public sealed record TheorySummary(
    string? Formula, double? TimeRatio, double? RelativeDifference, IReadOnlyDictionary<string, double>? Formulas)
{
    /// <summary>The modality learned first; null where all are learned together.</summary>
    public string? FirstModality { get; init; }

    /// <summary>Where the formula to trust stands in the paper; null where there is none.</summary>
    public string? Equation { get; init; }

    /// <summary>
    /// When each modality is learned, in epochs of a trained network and steps of a simulated one; infinity for never, null where the
    /// formula does not say.
    /// </summary>
    public IReadOnlyDictionary<string, double?> LearnedAt { get; init; } = new Dictionary<string, double?>();

    /// <summary>Why there is no ratio: the end of a sentence; null where there is one.</summary>
    public string? WhyNot { get; init; }

    /// <summary>Summarizes the theory beside a trained run.</summary>
    /// <param name="prediction">What the theory says of its network.</param>
    /// <param name="measured">The measured time ratio; null for regression.</param>
    /// <param name="stepsPerEpoch">Steps in one epoch.</param>
    internal static TheorySummary FromPrediction(Prediction prediction, RatioSummary? measured, int stepsPerEpoch)
    {
        var trusted = prediction.Formulas.FirstOrDefault(formula => formula.Name == prediction.Default);
        double? ratio = Number(prediction.TimeRatio);
        return new TheorySummary(
            trusted?.Name,
            ratio,
            (measured?.Mean - ratio) / ratio,
            prediction.Formulas.Where(formula => formula.Applies && formula.TimeRatio is not null)
                .ToDictionary(formula => formula.Name, formula => Number(formula.TimeRatio)!.Value))
        {
            FirstModality = prediction.FirstModality,
            Equation = trusted?.Equation,
            LearnedAt = prediction.Modalities.Index().ToDictionary(
                modality => modality.Item.Name, modality => Number(trusted?.LearnedAt[modality.Index]) / stepsPerEpoch),
            WhyNot = ratio is null ? prediction.Reason : null,
        };
    }

    /// <summary>Summarizes the theory of a point; null where there is none.</summary>
    internal static TheorySummary? FromReplicas(IReadOnlyList<ReplicaSummary> replicas, RatioSummary measured)
    {
        var formulas = new Dictionary<string, double>();
        var applied = replicas.SelectMany(replica => replica.Prediction?.Formulas ?? []);
        foreach (string formula in applied.Select(formula => formula.Name).Distinct())
        {
            if (MeanOf(replica => replica.PredictedRatio(formula)) is { } mean)
            {
                formulas[formula] = mean;
            }
        }

        double? trusted = MeanOf(replica => replica.PredictedTimeRatio);
        string?[] names = [.. replicas.Select(replica => replica.Prediction?.Default).Distinct()];
        return formulas.Count == 0 ? null
            : new TheorySummary(names is [var name] ? name : null, trusted, (measured.Mean - trusted) / trusted, formulas)
            {
                FirstModality = replicas.Select(replica => replica.Prediction?.FirstModality).Distinct().ToArray() is [var first] ? first : null,
                Equation = names is [not null] ? replicas[0].Prediction!.Formulas.First(formula => formula.Name == names[0]).Equation : null,
                LearnedAt = names is [not null] ? AverageTimes() : new Dictionary<string, double?>(),
                WhyNot = trusted is null ? replicas[0].Prediction?.Reason : null,
            };

        Dictionary<string, double?> AverageTimes() => replicas[0].Prediction!.Modalities.Index().ToDictionary(
            modality => modality.Item.Name,
            modality => MeanOf(replica => Number(replica.Prediction!.Formulas.First(formula => formula.Name == names[0])
                .LearnedAt[modality.Index])));

        double? MeanOf(Func<ReplicaSummary, double?> ratio) =>
            replicas.All(replica => ratio(replica) is not null) ? replicas.Average(ratio) : null;
    }

    /// <summary>A predicted time or ratio as a number: infinity for never.</summary>
    internal static double? Number(PredictedValue? value) => value is null ? null : value.Never ? double.PositiveInfinity : value.Value;
}

/// <summary>The data a run was made with.</summary>
/// <param name="Name">The task: <c>noisyMnist</c>, …</param>
/// <param name="Source">Where the samples come from: <c>mnist</c>, <c>fashionMnist</c>, <c>synthetic</c>, …</param>
/// <param name="Sha256">A checksum of the samples; null where the task has no files.</param>
public sealed record DatasetSummary(string Name, string Source, string? Sha256);
