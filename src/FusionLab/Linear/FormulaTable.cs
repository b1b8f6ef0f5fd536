namespace FusionLab.Linear;

/// <summary>Evaluates every formula on one task and network. A formula that does not apply says why in its own words.</summary>
internal sealed class FormulaTable(TaskStatistics task, LinearFusion network)
{
    // Steps times weights that take about 20 milliseconds.
    private const int WorkLimit = 1_000_000;

    public IReadOnlyList<FormulaPrediction> Evaluate(FusionWeights? initialWeights)
    {
        var rows = new List<FormulaPrediction> { Row("earlyFusion", "section 3.1, 4.1", EarlyFusion) };
        AddClosedForms(rows, new(task, network, MatrixSize.Frobenius), suffix: "");
        if (task.Outputs > 1)
            AddClosedForms(rows, new(task, network, MatrixSize.Spectral), suffix: "Spectral");
        if (task.Modalities.Count > 2)
            rows.Add(Row("learningSequence", "(9) with ln(1 + ηs), phase after phase", Sequence));
        rows.Add(Row("reducedDynamics", "(44) to saturation", Reduced));
        rows.Add(Row(
            "expectedStart",
            "(3)-(5) from the images of random layers",
            () => Descend(AlignedInitialization.Expected(task, network))));
        if (initialWeights is not null)
        {
            rows.Add(Row(
                "initialWeights",
                "(3)-(5) from the images of the actual layers",
                () => Descend(AlignedInitialization.Compress(initialWeights))));
        }
        return rows;
    }

    /// <summary>The formula to trust: the first of these that gives a ratio; null where none does.</summary>
    public FormulaPrediction? Preferred(IReadOnlyList<FormulaPrediction> formulas)
    {
        // For scalars the closed form is as good as following the weights; vectors turn while they grow, which it cannot know.
        bool scalarTwoLayerLate = network is { Depth: 2, FusionDepth: 2 } && task.Modalities.All(modality => modality.Dimension == 1);
        string[] preference =
        [
            "initialWeights", scalarTwoLayerLate ? "finiteLearningRate" : "expectedStart",
            "finiteLearningRate", "expectedStart", "learningSequence",
            "deepFiniteStart", "unequalDepth", "lateFusionSigned", "earlyFusion",
        ];
        var withRatio = formulas.Where(formula => formula.TimeRatio is not null).ToArray();
        return preference.SelectMany(name => withRatio.Where(formula => formula.Name == name)).FirstOrDefault();
    }

    private void AddClosedForms(List<FormulaPrediction> rows, ClosedForms forms, string suffix)
    {
        rows.Add(Row("lateFusion" + suffix, "(8), (9)", forms.LateFusion));
        rows.Add(Row("lateFusionSigned" + suffix, "(9) with the sign", forms.LateFusionSigned));
        rows.Add(Row("finiteLearningRate" + suffix, "(9) with ln(1 + ηs)", forms.FiniteLearningRate));
        rows.Add(Row("deep" + suffix, network.FusionDepth == 2 ? "(56)" : "(12), (48), (54)", forms.Deep));
        rows.Add(Row("deepFiniteStart" + suffix, "(47), (54) from u0 to 1", forms.DeepFiniteStart));
        rows.Add(Row("unequalDepth" + suffix, "(59), (60)", forms.UnequalDepth));
    }

    // The theory gives a ratio of 1 and no times; "expectedStart" has both.
    private FormulaOutcome EarlyFusion() => network.FusionDepth == 1
        ? new(new double?[task.Modalities.Count], 1)
        : throw new ConfigException("All modalities are learned together only if they are fused in the first layer.");

    private FormulaOutcome Sequence()
    {
        ClosedForms.RequireTwoLayers(network);
        double u0 = network.InitialNorm(task.Modalities[ModalityPreference.LearnedFirst(task)].Dimension);
        return new([.. LearningSequence.LearnedAt(task, u0, network.LearningRate).Select(time => (double?)time)]);
    }

    private FormulaOutcome Reduced()
    {
        var start = ReducedDynamics.Start(task, network);
        // One amplitude along a fixed direction cannot change its sign: followed to the end of its patience, it would stay on the saddle.
        return !start.IsEarlyFusion && GrowthRates.Of(task).SignedSecondRate < 0
            ? throw new ConfigException(
                "The second modality is learned against the direction in which it first grows, which (44) keeps: "
                + "it has no time for it.")
            : new(WeightDynamics.Flow(task, start, network.TimeConstant));
    }

    // The flow takes the same few steps for any run. Where the run is short, single steps matter, and descent itself is affordable.
    private FormulaOutcome Descend(FusionWeights start)
    {
        int size = start.Branches.SelectMany(branch => branch).Concat(start.Shared).Sum(layer => layer.RowCount * layer.ColumnCount);
        var flow = WeightDynamics.Flow(task, start, network.TimeConstant);
        double steps = 2 * flow.Max(time => time is double t && double.IsFinite(t) ? t : 0);
        if (flow.Contains(null) || steps * size > WorkLimit)
            return new(flow);
        var descent = WeightDynamics.Descent(task, start, network.LearningRate, (int)steps + 100);
        return new(descent.Contains(null) ? flow : descent);
    }

    private FormulaPrediction Row(string name, string equation, Func<FormulaOutcome> evaluate)
    {
        try
        {
            var outcome = evaluate();
            if (task.Modalities.Count > 2 && outcome.LearnedAt.Contains(null))
                outcome = outcome with { TimeRatio = null }; // of two of the modalities only
            if (outcome.TimeRatio is null && outcome.LearnedAt.All(time => time is null))
                throw new ConfigException("No modality is learned within the time that this prediction follows.");
            PredictedValue?[] learnedAt = [.. outcome.LearnedAt.Select(PredictedValue.From)];
            return new(name, equation, learnedAt, PredictedValue.From(outcome.TimeRatio), WhyNot: null);
        }
        catch (FusionLabException reason)
        {
            return new(name, equation, new PredictedValue?[task.Modalities.Count], TimeRatio: null, reason.Message);
        }
    }
}
