using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Runs;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Paper;

/// <summary>Figure 2: early and late fusion on the same task.</summary>
internal sealed class Figure2 : IPaperItem
{
    private const int Frames = 150;

    public string Name => "fig2";

    public string Title => "Early against late fusion";

    public string Statement =>
        "Early fusion learns both modalities in one transition. Late fusion introduces saddles at which it has learned one modality "
        + "only, and lingers there.";

    public IReadOnlyList<ExperimentConfig> Configs(PaperContext context) => [context.Load("minimal_early"), context.Load("minimal_late")];

    public PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        LinearResult early = context.SimulateOne(configs[0]), late = context.SimulateOne(configs[1]);
        double until = 1.2 * late.Run.Stages.LearnedAt.Max()!.Value;
        IReadOnlyList<double?> earlyAt = early.Run.Stages.LearnedAt, lateAt = late.Run.Stages.LearnedAt;
        var figure = new Figure(
            Title,
            "Loss and total weights over epochs, and the flow in the plane of total weights with the training trajectory. "
            + $"Early fusion: both weights rise together, at epochs {earlyAt[0]:F0} and {earlyAt[1]:F0}. "
            + $"Late fusion: A at epoch {lateAt[0]:F0}, B at epoch {lateAt[1]:F0}, with a plateau at the saddle where only A is learned "
            + "in between.",
            [.. Panels(early, isEarly: true, until), .. Panels(late, isEarly: false, until)])
        { Columns = 3, PanelWidth = 200, PanelHeight = 160 };
        double[] times = Film.Times(until, Frames);
        var film = new Figure(
            "Early against late fusion, in motion",
            "Figure 2 while it happens: the dots travel along loss, total weights and trajectory on one clock. "
            + "Early fusion goes to the solution in one curve; late fusion goes to the saddle, waits there, and turns.",
            [.. Moving(early, isEarly: true, until, times), .. Moving(late, isEarly: false, until, times)])
        { Columns = 3, PanelWidth = 200, PanelHeight = 160 };
        return new PaperFindings([figure], Claims(early, late)) { Films = [film] };
    }

    private static PlotPanel[] Panels(LinearResult result, bool isEarly, double until)
    {
        ReferenceLine[] saddle = isEarly
            ? []
            : [new(FixedPoints.UnimodalLoss(result.Statistics, 0), IsVertical: false) { Text = "loss at $M_A$", Ink = Ink.Muted }];
        return
        [
            LearningCurves.Loss(result, isEarly ? "Early fusion: loss" : "Late fusion: loss", until, saddle),
            LearningCurves.Weights(result, "Total weights", until),
            PhasePortrait.Draw(result, isEarly),
        ];
    }

    private static PlotPanel[] Moving(LinearResult result, bool isEarly, double until, double[] times)
    {
        var panels = Panels(result, isEarly, until);
        Line[] weights = [.. LearningCurves.WeightLines(result, until)];
        return [Film.OverTime(panels[0], times), Film.OverTime(panels[1], times), Film.InPlane(panels[2], weights[0], weights[1], times)];
    }

    private static IReadOnlyList<PaperClaim> Claims(LinearResult early, LinearResult late)
    {
        var global = FixedPoints.Global(late.Statistics);
        double farthest = new[] { early, late }
            .Max(result => Enumerable.Range(0, 2).Max(m => Math.Abs(result.Run.Trajectory[^1].TotalWeights[m] - global[0, m])));
        double saddleLoss = FixedPoints.UnimodalLoss(late.Statistics, 0);
        double plateauLoss = FixedPoints.Loss(late.Statistics, Matrix<double>.Build.Dense(1, 2, late.Run.Stages.Plateau));
        double lateNearest = late.Run.Stages.ClosestToSaddle[0], earlyNearest = early.Run.Stages.ClosestToSaddle[0];
        return
        [
            PaperClaim.Compare(
                "Early fusion has no unimodal phase: both modalities are learned almost at the same time ($t_B/t_A$ = 1).",
                1, early.Run.Stages.TimeRatio, 0.05),
            PaperClaim.Compare("Late fusion has one: $t_B/t_A$ = 4 by equation (9).", 4, late.Run.Stages.TimeRatio, 0.1),
            PaperClaim.Check("Late fusion passes the saddle $M_A$.", lateNearest < 0.01, lateNearest,
                $"it comes as near as {lateNearest:G2} of $M_A$'s length"),
            PaperClaim.Check("Early fusion stays away from it.", earlyNearest > 0.1, earlyNearest,
                $"it comes no nearer than {earlyNearest:G2} of $M_A$'s length"),
            PaperClaim.Compare("During the plateau the loss is that of equation (62).", saddleLoss, plateauLoss, 0.01),
            PaperClaim.Check("Both end at the global solution $M_*$.", farthest < 1e-3, farthest, $"farthest weight {farthest:G2} away"),
        ];
    }
}
