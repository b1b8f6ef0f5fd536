using System.ComponentModel.DataAnnotations;

namespace FusionLab.Training;

/// <summary>When checkpoints are written besides on interruption and at the end (config key <c>train.checkpoint</c>).</summary>
public sealed record CheckpointConfig
{
    /// <summary>Write one after every this many epochs; null: none by epochs.</summary>
    [Range(1, int.MaxValue)]
    public int? EveryEpochs { get; init; }

    /// <summary>Write one when this many minutes have passed since the last; null: none by time.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? EveryMinutes { get; init; } = 10;
}
