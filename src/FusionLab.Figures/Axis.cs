namespace FusionLab.Figures;

/// <summary>One axis of a plot.</summary>
/// <param name="Label">The quantity and its unit; may carry mathematics. Empty for none.</param>
public sealed record Axis(string Label)
{
    /// <summary>Whether the axis is logarithmic; values that are not positive are then left out.</summary>
    public bool IsLog { get; init; }

    /// <summary>The lower end; null fits the data with a small margin.</summary>
    public double? Min { get; init; }

    /// <summary>The upper end; null fits the data with a small margin.</summary>
    public double? Max { get; init; }

    /// <summary>The ticks; null chooses round values.</summary>
    public IReadOnlyList<double>? Ticks { get; init; }

    /// <summary>Texts for <see cref="Ticks"/>, one each; null writes the values.</summary>
    public IReadOnlyList<string>? TickLabels { get; init; }

    /// <summary>Whether the axis is invisible: no ticks, no label, no frame on this side (schematic drawings).</summary>
    public bool IsHidden { get; init; }
}
