namespace FusionLab.Figures;

/// <summary>
/// The style of every figure. Plain class rules, because converters such as librsvg know no CSS variables; they also ignore the
/// media query, so converted figures are light.
/// </summary>
internal static class StyleSheet
{
    private static readonly (Ink Ink, string Light, string Dark)[] Palette =
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
    public static string Class(Ink ink) => $"ink-{ink.ToString().ToLowerInvariant()}";

    /// <summary>The class of a dashed line; null for an unbroken one.</summary>
    public static string? Class(Dash dash) => dash == Dash.Solid ? null : dash.ToString().ToLowerInvariant();

    private static string Build()
    {
        string light = string.Concat(Palette.Select(color => $".fig .{Class(color.Ink)}{{color:{color.Light}}}\n"));
        string dark = string.Concat(Palette.Select(color => $".fig .{Class(color.Ink)}{{color:{color.Dark}}}\n"));
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
