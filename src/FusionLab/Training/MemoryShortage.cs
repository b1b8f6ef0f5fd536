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
    /// <param name="inner">What torch said.</param>
    public static ConfigException Explain(int replicas, Exception inner) => new(
        replicas == 1
            ? "The device's memory does not hold even one replica; lower train.batchSize, or the network's width or channels."
            : $"The device's memory does not hold {replicas} replicas together; lower --replicas-per-batch, or train.batchSize.",
        inner);
}
