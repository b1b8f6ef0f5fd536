using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>A linear fusion network as the theory sees it: its shape, how it starts, and how fast it learns.</summary>
/// <param name="Architecture">The shape.</param>
/// <param name="Initialization">How its layers start.</param>
/// <param name="LearningRate">η.</param>
public sealed record LinearFusion(LinearArchitecture Architecture, LinearInitialization Initialization, double LearningRate)
{
    /// <summary>The time constant <c>τ = 1/η</c>, in steps.</summary>
    public double TimeConstant => 1 / LearningRate;

    /// <summary>The formulas' <c>u0</c> for one modality: the expected Frobenius norm of its first layer.</summary>
    public double InitialNorm(int modality) => Initialization.InitialNorm(Architecture.Width, Architecture.InputSizes[modality]);

    /// <summary>Checks that the theory has something to say about this network.</summary>
    /// <exception cref="ConfigException">It has not one branch per modality, starts from too large norms, or has too few layers.</exception>
    internal void Validate()
    {
        Architecture.Validate();
        if (Initialization.Kind == InitializationKind.Deep && Formulas.WhyNotStart(Initialization.Scale) is string reason)
        {
            throw new ConfigException(reason);
        }

        if (Architecture.BranchDepths.Min() + Architecture.SharedDepth < 2)
        {
            throw new ConfigException(
                $"The branch depths are {string.Join(", ", Architecture.BranchDepths)} and the shared depth is "
                + $"{Architecture.SharedDepth}; every path from input to output needs at least 2 layers, one of them in the branch.");
        }
    }
}

/// <summary>A number that may be infinite, in a form that JSON can hold.</summary>
/// <param name="Value">The number; null for never.</param>
/// <param name="Never">Whether it is infinite: the modality is never learned.</param>
public sealed record PredictedValue(double? Value, bool Never)
{
    /// <summary>The value for <paramref name="number"/>; null for null, and for NaN, which is no prediction.</summary>
    public static PredictedValue? FromNumber(double? number) => number switch
    {
        null or double.NaN => null,
        double value when double.IsInfinity(value) => new(null, Never: true),
        _ => new(number, Never: false),
    };

    /// <summary>Four significant digits, or <c>never</c>.</summary>
    public override string ToString() => Never ? "never" : Value!.Value.ToString("G4", CultureInfo.InvariantCulture);
}

/// <summary>What one formula says.</summary>
/// <param name="Name">A short name, unique in a table.</param>
/// <param name="Equation">Where the formula comes from.</param>
/// <param name="LearnedAt">
/// When each modality is learned, in steps and in the modalities' order; null entries where it does not say.
/// </param>
/// <param name="TimeRatio">
/// The time of the modality learned last over that of the one learned first; null where the formula does not say.
/// </param>
/// <param name="WhyNot">Why the formula does not apply; null where it does.</param>
public sealed record FormulaPrediction(
    string Name, string Equation, IReadOnlyList<PredictedValue?> LearnedAt, PredictedValue? TimeRatio, string? WhyNot)
{
    /// <summary>Whether the formula applies to this task and network.</summary>
    public bool Applies => WhyNot is null;
}

/// <summary>What the theory says of one modality.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Correlation"><c>‖Σ_yx‖</c> of its features: how fast it is learned.</param>
/// <param name="SpectralCorrelation">The largest singular value of the same.</param>
/// <param name="Contribution">How much of <c>⟨y²⟩</c> it explains alone.</param>
/// <param name="PlateauWeight">The norm of its total weight when it alone is learned.</param>
/// <param name="PlateauLoss">The squared-error loss when it alone is learned (eq. 62).</param>
public sealed record ModalityPrediction(
    string Name, double Correlation, double SpectralCorrelation, double Contribution, double PlateauWeight, double PlateauLoss);

/// <summary>How far a prediction has come that follows weights.</summary>
/// <param name="SoFar">What the closed forms say; complete but for the predictions that follow weights.</param>
/// <param name="Share">The share of the <see cref="WorkBudget"/> that is used up, from 0 to 1. It may end before.</param>
public sealed record PredictionProgress(Prediction SoFar, double Share);

