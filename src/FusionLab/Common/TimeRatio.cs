using System.Text.Json.Serialization;
using MathNet.Numerics.Distributions;

namespace FusionLab;

/// <summary>One evaluation of one replica: a row of metrics.csv.</summary>
/// <param name="Replica">The replica's position in the run, counted from 1.</param>
/// <param name="Seed">The replica's seed.</param>
/// <param name="Epoch">Epochs trained so far; fractional where evaluation happens within an epoch.</param>
/// <param name="Step">SGD steps taken so far.</param>
/// <param name="LearningRate">The learning rate of the next step.</param>
/// <param name="Loss">Mean training loss since the previous evaluation; at step 0, of the first batch before any step.</param>
/// <param name="Accuracy">Multimodal test accuracy in 0..1; null for regression.</param>
/// <param name="Unimodal">
/// Test accuracy of each modality alone (the others blank), in the order of the modalities; for regression its R².
/// </param>
/// <param name="TestLoss">Multimodal test loss; null for regression, and where it is no finite number.</param>
/// <param name="UnimodalLoss">Test loss of each modality alone, likewise; null for regression.</param>
public sealed record Evaluation(
    int Replica, ulong Seed, double Epoch, long Step, double LearningRate, double Loss, double? Accuracy, IReadOnlyList<double> Unimodal,
    double? TestLoss = null, IReadOnlyList<double?>? UnimodalLoss = null)
{
    /// <summary>Multimodal test R²; null for classes, and where it is no finite number.</summary>
    public double? R2 { get; init; }

    /// <summary>Scores on the test samples in which every class counts the same, as in <see cref="Scores.ByClass"/>.</summary>
    public IReadOnlyList<ClassScores>? ByClass { get; init; }

    /// <summary>The same measured on the validation samples; null where there are none.</summary>
    public Scores? Validation { get; init; }

    /// <summary>What <c>train.measures</c> asks for, by key such as <c>shapley.a</c>; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double?>? Measures { get; init; }

    /// <summary>The multimodal accuracy, or R²: whatever <see cref="Unimodal"/> has of each modality alone.</summary>
    [JsonIgnore]
    public double? Score => Accuracy ?? R2;
}

/// <summary>The scores and losses of one replica on a set of clean samples.</summary>
/// <param name="Accuracy">Multimodal accuracy in 0..1; null for regression.</param>
/// <param name="Unimodal">The accuracy of each modality alone, in the order of the modalities; for regression its R².</param>
/// <param name="Loss">The multimodal loss; null where it is no finite number.</param>
/// <param name="UnimodalLoss">The loss of each modality alone, likewise.</param>
public sealed record Scores(double? Accuracy, IReadOnlyList<double> Unimodal, double? Loss, IReadOnlyList<double?> UnimodalLoss)
{
    /// <summary>
    /// The coefficient of determination <c>R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)²</c> of all modalities, the mean over outputs that vary among
    /// the samples; null for classes, and where it is no finite number.
    /// </summary>
    public double? R2 { get; init; }

    /// <summary>
    /// Scores in which every class counts the same: of all modalities together, then of each alone; null for regression.
    /// </summary>
    public IReadOnlyList<ClassScores>? ByClass { get; init; }

    /// <summary>The multimodal accuracy, or R².</summary>
    [JsonIgnore]
    public double? Score => Accuracy ?? R2;
}

/// <summary>Scores in which every class counts the same, whatever its share of the samples; as scikit-learn has them.</summary>
/// <param name="BalancedAccuracy">The share of right answers among a class's samples, in the mean over the classes that have samples.</param>
/// <param name="MacroF1">
/// <c>F₁ = 2 TP / (2 TP + FP + FN)</c> of a class, in the mean over the classes that have samples or are answered.
/// </param>
public sealed record ClassScores(double BalancedAccuracy, double MacroF1);

/// <summary>What one gets without learning anything.</summary>
/// <param name="Accuracy">The accuracy of always answering the most frequent class; null for regression.</param>
/// <param name="Loss">
/// L₀: the loss of always answering the class frequencies, or the mean of the targets; of a network without biases, of answering 0.
/// </param>
public sealed record Chance(double? Accuracy, double Loss)
{
    /// <summary>
    /// Whether the most frequent class has at least twice as many test samples as the least frequent one, and more than chance would have.
    /// </summary>
    public bool IsImbalanced { get; init; }

    /// <summary>The accuracy, or the R² of the targets' mean, 0.</summary>
    [JsonIgnore]
    public double Score => Accuracy ?? 0;
}

