using System.Text.Json;
using System.Text.Json.Serialization;
using FusionLab.Linear;
using FusionLab.Training;

namespace FusionLab.Runs;

/// <summary>What one replica came to. Times are in epochs (of simulations: steps); what never happened is null.</summary>
public sealed record ReplicaSummary
{
    /// <summary>The status of a simulated network that reached its solution.</summary>
    internal const string Converged = "converged";

    /// <summary>The replica's seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>The swept paths and their values.</summary>
    [OnlyOf(RunKind.Simulated)]
    public IReadOnlyDictionary<string, JsonElement> Values { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>
    /// Trained: <c>completed</c>, <c>interrupted</c> or <c>diverged</c>; simulated: <c>converged</c>, <c>outOfSteps</c> or
    /// <c>diverged</c>.
    /// </summary>
    public string Status { get; init; } = "";

    /// <summary>Epochs at its last evaluation; of a simulation its steps.</summary>
    [OnlyOf(RunKind.Trained)]
    public double Epochs { get; init; }

    /// <summary>
    /// For each modality, when its unimodal accuracy crossed the threshold (interpolated clock); of a simulation, when its total
    /// weight did.
    /// </summary>
    public IReadOnlyDictionary<string, double?> LearnedAt { get; init; } = new Dictionary<string, double?>();

    /// <summary>The same on the index clock.</summary>
    [OnlyOf(RunKind.Trained)]
    public IReadOnlyDictionary<string, int?> LearnedAtIndex { get; init; } = new Dictionary<string, int?>();

    /// <summary>The modality learned first; null when none was, or two tie.</summary>
    public string? FirstModality { get; init; }

    /// <summary>The last time over the first, on the interpolated clock.</summary>
    public double? TimeRatio { get; init; }

    /// <summary>
    /// What the time ratio is at least where a modality was never learned: the time that the replica ran over that of its first modality;
    /// null where all were learned, or none was.
    /// </summary>
    public double? TimeRatioAtLeast =>
        Status != RunResult.Diverged && LearnedAt.Count > 1 && LearnedAt.Values.Contains(null) ? NeverLearned.Bound(LearnedAt.Values, Epochs) : null;

    /// <summary>The same on the index clock.</summary>
    [OnlyOf(RunKind.Trained)]
    public double? TimeRatioIndex { get; init; }

    /// <summary>The same on the counted clock, which the published Table 1 is consistent with.</summary>
    [OnlyOf(RunKind.Trained)]
    public double? TimeRatioCounted { get; init; }

    /// <summary>For each modality, when it was learned on the contribution clock (see <see cref="LearningOrder.FindByContribution"/>).</summary>
    [OnlyOf(RunKind.Trained)]
    public IReadOnlyDictionary<string, double?> LearnedAtContribution { get; init; } = new Dictionary<string, double?>();

    /// <summary>The modality learned first on that clock; null when none was, or two tie.</summary>
    [OnlyOf(RunKind.Trained)]
    public string? FirstModalityContribution { get; init; }

    /// <summary>The time ratio on that clock.</summary>
    [OnlyOf(RunKind.Trained)]
    public double? TimeRatioContribution { get; init; }

    /// <summary>The first modality's weight on its plateau minus its final one.</summary>
    [OnlyOf(RunKind.Simulated)]
    public double? MisAttribution { get; init; }

    /// <summary>The trusted formula's time ratio for this replica's own task; infinity for never.</summary>
    [OnlyOf(RunKind.Simulated)]
    public double? PredictedTimeRatio { get; init; }

    /// <summary>Measured minus predicted, as a share of the predicted; null where either does not exist.</summary>
    [OnlyOf(RunKind.Simulated)]
    public double? RelativeDifference => (TimeRatio - PredictedTimeRatio) / PredictedTimeRatio;

    /// <summary>For each modality, the score at which it counts as learned; empty where all have that of the config.</summary>
    [OnlyOf(RunKind.Trained)]
    public IReadOnlyDictionary<string, double> Thresholds { get; init; } = new Dictionary<string, double>();

    /// <summary>For each modality, the best score of the network of this seed that saw it alone; empty without baselines.</summary>
    [OnlyOf(RunKind.Trained)]
    public IReadOnlyDictionary<string, double?> Attainable { get; init; } = new Dictionary<string, double?>();

    /// <summary>The last evaluation, or the last state of a simulation.</summary>
    public FinalScores Final { get; init; } = new();

    /// <summary>The epochs trained when the loss on the validation samples was lowest; null where there are none.</summary>
    [OnlyOf(RunKind.Trained)]
    public double? BestEpoch { get; init; }

    /// <summary>What was measured then; null where there are no validation samples.</summary>
    [OnlyOf(RunKind.Trained)]
    public FinalScores? Best { get; init; }

    /// <summary>What a reader of its learning times should know.</summary>
    [JsonIgnore]
    public IReadOnlyList<LearningDoubt> Doubts { get; init; } = [];

    /// <summary>The evaluations of a trained replica, in order of time; none in one that was read back.</summary>
    [JsonIgnore]
    public IReadOnlyList<Evaluation> History { get; init; } = [];

    /// <summary>The trajectory of a simulated replica beside what its task says; null for others.</summary>
    [JsonIgnore]
    public LinearResult? Simulation { get; init; }

    /// <summary>What the theory says of a simulated replica; null where it does not apply to this network.</summary>
    [JsonIgnore]
    public Prediction? Prediction { get; init; }

    /// <summary>Summarizes a trained replica; one that diverged before its first evaluation has learned nothing.</summary>
    /// <param name="replica">What training has given for it.</param>
    /// <param name="modalities">The names of the modalities whose accuracy alone is measured.</param>
    internal static ReplicaSummary FromTraining(ReplicaResult replica, IReadOnlyList<string> modalities)
    {
        var (order, contribution, last) = (replica.Order, replica.Contribution, replica.Final);
        var best = StopCondition.FindBest(replica.History);
        return new ReplicaSummary
        {
            Seed = replica.Seed,
            Status = replica.Divergence is not null ? RunResult.Diverged
                : replica.IsFinished ? RunResult.Completed : RunResult.Interrupted,
            Epochs = last?.Epoch ?? 0,
            LearnedAt = modalities.Index().ToDictionary(named => named.Item, named => order?.Modalities[named.Index]?.Epochs),
            LearnedAtIndex = modalities.Index().ToDictionary(named => named.Item, named => order?.Modalities[named.Index]?.Index),
            FirstModality = order?.First is { } first ? modalities[first] : null,
            TimeRatio = order?.Ratio,
            TimeRatioIndex = order?.RatioIndex,
            TimeRatioCounted = order?.RatioCounted,
            LearnedAtContribution = contribution is null
                ? new Dictionary<string, double?>()
                : modalities.Index().ToDictionary(named => named.Item, named => contribution.Modalities[named.Index]?.Epochs),
            FirstModalityContribution = contribution?.First is { } early ? modalities[early] : null,
            TimeRatioContribution = contribution?.Ratio,
            Final = FinalScores.FromEvaluation(last, modalities),
            BestEpoch = best?.Epoch,
            Best = best is null ? null : FinalScores.FromEvaluation(best, modalities),
            Doubts = LearningDoubt.Find(replica),
            Thresholds = replica.Thresholds is { } own
                ? modalities.Zip(own).ToDictionary(modality => modality.First, modality => modality.Second) : new Dictionary<string, double>(),
            History = replica.History,
        };
    }

    /// <summary>Summarizes a simulated replica.</summary>
    /// <param name="result">What it did.</param>
    /// <param name="values">The swept paths and their values.</param>
    /// <param name="prediction">What the theory says; null where it does not apply.</param>
    internal static ReplicaSummary FromSimulation(
        LinearResult result, IReadOnlyDictionary<string, JsonElement> values, Prediction? prediction)
    {
        var (stages, last) = (result.Run.Stages, result.Run.Trajectory[^1]);
        string[] modalities = [.. result.Statistics.Modalities.Select(modality => modality.Name)];
        return new ReplicaSummary
        {
            Seed = result.Seed,
            Values = values,
            Status = JsonNamingPolicy.CamelCase.ConvertName(result.Run.Status.ToString()),
            Epochs = result.Run.Steps,
            LearnedAt = modalities.Zip(stages.LearnedAt).ToDictionary(pair => pair.First, pair => pair.Second),
            FirstModality = stages.FirstModality is int first ? modalities[first] : null,
            TimeRatio = stages.TimeRatio,
            MisAttribution = result.MisAttribution,
            PredictedTimeRatio = TheorySummary.Number(prediction?.TimeRatio),
            Final = new FinalScores
            {
                Loss = last.Loss,
                GeneralizationError = last.GeneralizationError,
                Weights = modalities.Index().ToDictionary(modality => modality.Item, modality => result.Weight(last, modality.Index)),
            },
            Simulation = result,
            Prediction = prediction,
        };
    }

    /// <summary>A formula's time ratio; infinity for never, null where it does not apply.</summary>
    /// <param name="formula">The formula's name.</param>
    public double? PredictedRatio(string formula) =>
        TheorySummary.Number(Prediction?.Formulas.FirstOrDefault(candidate => candidate.Name == formula)?.TimeRatio);
}

/// <summary>A replica's last evaluation, or the last state of a simulated one.</summary>
public sealed record FinalScores
{
    /// <summary>Training loss; null when it was no finite number.</summary>
    public double? Loss { get; init; }

