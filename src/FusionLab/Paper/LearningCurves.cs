using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>Panels over time of one simulated network.</summary>
internal static class LearningCurves
{
    private static readonly Axis Epoch = new("epoch") { Min = 0 };

    /// <summary>The training loss.</summary>
    public static PlotPanel Loss(LinearResult result, string title, double? until = null, params IEnumerable<Series> references) =>
        new(Epoch with { Max = until }, new Axis("loss") { Min = 0 }, [.. references, LossLine(result, until: until)]) { Title = title };

    /// <summary>The total weights of all modalities.</summary>
    public static PlotPanel Weights(LinearResult result, string title, double? until = null, params IEnumerable<Series> references) =>
        new(Epoch with { Max = until }, new Axis("total weight"), [.. references, .. WeightLines(result, until)]) { Title = title };

    /// <summary>The total weights of all modalities, and the loss as a share of the initial one.</summary>
    public static PlotPanel WeightsAndLoss(LinearResult result, string title, double? until = null, params IEnumerable<Series> references)
    {
        double start = result.Run.Trajectory[0].Loss;
        var loss = Line(result, result.Run.Trajectory.Select(point => point.Loss / start), until) with
        {
            Dash = Dash.DashDot,
            Label = "loss",
        };
        var weights = Weights(result, title, until, references);
        return weights with { Y = new Axis("total weight, relative loss"), Series = [.. weights.Series, loss] };
    }

    /// <summary>Dotted lines at the times when the modalities are learned.</summary>
    public static IEnumerable<ReferenceLine> LearningTimes(LinearResult result) => result.Run.Stages.LearnedAt
        .Select((time, m) => (Time: time, Name: result.Statistics.Modalities[m].Name.ToUpperInvariant()))
        .Where(learned => learned.Time is not null)
        .Select(learned => new ReferenceLine(learned.Time!.Value, IsVertical: true) { Text = $"$t_{learned.Name}$", Ink = Ink.Muted });

    /// <summary>The training loss as a line; labels are for panels with several.</summary>
    public static Line LossLine(LinearResult result, string? label = null, SeriesStyle style = default, double? until = null) =>
        Line(result, result.Run.Trajectory.Select(point => point.Loss), until) with { Ink = style.Ink, Dash = style.Dash, Label = label };

    /// <summary>The total weights of all modalities as lines.</summary>
    public static IEnumerable<Line> WeightLines(LinearResult result, double? until) => result.Statistics.Modalities.Select((modality, m) =>
        Line(result, Weight(result, m), until) with
        {
            Ink = SeriesStyle.Of(m).Ink,
            Dash = SeriesStyle.Of(m).Dash,
            Label = WeightLabel(modality.Name),
        });

    /// <summary>How a modality's total weight is called in legends.</summary>
    public static string WeightLabel(string modality) => $"$W_{modality.ToUpperInvariant()}^{{tot}}$";

    /// <summary>One modality's total weight over the trajectory: signed for scalars, its norm otherwise.</summary>
    public static double[] Weight(LinearResult result, int modality) =>
        [.. result.Run.Trajectory.Select(point => result.Landmarks.Amplitude(point.TotalWeights, result.Statistics.Outputs, modality))];

    /// <summary>
    /// A quantity over the epochs. A run that has converged stays where it is, and its line goes on to the end of the panel.
    /// </summary>
    /// <param name="result">The run.</param>
    /// <param name="values">One value a recorded point.</param>
    /// <param name="until">The last epoch of the panel; null ends the line with the run.</param>
    public static Line Line(LinearResult result, IEnumerable<double> values, double? until)
    {
        var run = result.Run;
        double[] y = [.. values];
        bool goesOn = run.Status == LinearRunStatus.Converged && until > run.Steps;
        IEnumerable<double> epochs = run.Trajectory.Select(point => (double)point.Step);
        return goesOn ? new Line([.. epochs, until!.Value], [.. y, y[^1]]) : new Line([.. epochs], y);
    }
}
