using System.Globalization;

namespace FusionLab.Data;

/// <summary>
/// Keeps some training samples for validation, of every class as many as its share. Which ones depends on nothing but the samples'
/// classes: it is the same for all seeds and sweep points, so that they are compared on the same samples.
/// </summary>
internal static class ValidationSplit
{
    /// <summary>Draws the samples to keep.</summary>
    /// <param name="samples">The training samples' numbers.</param>
    /// <param name="size">How many to keep: a fraction below 1, or a number of samples.</param>
    /// <param name="findClass">The class of a sample; a constant where there are none.</param>
    /// <returns>The samples left for training, and those kept for validation, both ascending.</returns>
    /// <exception cref="ConfigException">The one or the other would be empty.</exception>
    public static (int[] Training, int[] Validation) Draw(IReadOnlyList<int> samples, double size, Func<int, long> findClass)
    {
        double count = size < 1 ? Math.Round(size * samples.Count) : size;
        if (count < 1 || count >= samples.Count)
        {
            throw new ConfigException("data.validation", string.Create(
                CultureInfo.InvariantCulture,
                $"is {size}, which leaves {(count < 1 ? "no samples for validation" : "none for training")}: there are {samples.Count} "
                + $"training samples; choose a fraction such as 0.1."));
        }

        // Evenly spaced over the classes one after the other; within a class the order is random.
        var numbers = new RandomNumbers(new RandomStream(0, "validation"));
        (int Sample, double Key)[] keyed = [.. samples.Select(sample => (sample, numbers.NextUniform()))];
        int[] byClass = [.. keyed.OrderBy(one => findClass(one.Sample)).ThenBy(one => one.Key).Select(one => one.Sample)];
        var kept = Enumerable.Range(0, (int)count).Select(i => byClass[(int)((i + 0.5) * byClass.Length / count)]).ToHashSet();
        return ([.. samples.Where(sample => !kept.Contains(sample)).Order()], [.. kept.Order()]);
    }
}
