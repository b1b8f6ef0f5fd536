using System.Text.Json;
using FusionLab.Config;
using FusionLab.Linear;
using FusionLab.Networks;

namespace FusionLab.Runs;

/// <summary>All replicas of all points of one config.</summary>
/// <param name="Config">The config.</param>
/// <param name="Rows">One row a point and seed, seeds varying fastest.</param>
/// <param name="Seconds">Wall-clock seconds, predictions included.</param>
public sealed record LinearReport(ExperimentConfig Config, IReadOnlyList<LinearRow> Rows, double Seconds)
{
    /// <summary>One entry a point, in the order of the sweep.</summary>
    public IReadOnlyList<LinearPointSummary> Points =>
        [.. Rows.Chunk(Config.Seeds.Count).Select(LinearPointSummary.Of)];

    /// <summary>The formulas that apply to at least one row.</summary>
    public IReadOnlyList<string> Formulas =>
        [.. Rows.SelectMany(row => row.Prediction?.Formulas.Where(f => f.Applies && f.TimeRatio is not null) ?? [])
            .Select(f => f.Name).Distinct()];
}

/// <summary>One replica at one point of a sweep.</summary>
/// <param name="Values">The swept paths and their values at this point.</param>
/// <param name="Result">What the replica did.</param>
/// <param name="Prediction">What the theory says; null where it does not apply to this initialization.</param>
/// <param name="LearningRate">η at this point.</param>
public sealed record LinearRow(
    IReadOnlyDictionary<string, JsonElement> Values, LinearResult Result, Prediction? Prediction, double LearningRate)
{
    /// <summary>The measured time ratio minus the predicted one, as a share of the predicted; null where either does not exist.</summary>
    /// <param name="formula">The formula's name; null for the default one.</param>
    public double? RelativeDifference(string? formula = null) =>
        Result.Run.Stages.TimeRatio is double measured && PredictedRatio(formula) is double predicted
            ? (measured - predicted) / predicted
            : null;

    /// <summary>A formula's time ratio; infinity for never, null where it does not apply.</summary>
    /// <param name="formula">The formula's name; null for the default one.</param>
    public double? PredictedRatio(string? formula = null)
    {
        var value = formula is null ? Prediction?.TimeRatio : Prediction?.Formulas.FirstOrDefault(f => f.Name == formula)?.TimeRatio;
        return value is null ? null : value.Never ? double.PositiveInfinity : value.Value;
    }
}

/// <summary>One simulated replica beside what its task says.</summary>
/// <param name="Seed">The replica's seed.</param>
/// <param name="Statistics">The correlations of its training set.</param>
/// <param name="Targets">The plateaus and final values that its times refer to.</param>
/// <param name="Run">What it did.</param>
public sealed record LinearResult(ulong Seed, TaskStatistics Statistics, StageTargets Targets, LinearRun Run)
{
    /// <summary>Whether the loss has a minimum at finite weights.</summary>
    public bool HasMinimum { get; init; } = true;

    /// <summary>
    /// The measured mis-attribution (see <see cref="LearningStages.MeasureMisAttribution"/>); null where the loss has no minimum, so
    /// that weights grow for ever (logistic, exponential).
    /// </summary>
    public double? MisAttribution => HasMinimum ? Run.Stages.MeasureMisAttribution(Targets) : null;

    /// <summary>The lowest generalization error on the way; null where the truth is unknown.</summary>
    public double? BestGeneralizationError => Run.Trajectory.Min(point => point.GeneralizationError);
}