    /// <summary>Multimodal test accuracy in 0..1; null for regression.</summary>
    [OnlyOf(RunKind.Trained)]
    public double? Accuracy { get; init; }

    /// <summary>Multimodal test R²; null for classes.</summary>
    [OnlyOf(RunKind.Trained)]
    public double? R2 { get; init; }

    /// <summary>The multimodal accuracy, or R².</summary>
    [JsonIgnore]
    public double? Score => Accuracy ?? R2;

    /// <summary>Test accuracy of each modality alone; for regression its R².</summary>
    [OnlyOf(RunKind.Trained)]
    public IReadOnlyDictionary<string, double> Unimodal { get; init; } = new Dictionary<string, double>();

    /// <summary>Multimodal test accuracy in which every class counts the same; null for regression.</summary>
    [OnlyOf(RunKind.Trained)]
    public double? BalancedAccuracy { get; init; }

    /// <summary>Multimodal F₁ on the test samples, the mean over classes; null for regression.</summary>
    [OnlyOf(RunKind.Trained)]
    public double? MacroF1 { get; init; }

    /// <summary>Both of each modality alone; empty for regression.</summary>
    [OnlyOf(RunKind.Trained)]
    public IReadOnlyDictionary<string, ClassScores> UnimodalByClass { get; init; } = new Dictionary<string, ClassScores>();

