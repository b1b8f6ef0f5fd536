namespace FusionLab.Linear;

/// <summary>The numbers of one formula, or the reason why it has none.</summary>
/// <param name="LearnedAt">When each modality is learned; infinity for never, null where the formula does not say.</param>
/// <param name="TimeRatio">The last time over the first; null where the formula does not say.</param>
/// <param name="WhyNot">Why the formula does not apply; null where it does.</param>
internal sealed record FormulaResult(IReadOnlyList<double?> LearnedAt, double? TimeRatio, string? WhyNot = null)
{
    /// <summary>Takes the ratio from the times; there is none while one is missing.</summary>
    public FormulaResult(IReadOnlyList<double?> learnedAt)
        : this(learnedAt, LearningStages.ComputeRatio(learnedAt))
    {
    }

    /// <summary>No numbers, for a reason.</summary>
    public static FormulaResult None(TaskStatistics task, string whyNot) => new(new double?[task.Modalities.Count], null, whyNot);
}

/// <summary>One formula, before it is evaluated.</summary>
/// <param name="Name">A short name, unique in a table.</param>
/// <param name="Equation">Where the formula comes from.</param>
/// <param name="WhyNot">Why the formula does not apply; null where it does.</param>
/// <param name="Evaluate">Computes its numbers; called only where it applies.</param>
internal sealed record Formula(string Name, string Equation, string? WhyNot, Func<FormulaResult> Evaluate);

/// <summary>Evaluates every formula on one task and network. A formula that does not apply has a reason instead of numbers.</summary>
internal sealed class FormulaTable(TaskStatistics task, LinearFusion network)
{
    /// <summary>The prediction that follows the weights from an average random start.</summary>
    internal const string ExpectedStart = "expectedStart";

    // Steps times weights that take about 20 milliseconds.
    private const int WorkLimit = 1_000_000;

    private readonly LinearArchitecture _shape = network.Architecture;

    private bool IsTwoLayerLate => _shape is { Depth: 2, FusionDepth: 2 };

    private string? WhyNotTwoLayers =>
        IsTwoLayerLate ? null : "This formula is for two layers with late fusion (L = L_f = 2).";

    private string? WhyNotLate => _shape is { SharedDepth: 0, FusionDepth: >= 2 }
        ? null
        : "This formula is for late fusion (L_f = L) of branches of equal depth.";

    // One amplitude along a fixed direction cannot change its sign: the flow would stay on the saddle until it runs out of steps.
    private string? WhyNotRankOne =>
        Formulas.WhyNotStart(task.Modalities.Index().Max(modality => network.InitialNorm(modality.Index)))
        ?? (task.Outputs != 1 ? $"The task has {task.Outputs} outputs; the reduced dynamics (44) needs 1."
        : _shape.FusionDepth != 1 && GrowthRates.FromTask(task).SignedSecondRate < 0
            ? "The second modality is learned against the direction in which it first grows, which (44) keeps: it has no time for it."
        : null);

    private string? WhyNotWideEnough => task.Features + task.Outputs is var needed && _shape.Width < needed
        ? $"The width is {_shape.Width}; this prediction needs at least {needed}, one unit for every input feature and output."
        : null;

    /// <summary>One row a formula that is evaluated at once, also for those that do not apply.</summary>
    public IReadOnlyList<FormulaPrediction> EvaluateClosedForms()
    {
        double u0 = network.InitialNorm(GrowthRates.FromTask(task).First);
        Formula[] formulas =
        [
            // The theory gives a ratio of 1 and no times; "expectedStart" has both.
            new("earlyFusion", "section 3.1, 4.1",
                _shape.FusionDepth == 1 ? null : "All modalities are learned together only if they are fused in the first layer.",
                () => new(new double?[task.Modalities.Count], 1)),
            .. ListClosedForms(MatrixSize.Frobenius, suffix: ""),
            .. task.Outputs > 1 ? ListClosedForms(MatrixSize.Spectral, suffix: "Spectral") : [],
            .. task.Modalities.Count > 2 ? new Formula[]
            {
                new("learningSequence", "(9) with ln(1 + ηs), phase after phase", WhyNotTwoLayers ?? Formulas.WhyNotStart(u0),
                    () => Formulas.LearningSequence(task, u0, network.LearningRate)),
            } : [],
        ];
        return [.. formulas.Select(CreateRow)];
    }

