namespace FusionLab.Training;

/// <summary>Splits the time of an epoch into training and evaluation.</summary>
/// <param name="clock">The clock.</param>
internal sealed class Laps(TimeProvider clock)
{
    private long last = clock.GetTimestamp();

    public double TrainSeconds { get; private set; }

    public double EvaluateSeconds { get; private set; }

    /// <summary>The time since the last lap was training.</summary>
    public void Trained() => TrainSeconds += Lap();

    /// <summary>The time since the last lap was evaluation.</summary>
    public void Evaluated() => EvaluateSeconds += Lap();

    /// <summary>Starts the clock with what an interrupted epoch had taken already.</summary>
    public void Start(double trainSeconds, double evaluateSeconds)
    {
        (TrainSeconds, EvaluateSeconds) = (trainSeconds, evaluateSeconds);
        last = clock.GetTimestamp();
    }

    /// <summary>Closes an epoch.</summary>
    public EpochTiming End(int epoch)
    {
        var timing = new EpochTiming(epoch, TrainSeconds, EvaluateSeconds);
        (TrainSeconds, EvaluateSeconds) = (0, 0);
        return timing;
    }

    private double Lap()
    {
        long before = last;
        last = clock.GetTimestamp();
        return clock.GetElapsedTime(before, last).TotalSeconds;
    }
}
