namespace FusionLab.Linear;

/// <summary>The shape of a linear fusion network without biases: L layers, the branches meet in layer L_f.</summary>
/// <param name="InputSizes">The number of features of every modality.</param>
/// <param name="Outputs">The number of outputs.</param>
/// <param name="BranchDepths">Layers from every input up to and including the branch's block of the fusion layer; at least 1 each.</param>
/// <param name="SharedDepth">Layers after the fusion layer; 0 is late fusion.</param>
/// <param name="Width">Units in every hidden layer of every branch.</param>
public sealed record LinearArchitecture(
    IReadOnlyList<int> InputSizes, int Outputs, IReadOnlyList<int> BranchDepths, int SharedDepth, int Width)
{
    /// <summary>The depth of the deepest path from an input to the output.</summary>
    public int Depth => BranchDepths.Max() + SharedDepth;

    /// <summary>True when all branches meet in the first layer.</summary>
    public bool IsEarlyFusion => BranchDepths.All(depth => depth == 1);

    /// <summary>A network whose branches are equally deep.</summary>
    /// <param name="inputSizes">The number of features of every modality.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="depth">Weight matrices from an input to the output, L ≥ 1.</param>
    /// <param name="fusionDepth">The layer that takes all branches, 1 ≤ L_f ≤ L.</param>
    /// <param name="width">Units in every hidden layer.</param>
    /// <exception cref="ConfigException">A number is out of its bounds; the message names it.</exception>
    public static LinearArchitecture Uniform(IReadOnlyList<int> inputSizes, int outputs, int depth, int fusionDepth, int width)
    {
        if (depth < 1)
        {
            throw new ConfigException($"network.depth is {depth}; it must be at least 1.");
        }

        if (fusionDepth < 1 || fusionDepth > depth)
        {
            throw new ConfigException(
                $"network.fusionDepth is {fusionDepth}; it must lie in 1..{depth}: "
                + $"the branches cannot meet after the last of network.depth = {depth} layers.");
        }

        var architecture = new LinearArchitecture(
            inputSizes, outputs, [.. inputSizes.Select(_ => fusionDepth)], depth - fusionDepth, width);
        architecture.Validate();
        return architecture;
    }

    /// <summary>Checks every number.</summary>
    /// <exception cref="ConfigException">A number is out of its bounds; the message names it.</exception>
    public void Validate()
    {
        if (BranchDepths.Count != InputSizes.Count)
        {
            throw new ConfigException(
                $"network.branchDepths names {BranchDepths.Count} branches; the task has {InputSizes.Count} modalities.");
        }

        RequirePositive("data.dimensions", InputSizes.DefaultIfEmpty(0).Min());
        RequirePositive("network.branchDepths", BranchDepths.Min());
        RequirePositive("network.width", Width);
        RequirePositive("network.outputs", Outputs);
        if (SharedDepth < 0)
        {
            throw new ConfigException($"network.sharedDepth is {SharedDepth}; it must be at least 0.");
        }
    }

    /// <summary>The short name of a modality: a, b, c, and so on.</summary>
    /// <param name="modality">Counted from 0.</param>
    public string ModalityName(int modality) => ((char)('a' + modality)).ToString();

    private static void RequirePositive(string key, int value)
    {
        if (value < 1)
        {
            throw new ConfigException($"{key} is {value}; it must be at least 1.");
        }
    }
}
