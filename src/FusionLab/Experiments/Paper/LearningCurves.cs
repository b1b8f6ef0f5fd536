using FusionLab.Experiments.Linear;
using FusionLab.Reporting.Figures;
using FusionLab.Simulation;

namespace FusionLab.Experiments.Paper;

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

    /// <summary>The training loss as a line; labels are for panels with several.</summary>
    public static Line LossLine(LinearResult result, string? label = null, SeriesStyle style = default, double? until = null) =>
        Line(result, result.Run.Trajectory.Select(point => point.Loss), until) with { Ink = style.Ink, Dash = style.Dash, Label = label };

    /// <summary>One modality's total weight over the trajectory: signed for scalars, its norm otherwise.</summary>
    public static double[] Weight(LinearResult result, int modality) =>
        [.. result.Run.Trajectory.Select(point => result.Landmarks.Amplitude(point.TotalWeights, result.Statistics.Outputs, modality))];

    /// <summary>A quantity over the epochs. A run that has converged stays where it is, and its line goes on to the end of the panel.</summary>
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

    private static IEnumerable<Line> WeightLines(LinearResult result, double? until) => result.Statistics.Modalities.Select((modality, m) =>
        Line(result, Weight(result, m), until) with
        {
            Ink = SeriesStyle.Of(m).Ink,
            Dash = SeriesStyle.Of(m).Dash,
            Label = $"$W_{modality.Name.ToUpperInvariant()}^{{tot}}$",
        });
}
