using System.Text.Encodings.Web;
using System.Text.Json;

namespace FusionLab.Linear;

/// <summary>Everything the theory says of a task and a network before any training. Serializes to JSON without NaN or infinity.</summary>
/// <param name="Modalities">One entry a modality.</param>
/// <param name="FirstModality">
/// The one learned first; null when all are learned together: by early fusion, or because they are equally strong.
/// </param>
/// <param name="SecondModality">The one learned after it.</param>
/// <param name="Formulas">Every formula, also those that do not apply, with the reason.</param>
/// <param name="Default">The name of the formula to trust; null where none applies (weights that do not start small, for one).</param>
/// <param name="MisAttribution">
/// The first modality's plateau weight minus its final weight: signed for scalars, else the norm; null where all are learned
/// together, or another one is never learned, so that nothing is given back.
/// </param>
/// <param name="SuperficialPreference">Whether the first modality contributes less than another (eq. 10).</param>
/// <param name="LossAtZero">The loss before learning.</param>
/// <param name="FinalLoss">The loss at <c>M_*</c>.</param>
public sealed record Prediction(
    IReadOnlyList<ModalityPrediction> Modalities,
    string? FirstModality,
    string? SecondModality,
    IReadOnlyList<FormulaPrediction> Formulas,
    string? Default,
    double? MisAttribution,
    bool SuperficialPreference,
    double LossAtZero,
    double FinalLoss)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // η stays η; this is a file or a terminal, never a web page
    };

    /// <summary>The default formula's time ratio.</summary>
    public PredictedValue? TimeRatio => Formulas.FirstOrDefault(formula => formula.Name == Default)?.TimeRatio;

    /// <summary>Makes the table.</summary>
    /// <param name="task">The task.</param>
    /// <param name="network">
    /// The network, taken as linear and trained on the squared error; for its relatives divide the learning rate by the factor in
    /// <see cref="RelatedNetworks"/>.
    /// </param>
    /// <param name="initialWeights">The actual initial layers, where they are known: they predict that very run.</param>
    /// <exception cref="ConfigException">The task and the network do not fit together.</exception>
    public static Prediction For(TaskStatistics task, LinearFusion network, FusionWeights? initialWeights = null)
    {
        if (network.BranchDepths.Count != task.Modalities.Count)
        {
            throw new ConfigException(
                $"The network has {network.BranchDepths.Count} branches, but the task has {task.Modalities.Count} modalities; "
                + "give each modality a branch.");
        }
        var table = new FormulaTable(task, network);
        var formulas = table.Evaluate(initialWeights);
        var trusted = table.Preferred(formulas);
        var names = task.Modalities;
        int[] order = [.. Enumerable.Range(0, names.Count)
            .OrderBy(m => LearnedAt(trusted, m)).ThenByDescending(m => task.SigmaYxOf(m).FrobeniusNorm())];
        var ratio = trusted?.TimeRatio;
        bool together = network.FusionDepth == 1 || ratio?.Value < 1 + 1e-9;
        return new(
            [.. names.Select((_, m) => ModalityPrediction.Of(task, m))],
            together ? null : names[order[0]].Name,
            together || order.Length < 2 ? null : names[order[1]].Name,
            formulas,
            trusted?.Name,
            together || ratio is { Never: true } ? null : MisAttributionOf(task, order[0]),
            !together && ModalityPreference.IsOutdone(task, order[0]),
            FixedPoints.LossAtZero(task),
            FixedPoints.GlobalLoss(task));
    }

    /// <summary>This prediction as indented JSON with camel-case names.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    // Where the formula gives a ratio but no times, the stronger correlation decides.
    private static double LearnedAt(FormulaPrediction? formula, int modality) =>
        formula?.LearnedAt[modality]?.Value ?? double.PositiveInfinity;

    private static double MisAttributionOf(TaskStatistics task, int first)
    {
        var vector = Linear.MisAttribution.Vector(task, first);
        return vector.RowCount == 1 && vector.ColumnCount == 1 ? vector[0, 0] : vector.FrobeniusNorm();
    }
}
