namespace FusionLab.Training;

/// <summary>Recognizes that a device's memory did not suffice, which torch reports only as text.</summary>
public static class MemoryShortage
{
    private static readonly string[] signs = ["out of memory", "not enough memory", "can't allocate memory", "CUBLAS_STATUS_ALLOC_FAILED"];

    /// <summary>True when an operation failed for want of memory.</summary>
    /// <param name="error">What the operation threw.</param>
    public static bool IsCauseOf(Exception error) =>
        error is OutOfMemoryException || signs.Any(sign => error.Message.Contains(sign, StringComparison.OrdinalIgnoreCase));

    /// <summary>The failure for the person: what did not fit, and what to lower.</summary>
    /// <param name="replicas">Replicas that were to train together.</param>
    /// <param name="batchSize">Samples a replica and step.</param>
    /// <param name="device">The device's name.</param>
    /// <param name="inner">What torch said.</param>
    public static FusionLabException Explain(int replicas, int batchSize, string device, Exception inner) => new(
        $"The memory of {device} does not hold {replicas} replica{(replicas == 1 ? "" : "s")} with batches of {batchSize}; "
        + (replicas == 1 ? "lower train.batchSize or the network's width." : "lower --replicas-per-batch, or train.batchSize."),
        exitCode: 2,
        inner);
}
