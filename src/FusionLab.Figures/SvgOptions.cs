namespace FusionLab.Figures;

/// <summary>What a rendering is for.</summary>
public sealed record SvgOptions
{
    /// <summary>A file of its own, still.</summary>
    public static SvgOptions Default { get; } = new();

    /// <summary>Whether the figure goes into an HTML page: the page supplies the style, and the values for hovering are included.</summary>
    public bool IsEmbedded { get; init; }

    /// <summary>Whether <see cref="MovingPoints"/> move; otherwise they rest at their last frame.</summary>
    public bool IsAnimated { get; init; }
}
