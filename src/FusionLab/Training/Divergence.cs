using System.Globalization;

namespace FusionLab.Training;

/// <summary>A replica that left because its loss was not finite; the step was not made.</summary>
/// <param name="Replica">The replica's position in the run, counted from 1.</param>
/// <param name="Seed">The replica's seed.</param>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Step">The step whose loss was not finite, counted from 1 over the run.</param>
/// <param name="LearningRate">The learning rate of that step.</param>
public sealed record Divergence(int Replica, ulong Seed, int Epoch, long Step, double LearningRate)
{
    /// <summary>What to say where all replicas diverged, however many: the first of them stands for the others.</summary>
    /// <param name="replicas">What happened to each; at least one.</param>
    public static string OfAll(IReadOnlyList<Divergence> replicas)
    {
        string first = replicas.MinBy(replica => replica.Step)!.Message;
        return replicas.Count == 1 ? first : $"All {replicas.Count} replicas diverged. {first}";
    }

    /// <summary>One sentence: what happened, where, and what to do.</summary>
    public string Message => string.Create(
        CultureInfo.InvariantCulture,
        $"Replica {Replica} (seed {Seed}) diverged in epoch {Epoch}, step {Step}: its loss is not finite; "
        + $"lower train.learningRate (now {LearningRate:G6}), or check the data for extreme values.");
}