/// <summary>One point of a sweep over its seeds.</summary>
/// <param name="Values">The swept paths and their values.</param>
/// <param name="TimeRatio">The measured time ratio; replicas that did not learn every modality are counted as unlearned.</param>
/// <param name="MisAttribution">The measured mis-attribution, likewise.</param>
/// <param name="NotConverged">Replicas that used up their steps or diverged.</param>
/// <param name="Predicted">Every formula's time ratio, the mean over the seeds' own tasks; infinity for never.</param>
/// <param name="TrustedFormula">The default formula's name; null where seeds have different ones.</param>
/// <param name="TrustedRatio">The default formula's time ratio, the mean over the seeds' own tasks.</param>
/// <param name="RelativeDifference">Measured mean minus the default formula's value, as a share of the latter.</param>
public sealed record LinearPointSummary(
    IReadOnlyDictionary<string, JsonElement> Values,
    RatioSummary TimeRatio,
    RatioSummary MisAttribution,
    int NotConverged,
    IReadOnlyDictionary<string, double> Predicted,
    string? TrustedFormula,
    double? TrustedRatio,
    double? RelativeDifference)
{
    /// <summary>The measured mean minus a formula's time ratio, as a share of the latter; null where either does not exist.</summary>
    /// <param name="formula">The formula's name.</param>
    public double? DifferenceFrom(string formula) =>
        Predicted.TryGetValue(formula, out double ratio) && double.IsFinite(ratio) ? (TimeRatio.Mean - ratio) / ratio : null;

    /// <summary>Summarizes the rows of one point.</summary>
    /// <param name="rows">One row a seed.</param>
    public static LinearPointSummary Of(IReadOnlyList<LinearRow> rows)
    {
        var measured = RatioSummary.FromRatios(rows.Select(row => row.Result.Run.Stages.TimeRatio));
        var predicted = new Dictionary<string, double>();
        foreach (string formula in rows.SelectMany(row => row.Prediction?.Formulas.Select(f => f.Name) ?? []).Distinct())
        {
            double[] values = [.. rows.Select(row => row.PredictedRatio(formula)).OfType<double>()];
            if (values.Length == rows.Count)
            {
                predicted[formula] = values.Average();
            }
        }

        string?[] names = [.. rows.Select(row => row.Prediction?.Default).Distinct()];
        double? trusted = rows.All(row => row.PredictedRatio() is not null) ? rows.Average(row => row.PredictedRatio()!.Value) : null;
        return new LinearPointSummary(
            rows[0].Values,
            measured,
            RatioSummary.FromRatios(rows.Select(row => row.Result.MisAttribution)),
            rows.Count(row => row.Result.Run.Status != LinearRunStatus.Converged),
            predicted,
            names is [var name] ? name : null,
            trusted,
            (measured.Mean - trusted) / trusted);
    }
}

/// <summary>The result of a simulated config, theory beside measurement: its summary.json.</summary>
public sealed record LinearSummary
{
    /// <summary>The run's name.</summary>
    public required string Name { get; init; }

    /// <summary><c>completed</c>, or <c>diverged</c> when every network did.</summary>
    public required string Status { get; init; }

    /// <summary>True: simulated from correlations, not trained on batches.</summary>
    public bool Simulated { get; } = true;

    /// <summary>The kind of task, as in <c>data.kind</c>.</summary>
    public required string Task { get; init; }

    /// <summary>The data.</summary>
    public required DatasetSummary Dataset { get; init; }

    /// <summary>The network of the config; a sweep may vary it.</summary>
    public required NetworkConfig Network { get; init; }

    /// <summary>The device.</summary>
    public string Device { get; } = "cpu";

    /// <summary>The numbers computed with.</summary>
    public string Precision { get; } = "fp64";

    /// <summary>Wall-clock seconds, predictions included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Steps (= epochs) of the network that trained longest.</summary>
    public required long Epochs { get; init; }

    /// <summary>The modalities, in order.</summary>
    public required IReadOnlyList<string> Modalities { get; init; }

    /// <summary>One entry a replica, seeds varying fastest.</summary>
    public required IReadOnlyList<LinearReplicaSummary> Replicas { get; init; }

    /// <summary>The time ratio over seeds; null for a sweep, whose points have one each.</summary>
    public RatioSummary? TimeRatio { get; init; }

    /// <summary>What the theory says; null for a sweep, or where no formula applies.</summary>
    public LinearTheorySummary? Theory { get; init; }

    /// <summary>One entry a point of the sweep; a config without a sweep has one.</summary>
    public required IReadOnlyList<Point> Points { get; init; }

    /// <summary>Summarizes a report.</summary>
    /// <param name="report">All replicas of all points.</param>
    public static LinearSummary Of(LinearReport report)
    {
        var config = report.Config;
        var points = report.Points;
        string samples = config.Data.Samples ?? "";
        return new LinearSummary
        {
            Name = config.Name ?? "unnamed",
            Status = report.Rows.All(row => row.Result.Run.Status == LinearRunStatus.Diverged) ? RunSummary.Diverged : RunSummary.Completed,
            Task = config.Data.Kind,
            Dataset = new DatasetSummary(config.Data.Kind, samples == Data.ToyTasks.Population ? samples : "generated", null),
            Network = config.Network,
            Seconds = report.Seconds,
            Epochs = report.Rows.Max(row => row.Result.Run.Steps),
            Modalities = [.. report.Rows[0].Result.Statistics.Modalities.Select(modality => modality.Name)],
            Replicas = [.. report.Rows.Select(LinearReplicaSummary.Of)],
            TimeRatio = points is [var only] ? only.TimeRatio : null,
            Theory = points is [var single] ? LinearTheorySummary.Of(single) : null,
            Points =
            [
                .. points.Select(point => new Point(
                    point.Values, point.TimeRatio, point.MisAttribution, point.NotConverged, LinearTheorySummary.Of(point))),
            ],
        };
    }

