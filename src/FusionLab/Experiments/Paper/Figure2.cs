using FusionLab.Experiments.Configuration;
using FusionLab.Reporting.Figures;
using FusionLab.Theory;

namespace FusionLab.Experiments.Paper;

/// <summary>Figure 2: early and late fusion on the same task.</summary>
internal sealed class Figure2 : IPaperItem
{
    public string Name => "fig2";

    public string Title => "Early against late fusion";

    public string Statement => "Early fusion learns both modalities in one transition. Late fusion introduces saddles at which it has learned one modality only, and lingers there.";

    public IReadOnlyList<ExperimentConfig> Configs(PaperContext context) => [context.Load("minimal_early"), context.Load("minimal_late")];

    public PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        var early = context.SimulateOne(configs[0]);
        var late = context.SimulateOne(configs[1]);
        double until = 1.1 * late.Run.Stages.LearnedAt.Max()!.Value;
        double saddleLoss = FixedPoints.UnimodalLoss(late.Statistics, 0);
        var figure = new Figure(
            Title,
            $"Loss and total weights over epochs, and the flow in the plane of total weights. Early fusion: both weights rise together at epoch {early.Run.Stages.LearnedAt[0]:F0}. "
            + $"Late fusion: A at epoch {late.Run.Stages.LearnedAt[0]:F0}, B at epoch {late.Run.Stages.LearnedAt[1]:F0}, with a plateau at M_A in between.",
            [
                LearningCurves.Loss(early, "Early fusion: loss", until), LearningCurves.Weights(early, "Total weights", until), PhasePortrait.Draw(early, isEarly: true),
                LearningCurves.Loss(late, "Late fusion: loss", until, new ReferenceLine(saddleLoss, IsVertical: false) { Text = "loss at $M_A$", Ink = Ink.Muted }),
                LearningCurves.Weights(late, "Total weights", until), PhasePortrait.Draw(late, isEarly: false),
            ])
        { Columns = 3, PanelWidth = 200, PanelHeight = 150 };
        var global = FixedPoints.Global(late.Statistics);
        double farthest = new[] { early, late }.Max(result => Enumerable.Range(0, 2).Max(m => Math.Abs(result.Run.Trajectory[^1].TotalWeights[m] - global[0, m])));
        double plateauLoss = FixedPoints.Loss(late.Statistics, MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(1, 2, late.Run.Stages.Plateau));
        return new PaperFindings([figure],
        [
            PaperClaim.Compare("Early fusion has no unimodal phase: both modalities are learned almost at the same time ($t_B/t_A$ = 1).", 1, early.Run.Stages.TimeRatio, 0.05),
            PaperClaim.Compare("Late fusion has one: $t_B/t_A$ = 4 by equation (9).", 4, late.Run.Stages.TimeRatio, 0.1),
            PaperClaim.Check("Late fusion passes the saddle $M_A$.", late.Run.Stages.ClosestToSaddle[0] < 0.01, late.Run.Stages.ClosestToSaddle[0],
                $"it comes as near as {late.Run.Stages.ClosestToSaddle[0]:G2} of $M_A$'s length"),
            PaperClaim.Check("Early fusion stays away from it.", early.Run.Stages.ClosestToSaddle[0] > 0.1, early.Run.Stages.ClosestToSaddle[0],
                $"it comes no nearer than {early.Run.Stages.ClosestToSaddle[0]:G2} of $M_A$'s length"),
            PaperClaim.Compare("During the plateau the loss is that of equation (62).", saddleLoss, plateauLoss, 0.01),
            PaperClaim.Check("Both end at the global solution $M_*$.", farthest < 1e-3, farthest, $"farthest weight {farthest:G2} away"),
        ]);
    }
}
