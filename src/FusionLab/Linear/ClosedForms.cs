namespace FusionLab.Linear;

/// <summary>The closed forms for two modalities (the two that correlate most, where there are more), placed in the task's order.</summary>
internal sealed class ClosedForms(TaskStatistics task, LinearFusion network, MatrixSize size)
{
    private readonly GrowthRates _rates = GrowthRates.Of(task, size);

    private double InitialNorm => network.InitialNorm(task.Modalities[_rates.First].Dimension);

    /// <summary>(9) needs no initial norm and holds for any depth; the times (8) are those of two layers.</summary>
    public FormulaOutcome LateFusion() =>
        Late(TwoLayerLateFusion.TimeRatio(_rates), () => TwoLayerLateFusion.Times(_rates, InitialNorm, network.TimeConstant));

    public FormulaOutcome LateFusionSigned() =>
        Late(TwoLayerLateFusion.SignedTimeRatio(_rates), () => TwoLayerLateFusion.SignedTimes(_rates, InitialNorm, network.TimeConstant));

    public FormulaOutcome FiniteLearningRate()
    {
        RequireTwoLayers(network);
        return Late(
            Linear.FiniteLearningRate.TimeRatio(_rates, network.LearningRate),
            () => Linear.FiniteLearningRate.Times(_rates, InitialNorm, network.LearningRate));
    }

    public FormulaOutcome Deep()
    {
        var (depth, fusionDepth) = EqualDepths();
        return Placed(_rates, DeepFusion.Times(_rates, depth, fusionDepth, InitialNorm, network.TimeConstant));
    }

    public FormulaOutcome DeepFiniteStart()
    {
        var (depth, fusionDepth) = EqualDepths();
        return Placed(_rates, DeepFusionFiniteStart.Times(_rates, depth, fusionDepth, InitialNorm, network.TimeConstant));
    }

    public FormulaOutcome UnequalDepth()
    {
        int first = network.BranchDepths[_rates.First], second = network.BranchDepths[_rates.Second];
        double u0 = InitialNorm;
        bool exchanged = first > 2 && second > 2 && !Linear.UnequalDepth.IsLearnedFirst(_rates, first, second, u0);
        var rates = exchanged ? GrowthRates.Of(task, _rates.Second, _rates.First, size) : _rates;
        (first, second) = exchanged ? (second, first) : (first, second);
        return Placed(rates, Linear.UnequalDepth.Times(rates, first, second, network.SharedDepth, u0, network.TimeConstant));
    }

    /// <summary>Refuses anything but two-layer late fusion.</summary>
    public static void RequireTwoLayers(LinearFusion network)
    {
        if (network is not { Depth: 2, FusionDepth: 2 })
            throw new ConfigException("This formula is for two layers with late fusion (L = L_f = 2).");
    }

    private FormulaOutcome Late(double ratio, Func<LearningTimes> times)
    {
        if (network.SharedDepth > 0 || network.FusionDepth is null or < 2)
            throw new ConfigException("This formula is for late fusion (L_f = L) of branches of equal depth.");
        return network.Depth == 2 && InitialNorm < 1 ? Placed(_rates, times()) : new(new double?[task.Modalities.Count], ratio);
    }

    private FormulaOutcome Placed(GrowthRates rates, LearningTimes times)
    {
        double?[] learnedAt = new double?[task.Modalities.Count];
        (learnedAt[rates.First], learnedAt[rates.Second]) = (times.First, times.Second);
        return new(learnedAt, times.Ratio);
    }

    private (int Depth, int FusionDepth) EqualDepths() => network is { Depth: int depth, FusionDepth: int fusionDepth }
        ? (depth, fusionDepth)
        : throw new ConfigException("This formula is for branches of equal depth.");
}
