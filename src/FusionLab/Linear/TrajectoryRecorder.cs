using System.Runtime.CompilerServices;

namespace FusionLab.Linear;

/// <summary>
/// Keeps a trajectory dense where something happens and sparse elsewhere: straight lines between the kept points stay within
/// a tolerance of every point left out ("swinging door" compression, Bristol 1990), in every channel at once.
/// </summary>
/// <remarks>Memory is bounded: when the kept points reach the limit, the tolerance doubles and they are compressed again.</remarks>
internal sealed class TrajectoryRecorder
{
    private readonly double[] tolerances;
    private readonly int limit;
    private readonly double[] lowest;
    private readonly double[] highest;
    private readonly List<Sample> kept = [];
    private Sample? anchor;
    private Sample latest;
    private bool latestIsKept;

    /// <summary>Starts with nothing recorded.</summary>
    /// <param name="tolerances">The largest error of the straight lines, a channel.</param>
    /// <param name="weights">The number of total weights.</param>
    /// <param name="limit">The largest number of kept points; at least 16.</param>
    public TrajectoryRecorder(double[] tolerances, int weights, int limit)
    {
        this.tolerances = [.. tolerances];
        this.limit = limit;
        lowest = new double[tolerances.Length];
        highest = new double[tolerances.Length];
        latest = new Sample(tolerances.Length, weights);
    }

    /// <summary>Takes the next point; steps ascend.</summary>
    /// <param name="step">The step.</param>
    /// <param name="loss">The training loss.</param>
    /// <param name="generalizationError">The generalization error, where it is known.</param>
    /// <param name="channels">The values that the lines must follow.</param>
    /// <param name="totalWeights">W^tot.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(
        long step, double loss, double? generalizationError, ReadOnlySpan<double> channels, ReadOnlySpan<double> totalWeights)
    {
        if (anchor is not null && !Narrow(anchor, step, channels))
        {
            KeepLatest();
            Narrow(anchor, step, channels);
        }

        latest.Set(step, loss, generalizationError, channels, totalWeights);
        latestIsKept = false;
        if (anchor is null)
        {
            KeepLatest();
        }
    }

    /// <summary>The kept points, the first and the last one included.</summary>
    public IReadOnlyList<TrajectoryPoint> Finish()
    {
        if (!latestIsKept)
        {
            KeepLatest();
        }

        return [.. kept.Select(sample => sample.ToPoint())];
    }

    /// <summary>Narrows the slopes that pass all points since the anchor; false (nothing changed) when the new point is outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Narrow(Sample from, long step, ReadOnlySpan<double> channels)
    {
        double elapsed = 1.0 / (step - from.Step);
        for (int c = 0; c < channels.Length; c++)
        {
            double slope = (channels[c] - from.Channels[c]) * elapsed;
            if (slope < lowest[c] || slope > highest[c])
            {
                return false;
            }
        }

        for (int c = 0; c < channels.Length; c++)
        {
            double slope = (channels[c] - from.Channels[c]) * elapsed;
            double slack = tolerances[c] * elapsed;
            lowest[c] = Math.Max(lowest[c], slope - slack);
            highest[c] = Math.Min(highest[c], slope + slack);
        }

        return true;
    }

    private void KeepLatest()
    {
        Anchor(latest);
        latestIsKept = true;
        latest = new Sample(tolerances.Length, latest.TotalWeights.Length);
        if (kept.Count >= limit)
        {
            Coarsen();
        }
    }

    private void Anchor(Sample sample)
    {
        kept.Add(sample);
        anchor = sample;
        Array.Fill(lowest, double.NegativeInfinity);
        Array.Fill(highest, double.PositiveInfinity);
    }

    private void Coarsen()
    {
        VectorMath.Scale(tolerances, 2);
        var samples = kept.ToArray();
        kept.Clear();
        Anchor(samples[0]);
        for (int i = 1; i < samples.Length; i++)
        {
            if (!Narrow(anchor!, samples[i].Step, samples[i].Channels))
            {
                Anchor(samples[i - 1]);
                Narrow(anchor!, samples[i].Step, samples[i].Channels);
            }
        }

        Anchor(samples[^1]);
    }

    private sealed class Sample(int channels, int weights)
    {
        private double loss;
        private double? generalizationError;

        public long Step { get; private set; }

        public double[] Channels { get; } = new double[channels];

        public double[] TotalWeights { get; } = new double[weights];

        public void Set(long step, double newLoss, double? newError, ReadOnlySpan<double> newChannels, ReadOnlySpan<double> newWeights)
        {
            Step = step;
            loss = newLoss;
            generalizationError = newError;
            newChannels.CopyTo(Channels);
            newWeights.CopyTo(TotalWeights);
        }

        public TrajectoryPoint ToPoint() => new(Step, loss, generalizationError, TotalWeights);
    }
}