/// <summary>When one modality was learned: when its unimodal accuracy first reached the threshold.</summary>
/// <param name="Epochs">The interpolated clock, in epochs: linear between the two evaluations around the crossing.</param>
/// <param name="Index">
/// The index clock, in whole epochs: the epochs trained when an evaluation between epochs first finds the accuracy at or above the
/// threshold; 0 is the evaluation before training. Evaluations within an epoch do not count, so that this clock does not depend on how
/// often one evaluates there. Null when the accuracy reached the threshold within an epoch and fell below it again.
/// </param>
public sealed record LearnedAt(double Epochs, int? Index)
{
    /// <summary>Finds when a modality was learned.</summary>
    /// <param name="history">One replica's evaluations, in order of time.</param>
    /// <param name="modality">The modality's position in <see cref="Evaluation.Unimodal"/>.</param>
    /// <param name="threshold">The unimodal accuracy that counts as learned.</param>
    /// <returns>Null when the curve never reaches the threshold.</returns>
    public static LearnedAt? Find(IReadOnlyList<Evaluation> history, int modality, double threshold = 0.5)
    {
        for (int i = 0; i < history.Count; i++)
        {
            if (history[i].Unimodal[modality] >= threshold)
            {
                return new LearnedAt(Crossing(history, i, modality, threshold), FirstIndex(history, i, modality, threshold));
            }
        }

        return null;
    }

    /// <summary>Whether the accuracy falls below the threshold again after it has reached it, and whether it ends there.</summary>
    /// <param name="history">One replica's evaluations, in order of time.</param>
    /// <param name="modality">The modality's position in <see cref="Evaluation.Unimodal"/>.</param>
    /// <param name="threshold">The unimodal accuracy that counts as learned.</param>
    public static (bool Falls, bool EndsBelow) FindRelapse(IReadOnlyList<Evaluation> history, int modality, double threshold)
    {
        var since = history.SkipWhile(row => row.Unimodal[modality] < threshold).ToList();
        return (since.Any(row => row.Unimodal[modality] < threshold), since.Count > 0 && since[^1].Unimodal[modality] < threshold);
    }

    private static double Crossing(IReadOnlyList<Evaluation> history, int i, int modality, double threshold)
    {
        if (i == 0)
        {
            return history[0].Epoch;
        }

        double before = history[i - 1].Unimodal[modality];
        double after = history[i].Unimodal[modality];
        double fraction = (threshold - before) / (after - before);
        return history[i - 1].Epoch + fraction * (history[i].Epoch - history[i - 1].Epoch);
    }

    private static int? FirstIndex(IReadOnlyList<Evaluation> history, int from, int modality, double threshold) =>
        (int?)history.Skip(from).FirstOrDefault(row => row.Unimodal[modality] >= threshold && double.IsInteger(row.Epoch))?.Epoch;
}

/// <summary>
/// The order in which one replica learned its modalities, and the time ratio: the time of the modality learned last over that of the
/// modality learned first.
/// </summary>
/// <remarks>
/// There are three ratios: of interpolated times (<see cref="Ratio"/>), of indices (<see cref="RatioIndex"/>), and of indices plus 1
/// (<see cref="RatioCounted"/>).
/// </remarks>
/// <param name="Modalities">When each modality was learned, in the order of the modalities; null for one that never was.</param>
public sealed record LearningOrder(IReadOnlyList<LearnedAt?> Modalities)
{
    /// <summary>The share of what all modalities remove from the loss below which one of them counts as not learned.</summary>
    public const double LeastContribution = 0.05;

    /// <summary>Finds the order from a replica's history.</summary>
    /// <param name="history">One replica's evaluations, in order of time; not empty.</param>
    /// <param name="threshold">The unimodal accuracy that counts as learned.</param>
    public static LearningOrder Find(IReadOnlyList<Evaluation> history, double threshold = 0.5) => Find(history, _ => threshold);

    /// <summary>Finds the order where each modality has a threshold of its own.</summary>
    /// <param name="history">One replica's evaluations, in order of time; not empty.</param>
    /// <param name="threshold">The unimodal accuracy at which a modality counts as learned, by its position.</param>
    public static LearningOrder Find(IReadOnlyList<Evaluation> history, Func<int, double> threshold) =>
        new([.. Enumerable.Range(0, history[0].Unimodal.Count).Select(m => LearnedAt.Find(history, m, threshold(m)))]);

