using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Runs;
using MathNet.Numerics.Interpolation;

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
        Line(result, point => Weight(result, point, m), until).AsWeight(modality.Name, m));

    /// <summary>A line in the colour, with the dash and the label of a modality's total weight.</summary>
    public static Line AsWeight(this Line line, string modality, int index) => line with
    {
        Ink = SeriesStyle.Pick(index).Ink,
        Dash = SeriesStyle.Pick(index).Dash,
        Label = $"$W_{modality.ToUpperInvariant()}^{{tot}}$",
    };

    /// <summary>One modality's total weight: signed for scalars, its norm otherwise.</summary>
    public static double Weight(LinearResult result, TrajectoryPoint point, int modality) =>
        result.Targets.Amplitude(point.TotalWeights, modality);

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
