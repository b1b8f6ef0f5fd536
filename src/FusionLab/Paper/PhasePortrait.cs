using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>The plane of two scalar total weights: where a two-layer network flows, and where it rests (figures 2c and 2f).</summary>
internal static class PhasePortrait
{
    private const int Arrows = 12;
    private const double Low = -0.25;
    private const double High = 1.5;

    /// <summary>Draws the flow, the fixed points and one trajectory.</summary>
    /// <param name="result">A run of two scalar modalities.</param>
    /// <param name="isEarly">Whether the modalities share the first layer.</param>
    public static PlotPanel Draw(LinearResult result, bool isEarly)
    {
        var task = result.Statistics;
        Series[] saddles = isEarly ? [] :
        [
            .. FixedPoint(FixedPoints.Unimodal(task, 0)[0, 0], 0, "$M_A$", Marker.Square, SeriesStyle.Of(0).Ink, above: false),
            .. FixedPoint(0, FixedPoints.Unimodal(task, 1)[0, 0], "$M_B$", Marker.Diamond, SeriesStyle.Of(1).Ink, above: true),
        ];
        var global = FixedPoints.Global(task);
        return new PlotPanel(
            new Axis("$W_A^{tot}$") { Min = Low, Max = High },
            new Axis("$W_B^{tot}$") { Min = Low, Max = High },
            [
                Flow(task, isEarly),
                new Line(LearningCurves.Weight(result, 0), LearningCurves.Weight(result, 1)) { Ink = Ink.Green, HasArrow = true },
                .. FixedPoint(0, 0, "$M_0$", Marker.Dot, Ink.Foreground, above: false),
                .. saddles,
                .. FixedPoint(global[0, 0], global[0, 1], "$M_*$", Marker.Star, Ink.Foreground, above: true),
            ])
        { Title = "Phase portrait" };
    }

    // Its name stands beside it, away from the trajectory.
    private static IEnumerable<Series> FixedPoint(double a, double b, string name, Marker marker, Ink ink, bool above) =>
    [
        new Points([a], [b]) { Marker = marker, Ink = ink },
        new TextMark(a, b, name) { OffsetX = 15, OffsetY = above ? -9 : 9 },
    ];

    private static VectorField Flow(TaskStatistics task, bool isEarly)
    {
        var grid = Enumerable.Range(0, Arrows).Select(i => Low + ((i + 0.5) * (High - Low) / Arrows)).ToArray();
        (double A, double B)[] at = [.. grid.SelectMany(a => grid.Select(b => (a, b)))];
        (double A, double B)[] velocity = [.. at.Select(w => Velocity(task, w.A, w.B, isEarly))];
        return new VectorField(
            [.. at.Select(w => w.A)], [.. at.Select(w => w.B)], [.. velocity.Select(v => v.A)], [.. velocity.Select(v => v.B)])
        { Ink = Ink.Muted };
    }

    /// <summary>
    /// dW^tot/dt of balanced two-layer networks (38): late fusion moves each weight at 2|W| e; early fusion, whose second layer
    /// has norm |W|^½, at |W| e + (e·W) W/|W|.
    /// </summary>
    private static (double A, double B) Velocity(TaskStatistics task, double a, double b, bool isEarly)
    {
        double errorA = task.SigmaYx[0, 0] - (a * task.Sigma[0, 0]) - (b * task.Sigma[1, 0]);
        double errorB = task.SigmaYx[0, 1] - (a * task.Sigma[0, 1]) - (b * task.Sigma[1, 1]);
        if (!isEarly)
        {
            return (2 * Math.Abs(a) * errorA, 2 * Math.Abs(b) * errorB);
        }

        double norm = Math.Sqrt((a * a) + (b * b));
        double along = ((errorA * a) + (errorB * b)) / norm;
        return ((norm * errorA) + (along * a), (norm * errorB) + (along * b));
    }
}
