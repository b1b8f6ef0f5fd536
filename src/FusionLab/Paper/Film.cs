using FusionLab.Figures;
using MathNet.Numerics.Interpolation;

namespace FusionLab.Paper;

/// <summary>Learning in motion: dots that travel along the curves of a still figure, all on one clock.</summary>
internal static class Film
{
    /// <summary>Frames at equal distances from the first epoch to the last.</summary>
    /// <param name="until">The last epoch.</param>
    /// <param name="frames">How many; what lies between two frames is drawn on a straight line.</param>
    public static double[] Times(double until, int frames) => [.. Enumerable.Range(0, frames).Select(i => until * i / (frames - 1))];

    /// <summary>A panel with a dot that travels along each of its curves over the epochs.</summary>
    public static PlotPanel OverTime(PlotPanel panel, double[] times) => panel with
    {
        Series = [.. panel.Series, .. panel.Series.OfType<Line>().Select(curve => new MovingPoints(
            times, [.. times.Select(time => (IReadOnlyList<double>)[time])], Values(curve, times)) { Ink = curve.Ink })],
    };

    /// <summary>A panel with a dot that travels in the plane of two curves over the epochs.</summary>
    public static PlotPanel InPlane(PlotPanel panel, Line x, Line y, double[] times) => panel with
    {
        Series = [.. panel.Series, new MovingPoints(times, Values(x, times), Values(y, times)) { Ink = Ink.Vermillion }],
    };

    private static IReadOnlyList<IReadOnlyList<double>> Values(Line curve, double[] times)
    {
        var spline = LinearSpline.InterpolateSorted([.. curve.X], [.. curve.Y]);
        return [.. times.Select(time => (IReadOnlyList<double>)[spline.Interpolate(Math.Min(time, curve.X[^1]))])];
    }
}
