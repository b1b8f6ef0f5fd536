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

/// <summary>A colour with a dash and a marker of its own, so that curves stay apart in grey too.</summary>
/// <param name="Ink">The colour.</param>
/// <param name="Dash">How lines are broken.</param>
/// <param name="Marker">The shape of points.</param>
public readonly record struct SeriesStyle(Ink Ink, Dash Dash, Marker Marker)
{
    private static readonly SeriesStyle[] s_cycle =
    [
        new(Ink.Blue, Dash.Solid, Marker.Circle),
        new(Ink.Vermillion, Dash.Dashed, Marker.Cross),
        new(Ink.Green, Dash.DashDot, Marker.Square),
        new(Ink.Purple, Dash.LongDash, Marker.Triangle),
        new(Ink.Orange, Dash.Dotted, Marker.Diamond),
        new(Ink.Sky, Dash.Solid, Marker.Plus),
        new(Ink.Foreground, Dash.Dashed, Marker.Star),
    ];

    /// <summary>
    /// Picks the style of the curve at a position. Colours repeat after seven with other dashes and markers, styles after 35.
    /// Modality A is 0, B is 1.
    /// </summary>
    /// <param name="index">The curve's position, counted from 0.</param>
    public static SeriesStyle Pick(int index)
    {
        int round = index / s_cycle.Length;
        var style = s_cycle[index % s_cycle.Length];
        return style with
        {
            Dash = (Dash)(((int)style.Dash + round) % Enum.GetValues<Dash>().Length),
            Marker = s_cycle[(index + round) % s_cycle.Length].Marker,
        };
    }

    /// <summary>Gives a line this colour and dash.</summary>
    public Line Apply(Line line) => line with { Ink = Ink, Dash = Dash };

    /// <summary>Gives points this colour and shape.</summary>
    public Points Apply(Points points) => points with { Ink = Ink, Marker = Marker };
}

/// <summary>
/// The style of every figure. Plain class rules, because converters such as librsvg know no CSS variables; they also ignore the
/// media query, so converted figures are light.
/// </summary>
internal static class StyleSheet
{
    private static readonly (Ink Ink, string Light, string Dark)[] s_palette =
    [
        (Ink.Foreground, "#1a1a1a", "#e8e8e8"),
        (Ink.Muted, "#808080", "#909090"),
        (Ink.Blue, "#0072b2", "#4fb3f0"),
        (Ink.Vermillion, "#d55e00", "#ff8a3d"),
        (Ink.Green, "#009e73", "#2fce9f"),
        (Ink.Purple, "#b0568f", "#e39ac6"),
        (Ink.Orange, "#d08f00", "#f2b632"),
        (Ink.Sky, "#3d9fd8", "#8ccdf5"),
    ];

    public static string Text { get; } = Build();

    /// <summary>The class that sets the colour of what is inside: shapes take it by <c>currentColor</c>.</summary>
    public static string InkClass(Ink ink) => $"ink-{ink.ToString().ToLowerInvariant()}";

    /// <summary>The classes of a line.</summary>
    public static string LineClasses(Dash dash, bool isThin = false) =>
        "stroke" + (isThin ? " thin" : "") + (dash == Dash.Solid ? "" : " " + dash.ToString().ToLowerInvariant());

    private static string Build()
    {
        string light = string.Concat(s_palette.Select(color => $".fig .{InkClass(color.Ink)}{{color:{color.Light}}}\n"));
        string dark = string.Concat(s_palette.Select(color => $".fig .{InkClass(color.Ink)}{{color:{color.Dark}}}\n"));
        return $$"""
            .fig{font:11px Helvetica,Arial,"Liberation Sans","DejaVu Sans",sans-serif}
            .fig text{fill:#1a1a1a}
            .fig .paper{fill:#ffffff}
            .fig .halo{paint-order:stroke;stroke:#ffffff;stroke-width:3px;stroke-linejoin:round}
            .fig .i{font-style:italic}
            .fig .b{font-weight:bold}
            .fig .tick{font-size:10px}
            .fig .note{font-size:10px;font-style:italic}
            .fig .axis{stroke:#1a1a1a;stroke-width:.8;fill:none}
            .fig .stroke{stroke:currentColor;fill:none;stroke-width:1.4;stroke-linejoin:round;stroke-linecap:butt}
            .fig .thin{stroke-width:.7;stroke-opacity:.55}
            .fig .open{stroke:currentColor;fill:none;stroke-width:1.2}
            .fig .solid{stroke:none;fill:currentColor}
            .fig .colored{stroke:#808080;stroke-width:.5}
            .fig .wash{stroke:none;fill:currentColor;fill-opacity:.18}
            .fig .tint{stroke:none;fill:currentColor;fill-opacity:.12}
            .fig .dashed{stroke-dasharray:5 3}
            .fig .dotted{stroke-dasharray:1.4 2.6}
            .fig .dashdot{stroke-dasharray:7 2.5 1.5 2.5}
            .fig .longdash{stroke-dasharray:10 3.5}
            .fig image{image-rendering:pixelated}
            .fig .smooth{image-rendering:auto}
            {{light}}@media screen and (prefers-color-scheme:dark){
            .fig text{fill:#e8e8e8}
            .fig .paper{fill:#14171c}
            .fig .halo{stroke:#14171c}
            .fig .axis{stroke:#e8e8e8}
            {{dark}}}

            """;
    }
}
