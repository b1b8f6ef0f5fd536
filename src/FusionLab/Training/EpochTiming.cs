namespace FusionLab.Training;

/// <summary>Where the time of one epoch went: a row of timing.csv.</summary>
/// <param name="Epoch">The epoch, counted from 1; 0 is the evaluation before training.</param>
/// <param name="TrainSeconds">Seconds spent on steps.</param>
/// <param name="EvaluateSeconds">Seconds spent on evaluations.</param>
public sealed record EpochTiming(int Epoch, double TrainSeconds, double EvaluateSeconds);
