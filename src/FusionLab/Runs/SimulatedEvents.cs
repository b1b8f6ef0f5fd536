using FusionLab.Linear;

namespace FusionLab.Runs;

/// <summary>
/// Names a simulation's curves for TensorBoard: each replica's own, numbered as in metrics.csv, and the mean over the seeds of a
/// point.
/// </summary>
public static class SimulatedEvents
{
    /// <summary>The scalars of an experiment, point after point, each point's steps ascending.</summary>
    /// <param name="report">The experiment.</param>
    /// <returns>
    /// At each step that a replica of the point recorded: <c>loss/replica_0</c>, <c>loss/mean</c> (<c>loss/mean_point_0</c> and so on in
    /// a sweep), and likewise <c>generalization_error</c> where the truth is known, and one <c>weight_NAME</c> a modality.
    /// </returns>
    /// <remarks>
    /// Replicas record at steps of their own, dense where something happens: a mean takes each between its two nearest records, and a
    /// replica that has ended as it ended.
    /// </remarks>
    public static IEnumerable<(long Step, IEnumerable<(string Tag, double Value)> Scalars)> Of(LinearReport report)
    {
        int seeds = report.Config.Seeds.Count;
        bool isSweep = report.Rows.Count > seeds;
        foreach (var (point, rows) in report.Rows.Chunk(seeds).Index())
        {
            Course[] courses = [.. rows.Select((row, seed) => new Course((point * seeds) + seed, row.Result))];
            string mean = isSweep ? FormattableString.Invariant($"mean_point_{point}") : "mean";
            foreach (long step in courses.SelectMany(course => course.Steps).Distinct().Order())
            {
                yield return (step, Curves(rows[0].Result).SelectMany(curve => At(step, courses, curve.Name, curve.Quantity, mean)));
            }
        }
    }

    private static IEnumerable<(string Name, Func<LinearResult, TrajectoryPoint, double> Quantity)> Curves(LinearResult first)
    {
        yield return ("loss", (_, state) => state.Loss);
        if (first.Run.Trajectory[0].GeneralizationError is not null)
        {
            yield return ("generalization_error", (_, state) => state.GeneralizationError ?? double.NaN);
        }

        foreach (var (modality, layout) in first.Statistics.Modalities.Index())
        {
            yield return ("weight_" + layout.Name, (result, state) =>
                result.Landmarks.Amplitude(state.TotalWeights, result.Statistics.Outputs, modality));
        }
    }

    private static IEnumerable<(string Tag, double Value)> At(
        long step, Course[] courses, string name, Func<LinearResult, TrajectoryPoint, double> quantity, string mean) =>
        courses.Where(course => course.Records(step))
            .Select(course => (FormattableString.Invariant($"{name}/replica_{course.Replica}"), course.At(step, quantity)))
            .Append(($"{name}/{mean}", courses.Average(course => course.At(step, quantity))));

    /// <summary>One replica's recorded trajectory, read at any step.</summary>
    private sealed class Course(int replica, LinearResult result)
    {
        private readonly long[] _steps = [.. result.Run.Trajectory.Select(state => state.Step)];

        public int Replica => replica;

        public IReadOnlyList<long> Steps => _steps;

        public bool Records(long step) => Array.BinarySearch(_steps, step) >= 0;

        public double At(long step, Func<LinearResult, TrajectoryPoint, double> quantity)
        {
            int found = Array.BinarySearch(_steps, step);
            int next = Math.Min(found >= 0 ? found : ~found, _steps.Length - 1);
            double after = quantity(result, result.Run.Trajectory[next]);
            if (_steps[next] <= step)
            {
                return after; // recorded here, or ended before
            }

            double before = quantity(result, result.Run.Trajectory[next - 1]);
            double share = (double)(step - _steps[next - 1]) / (_steps[next] - _steps[next - 1]);
            return before + (share * (after - before));
        }
    }
}
