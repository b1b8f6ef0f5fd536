namespace FusionLab.Figures;

/// <summary>How a line is broken.</summary>
public enum Dash
{
    /// <summary>An unbroken line: measurements.</summary>
    Solid,

    /// <summary>Dashes: theory.</summary>
    Dashed,

    /// <summary>Dots: references.</summary>
    Dotted,

    /// <summary>Dashes and dots in turn.</summary>
    DashDot,

    /// <summary>Long dashes.</summary>
    LongDash,
}