/// <summary>
/// The work that the predictions of one network may take. It counts multiplications, not seconds, so that a prediction is the same on
/// every machine.
/// </summary>
/// <param name="progress">Told the share that is used up, from 0 to 1.</param>
/// <param name="cancellation">Stops the work.</param>
/// <param name="limit">The most multiplications.</param>
public sealed class WorkBudget(
    Action<double>? progress = null, CancellationToken cancellation = default, double limit = WorkBudget.Limit)
{
    /// <summary>The most multiplications where one asks for a prediction.</summary>
    public const double Limit = 5e10;

    /// <summary>That limit in words.</summary>
    public const string InWords = "50 billion multiplications, which take about half a minute";

    /// <summary>The most multiplications beside a run, which does not wait for a prediction: about half a second.</summary>
    public const double Brief = 1e9;

    private double _spent;

    /// <summary>This budget's limit in words.</summary>
    public string Words => limit < Limit ? "a billion multiplications, which take about half a second" : InWords;

    /// <summary>Takes the work of one step.</summary>
    /// <param name="multiplications">How many it needs.</param>
    /// <returns>False where that is more than is left.</returns>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public bool TrySpend(double multiplications)
    {
        cancellation.ThrowIfCancellationRequested();
        _spent += multiplications;
        progress?.Invoke(Math.Min(1, _spent / limit));
        return _spent <= limit;
    }
}

/// <summary>Everything the theory says of a task and a network before any training. Serializes to JSON without NaN or infinity.</summary>
/// <param name="Modalities">One entry per modality.</param>
/// <param name="FirstModality">
/// The one learned first; null when all are learned together: by early fusion, or because they are equally strong.
/// </param>
/// <param name="SecondModality">The one learned after it.</param>
/// <param name="Formulas">Every formula, also those that do not apply, with the reason.</param>
/// <param name="Default">The name of the formula to trust; null where none applies (weights that do not start small, for one).</param>
/// <param name="Reason">Why that formula is the one to trust; where there is none, why no ratio exists: the end of a sentence.</param>
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
    string Reason,
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
    /// <param name="progress">Told while weights are followed, which can take as long as <see cref="WorkBudget"/> allows.</param>
    /// <param name="cancellation">Stops while weights are followed.</param>
    /// <param name="limit">How far weights are followed (see <see cref="WorkBudget"/>).</param>
    /// <exception cref="ConfigException">The task and the network do not fit together, or the theory is not of such a network.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static Prediction Predict(
        TaskStatistics task,
        LinearFusion network,
        Action<PredictionProgress>? progress = null,
        CancellationToken cancellation = default,
        double limit = WorkBudget.Limit)
    {
        network.Validate();
        var table = new FormulaTable(task, network);
        var closedForms = table.EvaluateClosedForms();
        var soFar = Summarize(task, network, table, closedForms);
        var budget = new WorkBudget(share => progress?.Invoke(new(soFar, share)), cancellation, limit);
        return Summarize(task, network, table, [.. closedForms, .. table.FollowWeights(budget)]);
    }

    /// <summary>This prediction as indented JSON with camel-case names.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    private static Prediction Summarize(
        TaskStatistics task, LinearFusion network, FormulaTable table, IReadOnlyList<FormulaPrediction> formulas)
    {
        var trusted = table.ChoosePreferred(formulas, out string reason);
        var names = task.Modalities;
        int[] order = [.. Enumerable.Range(0, names.Count)
            .OrderBy(m => LearnedAt(trusted, m)).ThenByDescending(m => task.SelectSigmaYx(m).FrobeniusNorm())];
        var ratio = trusted?.TimeRatio;
        var targets = StageTargets.FromTask(task);
        ModalityPrediction[] modalities = [.. names.Select((_, m) => DescribeModality(task, m))];
        bool together = network.Architecture.FusionDepth == 1 || ratio?.Value < 1 + 1e-9;
        return new(
            modalities,
            together ? null : names[order[0]].Name,
            together || order.Length < 2 ? null : names[order[1]].Name,
            formulas,
            trusted?.Name,
            reason,
            together || ratio is { Never: true } ? null : targets.MeasureMisAttribution(targets.Saddles[order[0]], order[0]),
            !together && modalities[order[0]].Contribution < modalities.Max(modality => modality.Contribution) * (1 - 1e-12),
            task.LossAtZero,
            task.FinalLoss);
    }

    // Where the formula gives a ratio but no times, the stronger correlation decides.
    private static double LearnedAt(FormulaPrediction? formula, int modality) =>
        formula?.LearnedAt[modality]?.Value ?? double.PositiveInfinity;

    private static ModalityPrediction DescribeModality(TaskStatistics task, int modality) => new(
        task.Modalities[modality].Name,
        task.SelectSigmaYx(modality).FrobeniusNorm(),
        task.SelectSigmaYx(modality).Measure(MatrixSize.Spectral),
        task.MeasureContribution(modality),
        task.SolveUnimodal(modality).FrobeniusNorm(),
        task.ComputeUnimodalLoss(modality));
}