    /// <summary>Multimodal test loss; null for regression.</summary>
    [OnlyOf(RunKind.Trained)]
    public double? TestLoss { get; init; }

    /// <summary>Test loss of each modality alone.</summary>
    [OnlyOf(RunKind.Trained)]
    public IReadOnlyDictionary<string, double?> UnimodalLoss { get; init; } = new Dictionary<string, double?>();

    /// <summary>Loss on the validation samples; null where there are none.</summary>
    [OnlyOf(RunKind.Trained)]
    public double? ValidationLoss { get; init; }

    /// <summary>Multimodal accuracy on the validation samples; null where there are none, and for regression.</summary>
    [OnlyOf(RunKind.Trained)]
    public double? ValidationAccuracy { get; init; }

    /// <summary>Multimodal R² on the validation samples; null where there are none, and for classes.</summary>
    [OnlyOf(RunKind.Trained)]
    public double? ValidationR2 { get; init; }

    /// <summary>Its error on new noiseless data; null where the truth is unknown.</summary>
    [OnlyOf(RunKind.Simulated)]
    public double? GeneralizationError { get; init; }

    /// <summary>Each modality's total weight: signed for a scalar, else its norm.</summary>
    [OnlyOf(RunKind.Simulated)]
    public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();

    /// <summary>What an evaluation of a trained replica has found.</summary>
    /// <param name="row">The evaluation; null for a replica that was never evaluated.</param>
    /// <param name="modalities">The names of the modalities whose accuracy alone is measured.</param>
    internal static FinalScores FromEvaluation(Evaluation? row, IReadOnlyList<string> modalities) => new()
    {
        Loss = row?.Loss is { } loss && double.IsFinite(loss) ? loss : null,
        Accuracy = row?.Accuracy,
        R2 = row?.R2,
        BalancedAccuracy = row?.ByClass?[0].BalancedAccuracy,
        MacroF1 = row?.ByClass?[0].MacroF1,
        UnimodalByClass = modalities.Zip(row?.ByClass?.Skip(1) ?? []).ToDictionary(modality => modality.First, modality => modality.Second),
        Unimodal = modalities.Zip(row?.Unimodal ?? []).ToDictionary(modality => modality.First, modality => modality.Second),
        TestLoss = row?.TestLoss,
        UnimodalLoss = modalities.Zip(row?.UnimodalLoss ?? []).ToDictionary(modality => modality.First, modality => modality.Second),
        ValidationLoss = row?.Validation?.Loss,
        ValidationAccuracy = row?.Validation?.Accuracy,
        ValidationR2 = row?.Validation?.R2,
    };
}
