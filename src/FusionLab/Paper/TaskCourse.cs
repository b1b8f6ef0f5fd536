using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>How one network learned a linear task of scalar modalities, whether it was simulated or trained on samples.</summary>
/// <param name="Loss">The training loss over the epochs.</param>
/// <param name="Weights">The total weights of the modalities over the epochs; of ReLU networks twice the slope.</param>
/// <param name="LearnedAt">When each modality was learned, in epochs; null where it was not.</param>
internal sealed record TaskCourse(Line Loss, IReadOnlyList<Line> Weights, IReadOnlyList<double?> LearnedAt)
{
    /// <summary>A simulated network.</summary>
    public static TaskCourse Of(LinearResult result, double until) => new(
        LearningCurves.LossLine(result, until: until), [.. LearningCurves.WeightLines(result, until)], result.Run.Stages.LearnedAt);

    /// <summary>
    /// An early-fusion network that was trained on samples; each modality is learned when its weight is half its final one.
    /// </summary>
    public static TaskCourse Of(ToyRun run, TaskStatistics task, double until)
    {
        double[] epochs = [.. run.Units.Select(units => (double)units.Step)];
        double[][] totals = [.. run.Units.Select(units => units.TotalWeights())];
        Line[] weights = [.. task.Modalities.Select((modality, m) => GoOn(epochs, [.. totals.Select(total => total[m])], until) with
        {
            Ink = SeriesStyle.Of(m).Ink,
            Dash = SeriesStyle.Of(m).Dash,
            Label = LearningCurves.WeightLabel(modality.Name),
        })];
        var loss = GoOn([.. run.History.Select(row => row.Epoch)], [.. run.History.Select(row => row.Loss)], until);
        return new TaskCourse(loss, weights, [.. totals[0].Select((_, m) => HalfOfFinal(run.Units, totals, m))]);
    }

    // Trained until nothing changes any more: the line goes on to the end of the panel.
    private static Line GoOn(double[] epochs, double[] values, double until) =>
        until > epochs[^1] ? new Line([.. epochs, until], [.. values, values[^1]]) : new Line(epochs, values);

    private static double? HalfOfFinal(IReadOnlyList<HiddenUnits> units, double[][] totals, int modality)
    {
        var crossing = Crossing.HalfOf([totals[^1][modality]], scale: 1);
        for (int i = 0; i < units.Count; i++)
        {
            crossing?.Observe(units[i].Step, totals[i][modality]);
        }

        return crossing?.At;
    }
}