    /// <summary>
    /// Finds the order on the contribution clock. A modality contributes <c>C_m(t) = L₀ − L_m(t)</c>, what it alone removes from the test
    /// loss of an answer that never changes. It is learned when that first reaches half of its largest value over the run, and never
    /// where the largest value stays below 5 % of what all modalities together remove.
    /// </summary>
    /// <remarks>
    /// Unlike the accuracy, which looks at the largest output alone, it does not rise before the outputs have any size. There are no
    /// indices on this clock.
    /// </remarks>
    /// <param name="history">One replica's evaluations, in order of time.</param>
    /// <param name="chanceLoss">L₀.</param>
    /// <returns>Null where no test losses were measured.</returns>
    public static LearningOrder? FindByContribution(IReadOnlyList<Evaluation> history, double chanceLoss)
    {
        Evaluation[] measured = [.. history.Where(row => row.UnimodalLoss is not null)];
        if (measured.Length == 0)
        {
            return null;
        }

        double together = measured.Max(row => chanceLoss - row.TestLoss) ?? 0;
        return new([.. measured[0].UnimodalLoss!.Select((_, m) => Half(m))]);

        LearnedAt? Half(int modality)
        {
            (double Epoch, double Value)[] curve = [.. measured.Where(row => row.UnimodalLoss![modality] is not null)
                .Select(row => (row.Epoch, chanceLoss - row.UnimodalLoss![modality]!.Value))];
            double largest = curve.Select(point => point.Value).DefaultIfEmpty(0).Max();
            if (largest <= 0 || largest < LeastContribution * together)
            {
                return null;
            }

            int i = Array.FindIndex(curve, point => point.Value >= largest / 2);
            return new(i == 0 ? curve[0].Epoch : Interpolate(curve[i - 1], curve[i], largest / 2), Index: null);
        }

        static double Interpolate((double Epoch, double Value) before, (double Epoch, double Value) after, double level) =>
            before.Epoch + ((level - before.Value) / (after.Value - before.Value) * (after.Epoch - before.Epoch));
    }

    /// <summary>True when every modality was learned.</summary>
    public bool AllLearned => Modalities.Count > 0 && Modalities.All(learned => learned is not null);

    /// <summary>The position of the modality learned first on the interpolated clock; null when none was, or two tie.</summary>
    public int? First
    {
        get
        {
            var times = Modalities.Select(learned => learned?.Epochs).ToList();
            double? earliest = times.Min();
            return earliest is not null && times.Count(time => time == earliest) == 1 ? times.IndexOf(earliest) : null;
        }
    }

    /// <summary>
    /// The time ratio on the interpolated clock; null when a modality was not learned, or one was at time 0, and of a single modality.
    /// </summary>
    public double? Ratio => AllLearned && Modalities.Count > 1 ? Quotient(Modalities.Select(learned => learned!.Epochs), 0) : null;

    /// <summary>The time ratio on the index clock, i_last / i_first; null when a modality was not learned, or one was at index 0.</summary>
    public double? RatioIndex => AllIndexed ? Quotient(Indices, 0) : null;

    /// <summary>
    /// The time ratio on the counted clock, <c>(i_last + 1)/(i_first + 1)</c>: the evaluation before training has number 1, as in the
    /// authors' records. The published Table 1 is consistent with this clock. Null when a modality was not learned.
    /// </summary>
    public double? RatioCounted => AllIndexed ? Quotient(Indices, 1) : null;

    private bool AllIndexed => AllLearned && Modalities.Count > 1 && Modalities.All(learned => learned!.Index is not null);

    private IEnumerable<double> Indices => Modalities.Select(learned => (double)learned!.Index!.Value);

    private static double? Quotient(IEnumerable<double> times, double offset)
    {
        double first = times.Min() + offset;
        return first > 0 ? (times.Max() + offset) / first : null;
    }
}

/// <summary>The time ratio over replicas. A replica without a ratio is counted, never dropped in silence.</summary>
/// <param name="Mean">The mean over the replicas that have a ratio; null when none has.</param>
/// <param name="Std">The sample standard deviation (n − 1); null for fewer than two.</param>
/// <param name="N">The replicas that have a ratio.</param>
/// <param name="Unlearned">The replicas that have none.</param>
public sealed record RatioSummary(double? Mean, double? Std, int N, int Unlearned)
{
    private const double Confidence = 0.95;

    /// <summary>Half of the 95 % confidence interval of the mean, by Student's t; null for fewer than two.</summary>
    [JsonIgnore]
    public double? HalfWidth => Std * StudentT.InvCDF(0, 1, Math.Max(1, N - 1), (1 + Confidence) / 2) / Math.Sqrt(N);

    /// <summary>Summarizes one ratio per replica.</summary>
    /// <param name="ratios">The ratios; null for a replica that did not learn every modality.</param>
    public static RatioSummary FromRatios(IEnumerable<double?> ratios)
    {
        var all = ratios.ToList();
        var known = all.OfType<double>().ToList();
        double? mean = known.Count > 0 ? known.Average() : null;
        double? std = known.Count > 1 ? Math.Sqrt(known.Sum(r => (r - mean!.Value) * (r - mean.Value)) / (known.Count - 1)) : null;
        return new RatioSummary(mean, std, known.Count, all.Count - known.Count);
    }
}
