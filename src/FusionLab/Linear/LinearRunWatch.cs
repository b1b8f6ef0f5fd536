using System.Runtime.CompilerServices;

namespace FusionLab.Linear;

/// <summary>Everything that is measured while one network trains, put together into a <see cref="LinearRun"/>.</summary>
internal sealed class LinearRunWatch
{
    private readonly StageObserver stages;
    private readonly GeneralizationTruth? truth;
    private readonly double[] amplitudes;
    private readonly double[] channels;
    private readonly LinearRunSettings settings;
    private readonly Landmarks landmarks;
    private readonly int outputs;
    private TrajectoryRecorder? recorder;

    public LinearRunWatch(
        LinearArchitecture architecture, int outputs, Landmarks landmarks, LinearRunSettings settings, GeneralizationTruth? truth)
    {
        stages = new StageObserver(landmarks, outputs, architecture.IsEarlyFusion);
        this.outputs = outputs;
        this.truth = truth;
        this.settings = settings;
        this.landmarks = landmarks;
        amplitudes = new double[landmarks.InputSizes.Count];
        channels = new double[amplitudes.Length + (truth is null ? 1 : 2)];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Observe(long step, double loss, ReadOnlySpan<double> totalWeights)
    {
        double? error = truth?.Evaluate(totalWeights);
        for (int m = 0; m < amplitudes.Length; m++)
        {
            channels[m] = amplitudes[m] = landmarks.Amplitude(totalWeights, outputs, m);
        }

        channels[amplitudes.Length] = loss;
        if (error is double value)
        {
            channels[^1] = value;
        }

        stages.Observe(step, totalWeights, amplitudes);
        recorder ??= new TrajectoryRecorder(Tolerances(), totalWeights.Length, settings.RecordLimit);
        recorder.Add(step, loss, error, channels, totalWeights);
    }

    public LinearRun Finish(
        ulong seed,
        LinearRunStatus status,
        long steps,
        IReadOnlyList<WeightSnapshot> snapshots,
        int hiddenDimensions,
        double residual) => new()
        {
            Seed = seed,
            Status = status,
            Steps = steps,
            Trajectory = recorder!.Finish(),
            Stages = stages.Finish(),
            Snapshots = snapshots,
            HiddenDimensions = hiddenDimensions,
            ReductionResidual = residual,
        };

    /// <summary>Losses and errors start at their full range; total weights range up to the largest landmark.</summary>
    private double[] Tolerances()
    {
        var ranges = (double[])channels.Clone();
        double largest = landmarks.Unimodal.Concat(landmarks.Final).Max(target => VectorMath.Norm(target));
        Array.Fill(ranges, largest, 0, amplitudes.Length);
        return [.. ranges.Select(range => settings.RecordTolerance * range)];
    }
}
