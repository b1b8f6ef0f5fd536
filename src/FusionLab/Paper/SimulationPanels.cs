using System.Text.Json;
using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Runs;
using MathNet.Numerics.Interpolation;
using MathNet.Numerics.Statistics;

namespace FusionLab.Paper;

/// <summary>Panels and lines over the epochs of one simulated network, as several figures show them.</summary>
internal static class SimulationPanels
{
    /// <summary>The training loss.</summary>
    public static PlotPanel Loss(LinearResult result, string title, double? until, params IEnumerable<Series> references) =>
        new(Epoch(until), new Axis("loss") { Min = 0 }, [.. references, LossLine(result, until)]) { Title = title };

    /// <summary>The total weights of all modalities.</summary>
    public static PlotPanel Weights(LinearResult result, string title, double? until, params IEnumerable<Series> references) =>
        new(Epoch(until), new Axis("total weight"), [.. references, .. WeightLines(result, until)]) { Title = title };

    /// <summary>The total weights of all modalities, and the loss as a share of the initial one.</summary>
    public static PlotPanel WeightsAndLoss(LinearResult result, string title, double? until, params IEnumerable<Series> references)
    {
        double start = result.Run.Trajectory[0].Loss;
        var loss = Line(result, point => point.Loss / start, until) with { Dash = Dash.DashDot, Label = "loss" };
        var weights = Weights(result, title, until, references);
        return weights with { Y = new Axis("total weight, relative loss"), Series = [.. weights.Series, loss] };
    }

    /// <summary>The axis of the epochs.</summary>
    /// <param name="until">The last epoch; null fits the data.</param>
    public static Axis Epoch(double? until) => new("epoch") { Min = 0, Max = until };

    /// <summary>Dotted lines at the times when the modalities are learned.</summary>
    public static IEnumerable<ReferenceLine> LearningTimes(LinearResult result) => result.Run.Stages.LearnedAt
        .Select((time, m) => (Time: time, Name: result.Statistics.Modalities[m].Name.ToUpperInvariant()))
        .Where(learned => learned.Time is not null)
        .Select(learned => new ReferenceLine(learned.Time!.Value, IsVertical: true) { Text = $"$t_{learned.Name}$", Ink = Ink.Muted });

    /// <summary>A dotted line at a loss or weight that the text names.</summary>
    public static ReferenceLine Level(double value, string? text = null, Ink ink = Ink.Muted) =>
        new(value, IsVertical: false) { Text = text, Ink = ink };

    /// <summary>The training loss as a line.</summary>
    public static Line LossLine(LinearResult result, double? until = null) => Line(result, point => point.Loss, until);

    /// <summary>The total weights of all modalities as lines.</summary>
    public static IEnumerable<Line> WeightLines(LinearResult result, double? until) => result.Statistics.Modalities.Select((modality, m) =>
        Line(result, point => result.Weight(point, m), until).AsWeight(modality.Name, m));

    /// <summary>A line in the colour, with the dash and the label of a modality's total weight.</summary>
    public static Line AsWeight(this Line line, string modality, int index) =>
        SeriesStyle.Pick(index).Apply(line) with { Label = $"$W_{modality.ToUpperInvariant()}^{{tot}}$" };

    /// <summary>A quantity over the epochs. The line of a run that has converged goes on to the end of the panel.</summary>
    /// <param name="result">The run.</param>
    /// <param name="quantity">Its value at a recorded point.</param>
    /// <param name="until">The last epoch of the panel; null ends the line with the run.</param>
    public static Line Line(LinearResult result, Func<TrajectoryPoint, double> quantity, double? until)
    {
        var run = result.Run;
        return Line(
            [.. run.Trajectory.Select(point => (double)point.Step)], [.. run.Trajectory.Select(quantity)],
            run.Status == LinearRunStatus.Converged ? until : null);
    }

    /// <summary>A line that keeps its last value to the end of the panel.</summary>
    /// <param name="epochs">Epochs, ascending.</param>
    /// <param name="values">As many values.</param>
    /// <param name="until">The last epoch of the panel; null ends the line with its last value.</param>
    public static Line Line(IReadOnlyList<double> epochs, IReadOnlyList<double> values, double? until) =>
        until > epochs[^1] ? new Line([.. epochs, until.Value], [.. values, values[^1]]) : new Line(epochs, values);
}

/// <summary>Adds dots to the panels of a still figure that move along its curves, all on one clock of epochs.</summary>
internal static class Film
{
    /// <summary>Frames at equal distances from the first epoch to the last.</summary>
    /// <param name="until">The last epoch.</param>
    /// <param name="frames">How many; what lies between two frames is drawn on a straight line.</param>
    public static double[] Times(double until, int frames) => [.. Enumerable.Range(0, frames).Select(i => until * i / (frames - 1))];

