using System.Runtime.CompilerServices;

namespace FusionLab.Linear;

/// <summary>The state of a linear network at one recorded step.</summary>
/// <param name="Step">Steps of full-batch gradient descent taken so far (= epochs).</param>
/// <param name="Loss">The training loss.</param>
/// <param name="GeneralizationError">½ (W^tot − w*) Σ_true (W^tot − w*)ᵀ; null where the truth is unknown.</param>
/// <param name="TotalWeights">W^tot of all modalities side by side, <c>[O, D]</c> row-major.</param>
public sealed record TrajectoryPoint(long Step, double Loss, double? GeneralizationError, double[] TotalWeights);

/// <summary>
/// Keeps a trajectory dense where something happens and sparse elsewhere: straight lines between the kept points stay within
/// a tolerance of every point left out ("swinging door" compression, Bristol 1990), in every channel at once.
/// </summary>
/// <remarks>Memory is bounded: when the kept points reach the limit, the tolerance doubles and they are compressed again.</remarks>
/// <param name="tolerances">The largest error of the straight lines, a channel.</param>
/// <param name="weights">The number of total weights.</param>
/// <param name="limit">The largest number of kept points; at least 16.</param>
internal sealed class TrajectoryRecorder(double[] tolerances, int weights, int limit)
{
    private readonly double[] _tolerances = [.. tolerances];
    private readonly double[] _lowest = new double[tolerances.Length];
    private readonly double[] _highest = new double[tolerances.Length];
    private readonly List<Sample> _kept = [];
    private Sample _latest = new(tolerances.Length, weights);
    private bool _latestIsKept;

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
        bool isFirst = _kept.Count == 0;
        if (!isFirst && !Narrow(step, channels))
        {
            KeepLatest();
            Narrow(step, channels);
        }

        (_latest.Step, _latest.Loss, _latest.GeneralizationError) = (step, loss, generalizationError);
        channels.CopyTo(_latest.Channels);
        totalWeights.CopyTo(_latest.TotalWeights);
        _latestIsKept = false;
        if (isFirst)
        {
            KeepLatest();
        }
    }

    /// <summary>The kept points, the first and the last one included.</summary>
    public IReadOnlyList<TrajectoryPoint> Finish()
    {
        if (!_latestIsKept)
        {
            KeepLatest();
        }

        return [.. _kept.Select(point => new TrajectoryPoint(point.Step, point.Loss, point.GeneralizationError, point.TotalWeights))];
    }

    /// <summary>
    /// Narrows the slopes that pass all points since the last kept one; false (nothing changed) when the new point is outside.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Narrow(long step, ReadOnlySpan<double> channels)
    {
        var from = _kept[^1];
        double elapsed = 1.0 / (step - from.Step);
        for (int c = 0; c < channels.Length; c++)
        {
            double slope = (channels[c] - from.Channels[c]) * elapsed;
            if (slope < _lowest[c] || slope > _highest[c])
            {
                return false;
            }
        }

        for (int c = 0; c < channels.Length; c++)
        {
            double slope = (channels[c] - from.Channels[c]) * elapsed;
            double slack = _tolerances[c] * elapsed;
            _lowest[c] = Math.Max(_lowest[c], slope - slack);
            _highest[c] = Math.Min(_highest[c], slope + slack);
        }

        return true;
    }

    private void KeepLatest()
    {
        Keep(_latest);
        _latestIsKept = true;
        _latest = new Sample(_tolerances.Length, _latest.TotalWeights.Length);
        if (_kept.Count >= limit)
        {
            Coarsen();
        }
    }

    private void Keep(Sample sample)
    {
        _kept.Add(sample);
        Array.Fill(_lowest, double.NegativeInfinity);
        Array.Fill(_highest, double.PositiveInfinity);
    }

    private void Coarsen()
    {
        VectorMath.Scale(_tolerances, 2);
        var samples = _kept.ToArray();
        _kept.Clear();
        Keep(samples[0]);
        for (int i = 1; i < samples.Length; i++)
        {
            if (!Narrow(samples[i].Step, samples[i].Channels))
            {
                Keep(samples[i - 1]);
                Narrow(samples[i].Step, samples[i].Channels);
            }
        }

        Keep(samples[^1]);
    }

    private sealed class Sample(int channels, int weights)
    {
        public long Step { get; set; }

        public double Loss { get; set; }

        public double? GeneralizationError { get; set; }

        public double[] Channels { get; } = new double[channels];

        public double[] TotalWeights { get; } = new double[weights];
    }
}