    /// <summary>One row a prediction that follows weights from a start, also for those that do not apply.</summary>
    /// <param name="budget">How far they are followed, together.</param>
    public IReadOnlyList<FormulaPrediction> FollowWeights(WorkBudget budget)
    {
        Formula[] formulas =
        [
            new("reducedDynamics", "(44) to saturation", WhyNotRankOne,
                () => GradientFlow.PredictTimes(task, ReducedStart.CreateRankOne(task, network), network.TimeConstant, budget)),
            new(ExpectedStart, "(3)-(5) from an average random start", WhyNotWideEnough,
                () => FollowDescent(ReducedStart.CreateExpected(task, network), budget)),
        ];
        return [.. formulas.Select(CreateRow)];
    }

    /// <summary>The formula to trust: the first of these that gives a ratio; null where none does.</summary>
    /// <param name="formulas">What the formulas of this table say.</param>
    /// <param name="reason">Why it is the one to trust; where none gives a ratio, why not: the end of a sentence.</param>
    public FormulaPrediction? ChoosePreferred(IReadOnlyList<FormulaPrediction> formulas, out string reason)
    {
        (string Name, string Reason) finite = ("finiteLearningRate",
            "it counts the steps of gradient descent one by one, where (8) and (9) take them as infinitely small");
        (string Name, string Reason) expected = (ExpectedStart,
            "it follows the weights from a random start, where the other formulas begin with layers that already point the same way, and so "
            + "come too early");

        // For scalars the closed form is as good as following the weights; vectors turn while they grow, which it cannot know.
        (string Name, string Reason)[] preference =
        [
            IsTwoLayerLate && task.Modalities.All(modality => modality.Dimension == 1) ? finite : expected,
            finite,
            expected,
            ("learningSequence", "it follows all modalities one after the other, where the others follow two"),
            ("deepFiniteStart", "it starts from weights of the size that this network has, not from infinitely small ones"),
            ("unequalDepth", "it is the one for branches of unequal depth"),
            ("lateFusionSigned", "it knows whether the modalities correlate positively or negatively, as (9) does not"),
            ("earlyFusion", "modalities that share the first layer grow together"),
        ];
        foreach (var (name, why) in preference)
        {
            if (formulas.FirstOrDefault(formula => formula.Name == name && formula.TimeRatio is not null) is { } trusted)
            {
                reason = why;
                return trusted;
            }
        }

        reason = ExplainMissingRatio(formulas);
        return null;
    }

    // Late fusion always has (9) and early fusion has 1, so that this is about what lies between, and about branches of unequal depth.
    private string ExplainMissingRatio(IReadOnlyList<FormulaPrediction> formulas)
    {
        double u0 = task.Modalities.Index().Max(modality => network.InitialNorm(modality.Index));
        string closed = u0 >= 1
            ? $"the formulas for this kind of fusion are of weights that start small (u0, the norm of a first layer, below 1), and these start "
                + $"at {u0:G4}"
            : $"no formula is for branches of {string.Join(" and ", _shape.BranchDepths)} layers with {_shape.SharedDepth} shared ones";
        string? followed = WhyNotWideEnough is not null
            ? FormattableString.Invariant(
                $"Following the weights step by step instead takes hidden layers of at least {task.Features + task.Outputs:N0} units, ")
                + $"one for each input feature and output; these have {_shape.Width}"
            : formulas.FirstOrDefault(formula => formula.Name == ExpectedStart)?.WhyNot?.TrimEnd('.');
        return followed is null ? closed : $"{closed}. {followed}";
    }

    /// <summary>The formulas that need no more than the growth rates, the size of matrices measured in one of two ways.</summary>
    private Formula[] ListClosedForms(MatrixSize size, string suffix)
    {
        var rates = GrowthRates.FromTask(task, size);
        int depth = _shape.Depth, fusionDepth = _shape.FusionDepth ?? 0;
        double u0 = network.InitialNorm(rates.First), rate = network.LearningRate, tau = network.TimeConstant;
        double flowTime = Formulas.TwoLayerFirstTime(rates, u0, tau);
        string? whyNotFinite = WhyNotTwoLayers
            ?? (rates.ResidualRate == 0 ? null : Formulas.WhyNotGrowth(rates.SignedSecondRate, rate));
        return
        [
            new($"lateFusion{suffix}", "(8), (9)", WhyNotLate, () => PlaceRatio(flowTime, Formulas.LateFusionRatio(rates))),
            new($"lateFusionSigned{suffix}", "(9) with the sign", WhyNotLate,
                () => PlaceRatio(flowTime, Formulas.LateFusionSignedRatio(rates))),
            new($"finiteLearningRate{suffix}", "(9) with ln(1 + ηs)", whyNotFinite,
                () => PlaceRatio(
                    Formulas.FiniteLearningRateFirstTime(rates, u0, rate), Formulas.FiniteLearningRateRatio(rates, rate))),
            new($"deep{suffix}", fusionDepth == 2 ? "(56)" : "(12), (48), (54)", WhyNotDeep(u0),
                () => Place(rates, Formulas.DeepFusion(rates, depth, fusionDepth, u0, tau))),
            new($"deepFiniteStart{suffix}", "(47), (54) from u0 to 1", IsTwoLayerLate ? Formulas.WhyNotStart(u0) : WhyNotDeep(u0),
                () => Place(rates, Formulas.DeepFusionFiniteStart(rates, depth, fusionDepth, u0, tau))),
            CreateUnequalDepth(rates, u0, size, suffix),
        ];

        // (9) needs no initial norm and holds for any depth; the times (8) are those of two layers.
        FormulaResult PlaceRatio(double firstTime, double ratio) => depth == 2 && u0 < 1
            ? Place(rates, new(firstTime, firstTime * ratio))
            : new(new double?[task.Modalities.Count], ratio);
    }

