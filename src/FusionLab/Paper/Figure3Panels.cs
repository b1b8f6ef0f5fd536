using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>Panels c and d of figure 3.</summary>
internal static class Figure3Panels
{
    private static readonly double[] Dense = [.. Enumerable.Range(-92, 185).Select(i => i / 100.0)];

    /// <summary>The time ratio over the correlation: dashed at the finite learning rate, dotted as equation (9).</summary>
    public static PlotPanel TimeRatio(LinearReport linear, LinearReport relu, double learningRate) => new(
        Correlation, new Axis("$t_B/t_A$") { IsLog = true }, [.. linear.Values("data.sigmaA").SelectMany((sigma, i) => (IEnumerable<Series>)
        [
            Theory(sigma, i, Dash.Dashed, rates => FiniteLearningRate.TimeRatio(rates, learningRate)),
            Theory(sigma, i, Dash.Dotted, TwoLayerLateFusion.SignedTimeRatio),
            SweepPoints.TimeRatios(relu.At("data.sigmaA", sigma), "data.rho", Marker.Cross, InkOf(i), null),
            SweepPoints.TimeRatios(linear.At("data.sigmaA", sigma), "data.rho", Marker.Circle, InkOf(i), Label(sigma)),
        ])])
    { Title = "Time ratio" };

    /// <summary>The mis-attribution over the correlation; ReLU weights are twice the slope, so theirs is halved.</summary>
    public static PlotPanel MisAttribution(LinearReport linear, LinearReport relu) => new(
        Correlation, new Axis("mis-attribution"),
        [.. linear.Values("data.sigmaA").Where(sigma => sigma > 1).SelectMany((sigma, i) => (IEnumerable<Series>)
        [
            new Line(Dense, [.. Dense.Select(rho => FusionLab.Linear.MisAttribution.Scalar(rho, sigma, 1))])
            {
                Ink = InkOf(i), Dash = Dash.Dashed,
            },
            Measured(relu.At("data.sigmaA", sigma), Marker.Cross, i, null, 1 / RelatedNetworks.ReluWeightFactor),
            Measured(linear.At("data.sigmaA", sigma), Marker.Circle, i, Label(sigma), 1),
        ])])
    { Title = "Mis-attribution" };

    private static Axis Correlation => new("correlation $ρ$") { Min = -1, Max = 1 };

    private static string Label(double sigma) => $"$σ_A/σ_B$ = {sigma}";

    private static Ink InkOf(int index) => SeriesStyle.Of(index).Ink;

    private static Line Theory(double sigma, int index, Dash dash, Func<GrowthRates, double> ratio) => new(
        Dense, [.. Dense.Select(rho => ratio(GrowthRates.Of(TaskStatistics.FromGaussian(rho, sigma, 1))))])
    { Ink = InkOf(index), Dash = dash };

    private static Points Measured(IReadOnlyList<LinearPointSummary> points, Marker marker, int index, string? label, double scale) => new(
        [.. points.Select(point => point.Number("data.rho"))],
        [.. points.Select(point => scale * (point.MisAttribution.Mean ?? double.NaN))])
    {
        Marker = marker,
        Ink = InkOf(index),
        Label = label,
    };
}