    /// <summary>One point of the sweep.</summary>
    /// <param name="Values">The swept paths and their values.</param>
    /// <param name="TimeRatio">The measured time ratio over seeds.</param>
    /// <param name="MisAttribution">The measured mis-attribution over seeds.</param>
    /// <param name="NotConverged">Replicas that used up their steps or diverged.</param>
    /// <param name="Theory">What the theory says; null where no formula applies.</param>
    public sealed record Point(
        IReadOnlyDictionary<string, JsonElement> Values,
        RatioSummary TimeRatio,
        RatioSummary MisAttribution,
        int NotConverged,
        LinearTheorySummary? Theory);
}

/// <summary>What one simulated network came to, in summary.json. Times are in epochs (= steps); what never happened is null.</summary>
/// <param name="Seed">The replica's seed.</param>
/// <param name="Values">The swept paths and their values.</param>
/// <param name="Status"><c>converged</c>, <c>outOfSteps</c> or <c>diverged</c>.</param>
/// <param name="LearnedAt">When each modality was learned.</param>
/// <param name="FirstModality">The modality learned first; null when none was.</param>
/// <param name="TimeRatio">The last time over the first.</param>
/// <param name="MisAttribution">The first modality's weight on its plateau minus its final one.</param>
/// <param name="PredictedTimeRatio">The trusted formula's time ratio for this replica's own task.</param>
/// <param name="RelativeDifference">Measured minus predicted, as a share of the predicted.</param>
/// <param name="Final">The last state.</param>
public sealed record LinearReplicaSummary(
    ulong Seed,
    IReadOnlyDictionary<string, JsonElement> Values,
    string Status,
    IReadOnlyDictionary<string, double?> LearnedAt,
    string? FirstModality,
    double? TimeRatio,
    double? MisAttribution,
    double? PredictedTimeRatio,
    double? RelativeDifference,
    LinearReplicaSummary.State Final)
{
    /// <summary>Summarizes one row.</summary>
    /// <param name="row">The replica.</param>
    public static LinearReplicaSummary Of(LinearRow row)
    {
        var (result, stages) = (row.Result, row.Result.Run.Stages);
        string[] modalities = [.. result.Statistics.Modalities.Select(modality => modality.Name)];
        var last = result.Run.Trajectory[^1];
        return new LinearReplicaSummary(
            result.Seed,
            row.Values,
            LinearCsv.Status(result.Run.Status),
            modalities.Zip(stages.LearnedAt).ToDictionary(pair => pair.First, pair => pair.Second),
            stages.FirstModality is int first ? modalities[first] : null,
            RunJson.Finite(stages.TimeRatio),
            RunJson.Finite(result.MisAttribution),
            RunJson.Finite(row.PredictedRatio()),
            RunJson.Finite(row.RelativeDifference()),
            new State(
                RunJson.Finite(last.Loss),
                RunJson.Finite(last.GeneralizationError),
                modalities.Index().ToDictionary(
                    modality => modality.Item,
                    modality => RunJson.Finite(result.Targets.Amplitude(last.TotalWeights, modality.Index)))));
    }

    /// <summary>The last state of a network.</summary>
    /// <param name="Loss">The training loss.</param>
    /// <param name="GeneralizationError">Its error on new noiseless data; null where the truth is unknown.</param>
    /// <param name="Weights">Each modality's total weight: signed for a scalar, else its norm.</param>
    public sealed record State(double? Loss, double? GeneralizationError, IReadOnlyDictionary<string, double?> Weights);
}

/// <summary>
/// What the theory says of one point of a simulated config, in summary.json. Null stands for "never" and for "not defined".
/// </summary>
/// <param name="Formula">The formula to trust; null where seeds have different ones.</param>
/// <param name="TimeRatio">Its time ratio, the mean over the seeds' tasks.</param>
/// <param name="RelativeDifference">Measured mean minus that, as a share of that.</param>
/// <param name="Formulas">Every formula's time ratio.</param>
public sealed record LinearTheorySummary(
    string? Formula, double? TimeRatio, double? RelativeDifference, IReadOnlyDictionary<string, double?> Formulas)
{
    /// <summary>Summarizes the theory of a point; null where there is none.</summary>
    /// <param name="point">The point.</param>
    public static LinearTheorySummary? Of(LinearPointSummary point) => point.Predicted.Count == 0 ? null : new(
        point.TrustedFormula,
        RunJson.Finite(point.TrustedRatio),
        RunJson.Finite(point.RelativeDifference),
        point.Predicted.ToDictionary(formula => formula.Key, formula => RunJson.Finite(formula.Value)));
}
