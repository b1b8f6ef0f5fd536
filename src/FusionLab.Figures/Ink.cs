namespace FusionLab.Figures;

/// <summary>
/// The colours of figures: the palette of Okabe and Ito (2008), which colour-blind readers can tell apart. Each has a lighter
/// twin on dark screens. Colour never stands alone: give curves a <see cref="Dash"/> or a <see cref="Marker"/> as well.
/// </summary>
public enum Ink
{
    /// <summary>The colour of text: black on white, white on black.</summary>
    Foreground,

    /// <summary>Grey, for references and context.</summary>
    Muted,

    /// <summary>Blue.</summary>
    Blue,

    /// <summary>Vermillion, a warm red.</summary>
    Vermillion,

    /// <summary>Bluish green.</summary>
    Green,

    /// <summary>Reddish purple.</summary>
    Purple,

    /// <summary>Orange.</summary>
    Orange,

    /// <summary>Sky blue.</summary>
    Sky,
}
