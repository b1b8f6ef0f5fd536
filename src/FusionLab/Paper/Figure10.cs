using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Runs;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Paper;

/// <summary>Figure 10: the first-layer weights of early and late fusion while they learn.</summary>
internal sealed class Figure10 : IPaperItem
{
    private const int FrameCount = 80;

    public string Name => "fig10";

    public string Title => "First-layer weights during learning";

    public string Statement =>
        "The first layer of early fusion is rank-one: all units align to one direction, first that of $Σ_{yx}$, at last that of "
        + "$Σ_{yx}Σ^{-1}$. In late fusion the weights of A grow in the first transition while those of B stay small, and grow in the "
        + "second.";

    public IReadOnlyList<ExperimentConfig> Configs(PaperContext context) => [context.Load("minimal_early"), context.Load("minimal_late")];

    public PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        // The times of interest are known only after a first run; both runs are the same.
        LinearResult early = context.SimulateOne(configs[0]), late = context.SimulateOne(configs[1]);
        double earlyRise = early.Run.Stages.LearnedAt[0]!.Value, latePlateau = late.Run.Stages.LearnedAt.Average()!.Value;
        var earlyWeights = Watch(context, configs[0], [0, (long)earlyRise, early.Run.Steps]);
        var lateWeights = Watch(context, configs[1], [0, (long)latePlateau, late.Run.Steps]);
        var figure = new Figure(
            Title,
            "The first-layer weights of every hidden unit at the start, during training and at the end. Early fusion: all units come "
            + "to lie on one line. Late fusion: units of branch A on the horizontal axis, of branch B on the vertical one.",
            [
                .. earlyWeights.Select(snapshot => FirstLayerPanels.Early(snapshot, early.Statistics)),
                .. lateWeights.Select(FirstLayerPanels.Late),
            ])
        { Columns = 3, PanelWidth = 165, PanelHeight = 165, SharedLegend = true };
        return new PaperFindings([figure], Claims(early, earlyWeights, lateWeights)) { Films = [Move(context, configs, early, late)] };
    }

    private Figure Move(PaperContext context, IReadOnlyList<ExperimentConfig> configs, LinearResult early, LinearResult late)
    {
        double until = late.Run.Steps;
        double[] times = Film.Times(until, FrameCount);
        return new Figure(
            "First-layer weights in motion",
            "Every dot is a hidden unit, on the clock of the loss beside it. Early fusion: the line of units grows along the direction "
            + "of the input-output correlation and turns to that of the solution. Late fusion: the units of A spread, then, after the "
            + "unimodal phase, those of B.",
            [
                Film.OverTime(LearningCurves.Loss(early, "Early fusion: loss", until), times),
                FirstLayerPanels.MoveEarly(Frames(configs[0], early), times, early.Statistics),
                Film.OverTime(LearningCurves.Loss(late, "Late fusion: loss", until), times),
                FirstLayerPanels.MoveLate(Frames(configs[1], late), times),
            ])
        { Columns = 2, PanelWidth = 190, PanelHeight = 190, SharedLegend = true };

        // A run that has converged stays where it is.
        WeightSnapshot[] Frames(ExperimentConfig config, LinearResult result)
        {
            long[] steps = [.. times.Select(time => Math.Min((long)time, result.Run.Steps))];
            var kept = Watch(context, config, [.. steps.Distinct()]).ToDictionary(snapshot => snapshot.Step);
            return [.. steps.Select(step => kept[step])];
        }
    }

    private static IReadOnlyList<WeightSnapshot> Watch(PaperContext context, ExperimentConfig config, IReadOnlyList<long> steps) =>
        context.SimulateOne(config, steps).Run.Snapshots;

    private static IReadOnlyList<PaperClaim> Claims(
        LinearResult early, IReadOnlyList<WeightSnapshot> earlyWeights, IReadOnlyList<WeightSnapshot> lateWeights)
    {
        double spread = Spread(earlyWeights[2]);
        double during = Norm(lateWeights[1], 1) / Norm(lateWeights[1], 0), end = Norm(lateWeights[2], 1) / Norm(lateWeights[2], 0);
        return
        [
            PaperClaim.Check("The first layer of early fusion is rank-one.", spread < 0.01, spread,
                $"second singular value {spread:G2} of the first, from epoch {early.Run.Stages.LearnedAt[0]:F0} on at most "
                + $"{Math.Max(spread, Spread(earlyWeights[1])):G2}"),
            PaperClaim.Check("During late fusion's unimodal phase the weights of B are still small.", during < 0.01, during,
                $"{during:G2} of those of A at epoch {lateWeights[1].Step}"),
            PaperClaim.Check("They grow in the second transition.", end > 0.1, end, $"{end:G2} of those of A at the end"),
        ];
    }

    private static double Norm(WeightSnapshot snapshot, int modality) =>
        Math.Sqrt(FirstLayerPanels.Weights(snapshot, modality).Sum(w => w * w));

    /// <summary>The second singular value of the first layer as a share of the first.</summary>
    private static double Spread(WeightSnapshot snapshot)
    {
        var layer = Matrix<double>.Build.DenseOfColumnArrays(FirstLayerPanels.Weights(snapshot, 0), FirstLayerPanels.Weights(snapshot, 1));
        var values = layer.Svd(computeVectors: false).S;
        return values[1] / values[0];
    }
}