    /// <summary>Adds a dot that travels along each curve of a panel over the epochs.</summary>
    public static PlotPanel MoveOverTime(PlotPanel panel, double[] times) => panel with
    {
        Series = [.. panel.Series, .. panel.Series.OfType<Line>().Select(curve => new MovingPoints(
            times, [.. times.Select(time => (IReadOnlyList<double>)[time])], Values(curve, times)) { Ink = curve.Ink })],
    };

    /// <summary>Adds a dot that travels in the plane of two curves over the epochs.</summary>
    public static PlotPanel MoveInPlane(PlotPanel panel, Line x, Line y, double[] times) => panel with
    {
        Series = [.. panel.Series, new MovingPoints(times, Values(x, times), Values(y, times)) { Ink = Ink.Vermillion }],
    };

    private static IReadOnlyList<IReadOnlyList<double>> Values(Line curve, double[] times)
    {
        var spline = LinearSpline.InterpolateSorted([.. curve.X], [.. curve.Y]);
        return [.. times.Select(time => (IReadOnlyList<double>)[spline.Interpolate(Math.Min(time, curve.X[^1]))])];
    }
}

/// <summary>The points of simulated sweeps: picked by a swept value, drawn, and measured against the theory.</summary>
internal static class SweepPoints
{
    /// <summary>The path of the modalities' correlation ρ.</summary>
    public const string Rho = "data.rho";

    /// <summary>The path of the standard deviation σ_A; σ_B is 1.</summary>
    public const string SigmaA = "data.sigmaA";

    /// <summary>The axis of ρ.</summary>
    public static Axis RhoAxis => new("correlation $ρ$") { Min = -1, Max = 1 };

    /// <summary>The axis of time ratios.</summary>
    public static Axis RatioAxis => new("$t_B/t_A$") { IsLog = true };

    /// <summary>The points at one value of a path, in the order of the sweep.</summary>
    public static RunPoint[] At(this RunResult report, string path, double value) =>
        [.. report.Points.Where(point => Number(point, path) == value)];

    /// <summary>The values that a path takes, in the order of the sweep.</summary>
    public static double[] Values(this RunResult report, string path) =>
        [.. report.Points.Select(point => Number(point, path)).Distinct()];

    /// <summary>A swept value of a point.</summary>
    public static double Number(this RunPoint point, string path) =>
        point.Values[path] is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : double.NaN;

    /// <summary>The mean time ratio; not a number where nothing was learned.</summary>
    public static double Ratio(this RunPoint point) => point.TimeRatio?.Mean ?? double.NaN;

    /// <summary>The name of a ratio of standard deviations in legends; σ_B is 1.</summary>
    public static string SigmaLabel(double sigma) => $"$σ_A/σ_B$ = {sigma}";

    /// <summary>Mean time ratios over a swept path, with their spread over seeds.</summary>
    public static Points DrawRatios(IReadOnlyList<RunPoint> points, string path, SeriesStyle style, string? label = null) =>
        Draw(points, path, Ratio, style, label) with { Spread = [.. points.Select(point => point.TimeRatio?.Std ?? 0)] };

    /// <summary>A quantity of the points over a swept path.</summary>
    public static Points Draw(
        IReadOnlyList<RunPoint> points, string path, Func<RunPoint, double> value, SeriesStyle style, string? label) =>
        style.Apply(new Points([.. points.Select(point => point.Number(path))], [.. points.Select(value)]) { Label = label });

    /// <summary>The smallest factor by which the time ratio grows from one point to the next; above 1 it always grows.</summary>
    public static double SmallestGrowth(IEnumerable<RunPoint> points)
    {
        double[] ratios = [.. points.Select(Ratio)];
        return ratios.Zip(ratios.Skip(1), (from, to) => to / from).Min();
    }

    /// <summary>The smallest growth of the time ratio as |ρ| grows, on both sides of 0.</summary>
    public static double SmallestGrowthWithCorrelation(IReadOnlyList<RunPoint> points) => Math.Min(
        SmallestGrowth(points.Where(point => point.Number(Rho) >= 0).OrderBy(point => point.Number(Rho))),
        SmallestGrowth(points.Where(point => point.Number(Rho) <= 0).OrderByDescending(point => point.Number(Rho))));

    /// <summary>The largest relative difference between a formula and the mean over seeds.</summary>
    public static double WorstDifference(IEnumerable<RunPoint> points, string formula) =>
        points.Max(point => Math.Abs((point.Predicted[formula] / point.Ratio()) - 1));

    /// <summary>How well a formula's ratios follow the simulated ones, over orders of magnitude.</summary>
    public static double LogCorrelation(IReadOnlyList<RunPoint> points, string formula) =>
        LogCorrelation(points.Select(Ratio), points.Select(point => point.Predicted[formula]));

    /// <summary>The correlation of the logarithms of two series.</summary>
    public static double LogCorrelation(IEnumerable<double> a, IEnumerable<double> b) =>
        Correlation.Pearson(a.Select(x => Math.Log(x)), b.Select(x => Math.Log(x)));
}
