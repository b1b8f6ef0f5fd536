using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>Figure 12: ReLU networks on a task of which one modality is linear and the other an XOR.</summary>
internal sealed class Figure12 : IPaperItem
{
    private const int KeepEvery = 10;
    private const int Frames = 101;

    public string Name => "fig12";

    public string Title => "A linear modality beside an XOR";

    public string Statement =>
        "On $y = x_A + XOR(x_B)$ late-fusion ReLU networks always succeed, with four perpendicular XOR features. Early-fusion networks do "
        + "not form them consistently and can fail: where the variance of $x_A$ is large they are stuck with the linear modality alone.";

    public IReadOnlyList<ExperimentConfig> Configs(PaperContext context) =>
    [
        context.Load("xor_sweep", [
            .. context.InFullOrQuick([], ["seeds=1..2", "data.samples=1024", "train.epochs=1800", "threads=1"]),
            .. context.TrainingAssignments,
        ]),
    ];

    public PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        XorNetworks[] networks =
        [
            .. SweepGrid.Expand(configs[0]).Select(point => new XorNetworks(
                point.Config.Network.FusionDepth == 1, point.Config.Data.LinearVariance!.Value,
                ToyTraining.Run(point.Config, KeepEvery, context.Cancellation))),
        ];
        XorNetworks[] early = [.. networks.Where(one => one.IsEarly)], late = [.. networks.Where(one => !one.IsEarly)];
        int seeds = configs[0].Seeds.Count;
        var figure = new Figure(
            Title,
            "Training loss (all seeds thin, the first one thick) and first-layer weights of the first seed at the end: the place of a "
            + "dot is a hidden unit's weights for the two inputs of the XOR, its colour the weight for the linear input. Left early "
            + "fusion, right late fusion; the variance of the linear input is 1, 2 and 3 from top to bottom. "
            + $"{XorNetworks.Count(early, one => one.Solved)} of {early.Length * seeds} early and "
            + $"{XorNetworks.Count(late, one => one.Solved)} of {late.Length * seeds} late networks solve the task. The dotted line is the "
            + "loss when only the linear modality is learned. In late fusion every dot pairs the units of the two branches that have the "
            + "same number, as in the paper.",
            Panels(early, late, XorPanels.Loss, XorPanels.Features))
        {
            Columns = 4,
            PanelWidth = 150,
            PanelHeight = 150,
            Note = context.ReducedNote("1024 samples instead of 8192, two seeds instead of five, 1800 epochs instead of 3000"),
        };
        double[] times = Film.Times(configs[0].Train.Epochs, Frames);
        var film = new Figure(
            "A linear modality beside an XOR, in motion",
            "The first layers of the first seed while they learn, on the clock of the loss beside them; place and colour as above.",
            Panels(early, late, one => Film.OverTime(XorPanels.FirstLoss(one), times), one => XorPanels.Move(one, times)))
        { Columns = 4, PanelWidth = 150, PanelHeight = 150, Note = figure.Note };
        return new PaperFindings([figure], XorClaims.Check(early, late)) { Films = [film], Tables = [Table(networks)] };
    }

    /// <summary>A row for each variance: loss and features of early fusion, then of late fusion.</summary>
    private static Panel[] Panels(
        XorNetworks[] early, XorNetworks[] late, Func<XorNetworks, PlotPanel> loss, Func<XorNetworks, PlotPanel> features) =>
        [.. early.Zip(late).SelectMany(pair =>
            (Panel[])[loss(pair.First), features(pair.First), loss(pair.Second), features(pair.Second)])];

    private static ReportTable Table(XorNetworks[] networks) => new(
        ["Fusion", "Var($x_A$)", "Solved", "Stuck", "Networks", "Lowest final loss", "Highest final loss", "XOR features", "Angle to A"],
        [.. networks.Select(one => (IReadOnlyList<ReportCell>)
        [
            one.IsEarly ? "early" : "late",
            ReportCell.Number(one.Variance),
            ReportCell.Number(one.Solved, "0"),
            ReportCell.Number(one.Stuck, "0"),
            ReportCell.Number(one.Runs.Count, "0"),
            ReportCell.Number(one.Runs.Min(run => run.FinalLoss)),
            ReportCell.Number(one.Runs.Max(run => run.FinalLoss)),
            ReportCell.Number(one.Runs.Min(XorNetworks.DiagonalShare)),
            ReportCell.Number(one.AngleToLinear),
        ])],
        $"Solved: final loss below {XorNetworks.SolvedLoss}. Stuck: above {XorNetworks.StuckLoss}, half of what the XOR contributes. XOR "
        + "features: the smallest share of the first layer's squared weights for B that lies within 10° of the XOR's four directions. "
        + "Angle to A: between hidden units and the linear input when the loss first falls, in degrees, mean over seeds.");
}
