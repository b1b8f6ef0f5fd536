namespace FusionLab.Figures;

/// <summary>
/// Leaves out what an animation draws by itself: frames on the straight line between those around them. Most points stand still
/// for most of a training, so most of a film is left out.
/// </summary>
internal static class KeyFrames
{
    /// <summary>The frames to keep, the first and the last among them.</summary>
    /// <param name="times">The time of each frame, ascending.</param>
    /// <param name="tolerance">How far a value that is left out may lie from the line.</param>
    /// <param name="channels">The values that move together, each <c>[frame]</c>.</param>
    public static IReadOnlyList<int> Needed(
        IReadOnlyList<double> times, double tolerance, params IReadOnlyList<IReadOnlyList<double>> channels)
    {
        var needed = new SortedSet<int> { 0, times.Count - 1 };
        Split(0, times.Count - 1);
        return [.. needed];

        void Split(int first, int last)
        {
            int farthest = -1;
            double distance = tolerance;
            for (int i = first + 1; i < last; i++)
            {
                double share = (times[i] - times[first]) / (times[last] - times[first]);
                double off = channels.Max(values => Math.Abs(values[i] - values[first] - (share * (values[last] - values[first]))));
                if (off > distance)
                {
                    (farthest, distance) = (i, off);
                }
            }

            if (farthest >= 0)
            {
                needed.Add(farthest);
                Split(first, farthest);
                Split(farthest, last);
            }
        }
    }
}
