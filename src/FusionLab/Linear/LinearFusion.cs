namespace FusionLab.Linear;

/// <summary>
/// A linear fusion network as the theory sees it: how deep, how wide, how it starts, and how fast it learns. Layers are
/// initialized with independent zero-mean entries.
/// </summary>
public sealed record LinearFusion
{
    private readonly double? _initialNorm;
    private readonly double? _entryDeviation; // both null: PyTorch's default

    private LinearFusion(
        IReadOnlyList<int> branchDepths, int sharedDepth, int width, double learningRate, double? initialNorm, double? entryDeviation)
    {
        BranchDepths = branchDepths;
        SharedDepth = sharedDepth;
        Width = width;
        LearningRate = learningRate;
        _initialNorm = initialNorm;
        _entryDeviation = entryDeviation;
        Check();
    }

    /// <summary>Each modality's number of layers up to and including the fusion layer: <c>L_f</c>, or <c>L_A, L_B</c>.</summary>
    public IReadOnlyList<int> BranchDepths { get; }

    /// <summary>The number of layers after the fusion layer: <c>L − L_f</c>, or <c>L_c</c>.</summary>
    public int SharedDepth { get; }

    /// <summary>The number of units in every hidden layer (of each branch).</summary>
    public int Width { get; }

    /// <summary>The learning rate η.</summary>
    public double LearningRate { get; }

    /// <summary>The time constant <c>τ = 1/η</c>, in steps.</summary>
    public double TimeConstant => 1 / LearningRate;

    /// <summary>L, where the branches are equally deep; otherwise null.</summary>
    public int? Depth => FusionDepth + SharedDepth;

    /// <summary><c>L_f</c>, where the branches are equally deep; otherwise null.</summary>
    public int? FusionDepth => BranchDepths.All(depth => depth == BranchDepths[0]) ? BranchDepths[0] : null;

    /// <summary>
    /// A network started as in figure 6: each branch's part of each layer up to the fusion layer has the expected Frobenius norm
    /// <paramref name="u0"/>, each later layer <c>√M u0</c> with M modalities, as balancing (41) wants it.
    /// </summary>
    /// <param name="branchDepths">Each modality's layers up to and including the fusion layer.</param>
    /// <param name="sharedDepth">The layers after the fusion layer.</param>
    /// <param name="width">Units in every hidden layer.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="u0">The norm.</param>
    /// <exception cref="ConfigException">A value is out of bounds.</exception>
    public static LinearFusion WithNorm(IReadOnlyList<int> branchDepths, int sharedDepth, int width, double learningRate, double u0)
    {
        FormulaDomain.CheckInitialNorm(u0);
        return new(branchDepths, sharedDepth, width, learningRate, u0, entryDeviation: null);
    }

    /// <summary>A bimodal network of depth L fused at <c>L_f</c>, started as in figure 6.</summary>
    /// <inheritdoc cref="WithNorm(IReadOnlyList{int}, int, int, double, double)"/>
    public static LinearFusion WithNorm(int depth, int fusionDepth, int width, double learningRate, double u0) =>
        WithNorm(Bimodal(depth, fusionDepth), depth - fusionDepth, width, learningRate, u0);

    /// <summary>A network whose every weight has the same standard deviation (the two-layer figures: 1e-9).</summary>
    /// <param name="branchDepths">Each modality's layers up to and including the fusion layer.</param>
    /// <param name="sharedDepth">The layers after the fusion layer.</param>
    /// <param name="width">Units in every hidden layer.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="deviation">The standard deviation of every weight.</param>
    /// <exception cref="ConfigException">A value is out of bounds.</exception>
    public static LinearFusion WithDeviation(
        IReadOnlyList<int> branchDepths, int sharedDepth, int width, double learningRate, double deviation)
    {
        if (!(deviation > 0) || !double.IsFinite(deviation))
            throw new ConfigException($"The initial standard deviation is {deviation}; it must be above 0.");
        return new(branchDepths, sharedDepth, width, learningRate, initialNorm: null, deviation);
    }

    /// <summary>A bimodal network of depth L fused at <c>L_f</c> whose every weight has the same standard deviation.</summary>
    /// <inheritdoc cref="WithDeviation(IReadOnlyList{int}, int, int, double, double)"/>
    public static LinearFusion WithDeviation(int depth, int fusionDepth, int width, double learningRate, double deviation) =>
        WithDeviation(Bimodal(depth, fusionDepth), depth - fusionDepth, width, learningRate, deviation);

    /// <summary>
    /// A network that starts with PyTorch's default weights, uniform in <c>±1/√(fan in)</c>. They are not small: the closed forms
    /// that start from <c>u0</c> do not apply, but the dynamics can be followed.
    /// </summary>
    /// <param name="branchDepths">Each modality's layers up to and including the fusion layer.</param>
    /// <param name="sharedDepth">The layers after the fusion layer.</param>
    /// <param name="width">Units in every hidden layer.</param>
    /// <param name="learningRate">η.</param>
    /// <exception cref="ConfigException">A value is out of bounds.</exception>
    public static LinearFusion WithPyTorchDefault(IReadOnlyList<int> branchDepths, int sharedDepth, int width, double learningRate) =>
        new(branchDepths, sharedDepth, width, learningRate, initialNorm: null, entryDeviation: null);

    /// <summary>The standard deviation of the entries of one layer (of one branch's part of it).</summary>
    /// <param name="shared">Whether the layer comes after the fusion layer.</param>
    /// <param name="rows">Its outputs.</param>
    /// <param name="columns">Its inputs, of this branch.</param>
    /// <param name="fanIn">Its inputs, of all branches that meet in it; null: the same.</param>
    public double EntryDeviation(bool shared, int rows, int columns, int? fanIn = null) => _initialNorm is double norm
        ? norm * (shared ? Math.Sqrt(BranchDepths.Count) : 1) / Math.Sqrt((double)rows * columns)
        : _entryDeviation ?? 1 / Math.Sqrt(3.0 * (fanIn ?? columns));

    /// <summary>The formulas' <c>u0</c>: the expected Frobenius norm of the first layer of a modality with this many features.</summary>
    public double InitialNorm(int features) =>
        _initialNorm ?? EntryDeviation(shared: false, Width, features) * Math.Sqrt((double)Width * features);

    private static int[] Bimodal(int depth, int fusionDepth)
    {
        if (fusionDepth < 1 || fusionDepth > depth)
            throw new ConfigException($"The fusion depth L_f is {fusionDepth}; it must be from 1 to the depth L, which is {depth}.");
        return [fusionDepth, fusionDepth];
    }

    private void Check()
    {
        if (BranchDepths.Count == 0 || BranchDepths.Min() < 1 || SharedDepth < 0 || BranchDepths.Min() + SharedDepth < 2)
        {
            throw new ConfigException(
                $"The branch depths are {string.Join(", ", BranchDepths)} and the shared depth is {SharedDepth}; "
                + "every path from input to output needs at least 2 layers, one of them in the branch.");
        }
        if (Width < 1)
            throw new ConfigException($"The width is {Width}; it must be 1 or more.");
        if (!(LearningRate > 0) || !double.IsFinite(LearningRate))
            throw new ConfigException($"The learning rate is {LearningRate}; it must be above 0.");
    }
}
