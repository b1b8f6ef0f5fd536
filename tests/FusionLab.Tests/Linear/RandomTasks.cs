using FsCheck;
using FsCheck.Fluent;
using FusionLab.Linear;

namespace FusionLab.Tests.Linear;

/// <summary>Tasks with any correlations, two modalities of one to four features each.</summary>
internal static class RandomTasks
{
    public static void Hold(Func<TaskStatistics, bool> property) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).Select(Make).ToArbitrary(), property).QuickCheckThrowOnFailure();

    public static TaskStatistics Make(int seed)
    {
        var random = new System.Random(seed);
        int a = 1 + random.Next(4), b = 1 + random.Next(4), samples = 3 * (a + b);
        double[] inputs = Numbers(samples * (a + b), random), targets = Numbers(samples, random);
        return new TaskSamples([new("a", a), new("b", b)], 1, inputs, targets).ComputeStatistics();
    }

    /// <summary>The same task with its modalities in the other order.</summary>
    public static TaskStatistics Swapped(TaskStatistics task) => task.SelectModalities(1, 0);

    /// <summary>The same task with its target multiplied by <paramref name="factor"/>.</summary>
    public static TaskStatistics WithTargetScaled(TaskStatistics task, double factor) =>
        new(task.Modalities, task.Sigma, task.SigmaYx * factor, task.OutputPower * factor * factor);

    private static double[] Numbers(int count, System.Random random) =>
        [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
}