    private string? WhyNotDeep(double u0) =>
        _shape.FusionDepth is not int fusionDepth ? "This formula is for branches of equal depth."
        : Formulas.WhyNotStart(u0) is string start ? start
        : fusionDepth < 2 ? $"The fusion depth L_f is {fusionDepth}; this formula needs 2 <= L_f <= L, and the depth L is {_shape.Depth}."
        : _shape.Depth < 3
            ? $"The depth L is {_shape.Depth}; this formula is for 3 layers or more (two-layer late fusion has its own)."
        : null;

    private Formula CreateUnequalDepth(GrowthRates rates, double u0, MatrixSize size, string suffix)
    {
        int first = _shape.BranchDepths[rates.First], second = _shape.BranchDepths[rates.Second], shared = _shape.SharedDepth;
        bool isDeep = first > 2 && second > 2;
        if (isDeep && !Formulas.IsLearnedFirst(rates, first, second, u0))
        {
            rates = GrowthRates.FromTask(task, rates.Second, rates.First, size);
            (first, second) = (second, first);
        }

        string? whyNot = Formulas.WhyNotStart(u0)
            ?? (!isDeep
                ? $"The branch depths are {first} and {second} and the shared depth is {shared}; "
                    + "this formula needs branches deeper than 2 and a shared depth of 0 or more."
            : !Formulas.IsLearnedFirst(rates, first, second, u0)
                ? $"With branch depths {first} and {second} and u0 = {u0} both modalities are learned together."
            : null);
        return new($"unequalDepth{suffix}", "(59), (60)", whyNot,
            () => Place(rates, Formulas.UnequalDepth(rates, first, second, shared, u0, network.TimeConstant)));
    }

    // The flow takes the same few steps for any run. Where the run is short, single steps matter, and descent itself is affordable.
    private FormulaResult FollowDescent(LinearWeights start, WorkBudget budget)
    {
        var flow = GradientFlow.PredictTimes(task, start, network.TimeConstant, budget);
        double steps = 2 * flow.LearnedAt.Max(time => time is double t && double.IsFinite(t) ? t : 0);
        if (flow.LearnedAt.Contains(null) || steps * start.Values.Sum(layer => layer.Length) > WorkLimit)
        {
            return flow;
        }

        var descent = GradientDescent.PredictTimes(task, start, network.LearningRate, (int)steps + 100);
        return descent.WhyNot is null && descent.LearnedAt.Contains(null) ? flow : descent;
    }

    private FormulaResult Place(GrowthRates rates, LearningTimes times)
    {
        double?[] learnedAt = new double?[task.Modalities.Count];
        (learnedAt[rates.First], learnedAt[rates.Second]) = (times.First, times.Second);
        return new(learnedAt, times.Ratio);
    }

    private FormulaPrediction CreateRow(Formula formula)
    {
        // Where there are more than two modalities, a ratio of two of them is not that of the last over the first.
        var result = formula.WhyNot is null ? formula.Evaluate() : FormulaResult.None(task, formula.WhyNot);
        double? ratio = task.Modalities.Count > 2 && result.LearnedAt.Contains(null) ? null : result.TimeRatio;
        string? whyNot = result.WhyNot ?? (ratio is null && result.LearnedAt.All(time => time is null)
            ? "No modality is learned within the time that this prediction follows."
            : null);
        return new(
            formula.Name, formula.Equation, [.. result.LearnedAt.Select(PredictedValue.FromNumber)], PredictedValue.FromNumber(ratio), whyNot);
    }
}