/// <summary>
/// How times and plateaus of a linear network on the squared error carry over to its relatives. Time <em>ratios</em> carry over
/// unchanged, because only the early dynamics enters them.
/// </summary>
public static class RelatedNetworks
{
    /// <summary>
    /// Logistic loss: before the output grows its gradient is half that of the squared error (eq. 36, 37), so every time doubles.
    /// </summary>
    public const double LogisticTimeFactor = 2;

    /// <summary>Exponential loss: its gradient at 0 is that of the squared error, so times agree.</summary>
    public const double ExponentialTimeFactor = 1;

    /// <summary>
    /// Two-layer ReLU networks on a linear task with symmetric inputs are twice as slow: half the units see each input (appendix H.1).
    /// </summary>
    public const double ReluTimeFactor = 2;

    /// <summary>
    /// Their total weights converge to twice the linear ones, so "half the plateau" is measured against twice the plateau.
    /// </summary>
    public const double ReluWeightFactor = 2;
}

/// <summary>
/// A fission network has one input and a branch for every output. It learns as a late-fusion network does: its branches share nothing
/// but the input, so each output is learned by itself. The same times and weights belong to a task whose modalities are the outputs: each
/// sees an independent copy of the input, and one target is the sum of all.
/// </summary>
public static class Fission
{
    /// <summary>The task of the outputs, named <c>y1</c>, <c>y2</c>, …</summary>
    /// <param name="task">A task with two or more outputs.</param>
    /// <exception cref="ConfigException">The task has one output only.</exception>
    public static TaskStatistics OutputsAsModalities(TaskStatistics task)
    {
        if (task.Outputs < 2)
        {
            throw new ConfigException($"The task has {task.Outputs} output; a fission network needs two or more (data.kind \"fission\").");
        }

        ModalityBlock[] outputs = [.. Enumerable.Range(1, task.Outputs).Select(o => new ModalityBlock($"y{o}", task.Features))];
        return TaskStatistics.FromAverages(outputs, Copies(task.Sigma, task.Outputs), SideBySide(task.SigmaYx), task.OutputPower);
    }

    /// <summary>The population that a fission network should generalize to, for the outputs as modalities.</summary>
    /// <param name="sigma">Σ_true of the input, <c>[D, D]</c>.</param>
    /// <param name="trueWeights">w*, <c>[O, D]</c>.</param>
    public static GeneralizationTruth CreateTruth(Matrix<double> sigma, Matrix<double> trueWeights) =>
        new(Copies(sigma, trueWeights.RowCount), SideBySide(trueWeights));

    // Σ of independent copies of the input, one an output.
    private static Matrix<double> Copies(Matrix<double> sigma, int outputs)
    {
        int d = sigma.RowCount;
        var copies = Matrix<double>.Build.Dense(outputs * d, outputs * d);
        for (int o = 0; o < outputs; o++)
        {
            copies.SetSubMatrix(o * d, o * d, sigma);
        }

        return copies;
    }

    // The rows of an [O, D] map as one row, [1, O·D].
    private static Matrix<double> SideBySide(Matrix<double> map) =>
        Matrix<double>.Build.Dense(1, map.RowCount * map.ColumnCount, map.ToRowMajorArray());
}
