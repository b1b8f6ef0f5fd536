using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Runs;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Paper;

/// <summary>Figure 2: early and late fusion on the same task.</summary>
internal sealed class Figure2() : PaperItem(
    "fig2",
    "Early against late fusion",
    "Early fusion learns both modalities in one transition. Late fusion introduces saddles at which it has learned one modality "
    + "only, and lingers there.")
{
    private const int Frames = 150;

    // The plane of total weights (panels c and f): its ends, and the arrows a row.
    private const double Low = -0.25;
    private const double High = 1.5;
    private const int Arrows = 12;

    public override IReadOnlyList<ExperimentConfig> LoadConfigs(PaperContext context) => [context.Load("minimal_early"), context.Load("minimal_late")];

    public override PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
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
        var film = figure with
        {
            Title = "Early against late fusion, in motion",
            Description =
                "Figure 2 while it happens: the dots travel along loss, total weights and trajectory on one clock. "
                + "Early fusion goes to the solution in one curve; late fusion goes to the saddle, waits there, and turns.",
            Panels = [.. Move(early, isEarly: true, until, times), .. Move(late, isEarly: false, until, times)],
        };
        return new PaperFindings(figure, Claims(early, late), film);
    }

    private static PlotPanel[] Panels(LinearResult result, bool isEarly, double until)
    {
        ReferenceLine[] saddle = isEarly
            ? []
            : [SimulationPanels.Level(result.Statistics.ComputeUnimodalLoss(0), "loss at $M_A$")];
        return
        [
            SimulationPanels.Loss(result, isEarly ? "Early fusion: loss" : "Late fusion: loss", until, saddle),
            SimulationPanels.Weights(result, "Total weights", until),
            PhasePortrait(result, isEarly),
        ];
    }

    private static PlotPanel[] Move(LinearResult result, bool isEarly, double until, double[] times)
    {
        var panels = Panels(result, isEarly, until);
        Line[] weights = [.. SimulationPanels.WeightLines(result, until)];
        return
        [
            Film.MoveOverTime(panels[0], times), Film.MoveOverTime(panels[1], times),
            Film.MoveInPlane(panels[2], weights[0], weights[1], times),
        ];
    }

    private static IReadOnlyList<PaperClaim> Claims(LinearResult early, LinearResult late)
    {
        var global = late.Statistics.Solution;
        double farthest = new[] { early, late }
            .Max(result => Enumerable.Range(0, 2).Max(m => Math.Abs(result.Run.Trajectory[^1].TotalWeights[m] - global[0, m])));
        double saddleLoss = late.Statistics.ComputeUnimodalLoss(0);
        double plateauLoss = late.Statistics.ComputeLoss(Matrix<double>.Build.Dense(1, 2, late.Run.Stages.Plateau));
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

    /// <summary>The plane of two scalar total weights: the flow, where it rests, and the trajectory of one run.</summary>
    private static PlotPanel PhasePortrait(LinearResult result, bool isEarly)
    {
        var task = result.Statistics;
        var global = task.Solution;
        Series[] saddles = isEarly ? [] :
        [
            .. FixedPoint(task.SolveUnimodal(0)[0, 0], 0, "$M_A$", Marker.Square, SeriesStyle.Pick(0).Ink, above: false),
            .. FixedPoint(0, task.SolveUnimodal(1)[0, 0], "$M_B$", Marker.Diamond, SeriesStyle.Pick(1).Ink, above: true),
        ];
        return new PlotPanel(
            new Axis("$W_A^{tot}$") { Min = Low, Max = High },
            new Axis("$W_B^{tot}$") { Min = Low, Max = High },
            [
                Flow(task, isEarly),
                new Line(Trajectory(0), Trajectory(1)) { Ink = Ink.Green, HasArrow = true },
                .. FixedPoint(0, 0, "$M_0$", Marker.Dot, Ink.Foreground, above: false),
                .. saddles,
                .. FixedPoint(global[0, 0], global[0, 1], "$M_*$", Marker.Star, Ink.Foreground, above: true),
            ])
        { Title = "Phase portrait" };

        double[] Trajectory(int modality) =>
            [.. result.Run.Trajectory.Select(point => result.Weight(point, modality))];
    }

    // Its name stands beside it, away from the trajectory.
    private static IEnumerable<Series> FixedPoint(double a, double b, string name, Marker marker, Ink ink, bool above) =>
    [
        new Points([a], [b]) { Marker = marker, Ink = ink },
        new TextMark(a, b, name) { OffsetX = 15, OffsetY = above ? -9 : 9 },
    ];

    private static VectorField Flow(TaskStatistics task, bool isEarly)
    {
        double[] grid = [.. Enumerable.Range(0, Arrows).Select(i => Low + ((i + 0.5) * (High - Low) / Arrows))];
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
