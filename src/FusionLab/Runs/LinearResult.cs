using FusionLab.Linear;

namespace FusionLab.Runs;

/// <summary>One simulated replica beside what its task says.</summary>
/// <param name="Seed">The replica's seed.</param>
/// <param name="Statistics">The correlations of its training set.</param>
/// <param name="Landmarks">The plateaus and final values that its times refer to.</param>
/// <param name="Run">What it did.</param>
public sealed record LinearResult(ulong Seed, TaskStatistics Statistics, Landmarks Landmarks, LinearRun Run)
{
    /// <summary>Whether the loss has a minimum at finite weights.</summary>
    public bool HasMinimum { get; init; } = true;

    /// <summary>
    /// The measured mis-attribution: the first modality's total weight on its plateau minus its final value; signed where it is
    /// a scalar, otherwise the norm of the difference. Null where a modality was not learned, so that nothing was given back, there
    /// was no plateau (early fusion, modalities learned together), or the loss has no minimum, so that weights grow for ever
    /// (logistic, exponential).
    /// </summary>
    public double? MisAttribution
    {
        get
        {
            if (!HasMinimum || Run.Stages is not { TimeRatio: not null, FirstModality: int first, Plateau: double[] plateau })
            {
                return null;
            }

            int outputs = Statistics.Outputs;
            int stride = plateau.Length / outputs;
            int offset = Landmarks.InputSizes.Take(first).Sum();
            int size = Landmarks.InputSizes[first];
            var end = Landmarks.Final[first];
            double[] difference = [.. Enumerable.Range(0, outputs * size).Select(i =>
            {
                int at = (i / size * stride) + offset + (i % size);
                return plateau[at] - end[i];
            })];
            return difference.Length == 1 ? difference[0] : Math.Sqrt(difference.Sum(d => d * d));
        }
    }

    /// <summary>The lowest generalization error on the way; null where the truth is unknown.</summary>
    public double? BestGeneralizationError => Run.Trajectory.Min(point => point.GeneralizationError);
}
