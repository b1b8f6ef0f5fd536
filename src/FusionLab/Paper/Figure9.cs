using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Runs;
using static FusionLab.Paper.SweepPoints;

namespace FusionLab.Paper;

/// <summary>Figure 9: the logistic loss.</summary>
internal sealed class Figure9() : PaperItem(
    "fig9",
    "Logistic loss",
    "With the logistic loss early fusion learns both modalities almost at once and late fusion one after the other, with the same time "
    + "ratio as with the squared error.")
{
    private const int Epochs = 3500;

    private static readonly string[] s_logistic = ["train.loss=logistic", "data.labels=sign"];

    public override IReadOnlyList<ExperimentConfig> LoadConfigs(PaperContext context)
    {
        string samples = context.IsQuick ? "data.samples=512" : "data.samples=8192";
        return
        [
            context.Load("minimal_early", [.. s_logistic, samples, $"train.epochs={Epochs}"]),
            context.Load("minimal_late", [.. s_logistic, samples, $"train.epochs={Epochs}"]),
            context.Load("toy_sweep", [
                .. s_logistic, samples, "seeds=1",
                .. context.InFullOrQuick(
                    ["train.epochs=36000", "sweep.data.sigmaA=[3,2,1.5]"],
                    ["train.epochs=14000", "sweep.data.sigmaA=[2,1.5]", "sweep.data.rho=[-0.9,-0.45,0,0.45,0.9]"])]),
        ];
    }

    public override PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        LinearResult early = context.SimulateOne(configs[0]), late = context.SimulateOne(configs[1]);
        var sweep = context.Simulate(configs[2]);
        RunPoint[] learned = [.. sweep.Points.Where(point => point.TimeRatio?.Unlearned == 0)];
        var figure = new Figure(
            Title,
            "Loss and total weights over epochs with the logistic loss, and the time ratio of late fusion over the correlation. Early "
            + $"fusion learns both at once (ratio {early.Run.Stages.TimeRatio:F2}), late fusion one after the other (ratio "
            + $"{late.Run.Stages.TimeRatio:F2}). Dashed lines in c are the theory of the squared error.",
            [
                SimulationPanels.WeightsAndLoss(early, "Early fusion", Epochs),
                SimulationPanels.WeightsAndLoss(late, "Late fusion", Epochs),
                Ratios(sweep),
            ])
        {
            PanelWidth = 220,
            PanelHeight = 170,
            Note = context.Note(
                "512 samples instead of 8192, ten points instead of 27", always: "Dashed in c: theory of the squared error."),
        };
        double lateRatio = late.Run.Stages.TimeRatio ?? double.NaN, earlyRatio = early.Run.Stages.TimeRatio ?? double.NaN;
        return new PaperFindings(figure,
        [
            PaperClaim.Check("Early fusion learns both modalities almost simultaneously.", earlyRatio < 1.2, earlyRatio,
                $"time ratio {earlyRatio:F3}"),
            PaperClaim.Check("Late fusion learns them one after the other.", lateRatio > 2, lateRatio, $"time ratio {lateRatio:F3}"),
            PaperClaim.Check("Every late-fusion network learns both.", learned.Length == sweep.Points.Count, learned.Length,
                $"{learned.Length} of {sweep.Points.Count}"),
            Same("The time ratio is that of the squared error up to $|ρ|$ = 0.7 (within 15 %).",
                [.. learned.Where(point => Math.Abs(point.Number(Rho)) <= 0.7)], ""),
            Same("It is so at $|ρ|$ = 0.9, too (within 15 %).", [.. learned.Where(point => Math.Abs(point.Number(Rho)) > 0.7)],
                ": the two losses share their first order only, and differ once A is learned"),
        ]);
    }

    private static PaperClaim Same(string text, RunPoint[] points, string reason)
    {
        double worst = WorstDifference(points, "finiteLearningRate");
        return PaperClaim.Check(text, worst < 0.15, worst, $"largest difference from its theory {100 * worst:F1} %{reason}");
    }

    private static PlotPanel Ratios(RunResult sweep) => new(
        RhoAxis, RatioAxis,
        [.. sweep.Values(SigmaA).SelectMany((sigma, i) => (IEnumerable<Series>)
        [
            DrawPrediction(sweep.At(SigmaA, sigma), SeriesStyle.Pick(i).Ink),
            DrawRatios(sweep.At(SigmaA, sigma), Rho, SeriesStyle.Pick(i), SigmaLabel(sigma)),
        ])])
    { Title = "Time ratio" };

    // Every point has samples of its own, so theory is evaluated where they are and not in between.
    private static Line DrawPrediction(RunPoint[] points, Ink ink) => new(
        [.. points.Select(point => point.Number(Rho))], [.. points.Select(point => point.Predicted["finiteLearningRate"])])
    { Ink = ink, Dash = Dash.Dashed };
}
