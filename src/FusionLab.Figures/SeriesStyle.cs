namespace FusionLab.Figures;

/// <summary>A colour with a dash and a marker of its own, so that curves stay apart in grey too.</summary>
/// <param name="Ink">The colour.</param>
/// <param name="Dash">How lines are broken.</param>
/// <param name="Marker">The shape of points.</param>
public readonly record struct SeriesStyle(Ink Ink, Dash Dash, Marker Marker)
{
    private static readonly SeriesStyle[] Cycle =
    [
        new(Ink.Blue, Dash.Solid, Marker.Circle),
        new(Ink.Vermillion, Dash.Dashed, Marker.Cross),
        new(Ink.Green, Dash.DashDot, Marker.Square),
        new(Ink.Purple, Dash.LongDash, Marker.Triangle),
        new(Ink.Orange, Dash.Dotted, Marker.Diamond),
        new(Ink.Sky, Dash.Solid, Marker.Plus),
        new(Ink.Foreground, Dash.Dashed, Marker.Star),
    ];

    /// <summary>The style of the curve at a position; styles repeat after seven. Modality A is 0, B is 1.</summary>
    /// <param name="index">The curve's position, counted from 0.</param>
    public static SeriesStyle Of(int index) => Cycle[index % Cycle.Length];
}
