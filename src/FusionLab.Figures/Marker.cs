namespace FusionLab.Figures;

/// <summary>The shape of a point.</summary>
public enum Marker
{
    /// <summary>No shape.</summary>
    None,

    /// <summary>An open circle.</summary>
    Circle,

    /// <summary>A diagonal cross.</summary>
    Cross,

    /// <summary>An open square.</summary>
    Square,

    /// <summary>An open triangle.</summary>
    Triangle,

    /// <summary>An open diamond.</summary>
    Diamond,

    /// <summary>A filled circle.</summary>
    Dot,

    /// <summary>An upright cross.</summary>
    Plus,

    /// <summary>A five-pointed star, filled: end points and optima.</summary>
    Star,
}
