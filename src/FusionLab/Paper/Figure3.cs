using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Reports;
using FusionLab.Runs;
using static FusionLab.Paper.SweepPoints;

namespace FusionLab.Paper;

/// <summary>Figure 3: how long the unimodal phase lasts, and how much is mis-attributed, over the correlation of the modalities.</summary>
internal sealed class Figure3() : PaperItem(
    "fig3",
    "Unimodal phase and mis-attribution over correlation",
    "The time ratio grows with $|ρ|$ and with $σ_A/σ_B$ as equation (9) says; mis-attribution is $ρσ_B/σ_A$. ReLU networks (crosses) "
    + "do as linear ones (circles).")
{
    private static readonly string[] s_relu = ["network.kind=mlp", "network.bias=false", "network.activation=relu", "train.epochs=80000"];

    /// <summary>The correlations at which theory is drawn.</summary>
    private static readonly double[] s_dense = [.. Enumerable.Range(-92, 185).Select(i => i / 100.0)];

    public override IReadOnlyList<ExperimentConfig> LoadConfigs(PaperContext context)
    {
        string[] reduced = [$"sweep.{Rho}=[-0.9,-0.45,0,0.45,0.9]"];
        return
        [
            context.Load("minimal_late", "data.rho=0.5", "train.epochs=4000"),
            context.Load("minimal_late", "data.rho=-0.5", "train.epochs=4000"),
            context.Load("toy_sweep", context.InFullOrQuick([], [.. reduced, "seeds=1..2"])),
            context.Load("toy_sweep", [.. s_relu, .. context.InFullOrQuick([], [.. reduced, "seeds=1"])]),
        ];
    }

    public override PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        LinearResult positive = context.SimulateOne(configs[0]), negative = context.SimulateOne(configs[1]);
        RunResult linear = context.Simulate(configs[2]), relu = context.Simulate(configs[3]);
        double until = 1.15 * Math.Max(positive.Run.Stages.LearnedAt.Max()!.Value, negative.Run.Stages.LearnedAt.Max()!.Value);
        var figure = new Figure(
            Title,
            "Loss and total weights over epochs at positive and negative correlation; time ratio and mis-attribution over the correlation, "
            + "for four ratios of standard deviations. Circles are linear networks, crosses ReLU networks; dashed lines are theory at the "
            + "finite learning rate, dotted ones equation (9). At equal deviations no modality is the first, and nothing is mis-attributed "
            + "to one.",
            [
                SimulationPanels.WeightsAndLoss(positive, "$ρ$ = 0.5", until, SimulationPanels.LearningTimes(positive)),
                SimulationPanels.WeightsAndLoss(negative, "$ρ$ = −0.5", until, SimulationPanels.LearningTimes(negative)),
                TimeRatios(linear, relu, configs[2].Train.LearningRate), MisAttributions(linear, relu),
            ])
        {
            Columns = 2,
            PanelHeight = 190,
            PanelWidth = 260,
            Note = context.Note(
                "five correlations, two seeds", always: "Circles: linear; crosses: ReLU; dashed: theory at η = 0.04; dotted: (9)."),
        };
        return new PaperFindings(figure, Claims(linear, relu)) { Tables = [Tabulate(linear, relu)] };
    }

    private static IReadOnlyList<PaperClaim> Claims(RunResult linear, RunResult relu)
    {
        // At equal deviations no modality is the first one, and (9) says 1.
        double[] ratios = [.. linear.Values(SigmaA).Where(sigma => sigma > 1).Order()];
        RunPoint[] separated = [.. ratios.SelectMany(sigma => linear.At(SigmaA, sigma))];
        double withRho = ratios.Min(sigma => SmallestGrowthWithCorrelation(linear.At(SigmaA, sigma)));
        double withSigma = linear.Values(Rho).Min(rho => SmallestGrowth(linear.At(Rho, rho).OrderBy(point => point.Number(SigmaA))));
        double signed = WorstDifference(separated, "lateFusionSigned");
        double finite = WorstDifference(separated, "finiteLearningRate");
        double misAttribution = separated.Max(point =>
            Math.Abs(point.MisAttribution!.Mean!.Value - (point.Number(Rho) / point.Number(SigmaA))));
        double crosses = separated.Max(point => Math.Abs((Same(relu, point).Ratio() / point.Ratio()) - 1));
        double halfRate = WorstDifference(separated.Select(point => Same(relu, point)), "finiteLearningRate");
        return
        [
            PaperClaim.Check("The time ratio grows with $|ρ|$.", withRho > 1, withRho,
                $"smallest factor from one $|ρ|$ to the next {withRho:F3}"),
            PaperClaim.Check("The time ratio grows with $σ_A/σ_B$.", withSigma > 1, withSigma,
                $"smallest factor from one $σ_A/σ_B$ to the next {withSigma:F3}"),
            PaperClaim.Check("Equation (9), with its sign, predicts the ratio (within 10 %).", signed < 0.1, signed,
                $"largest difference {100 * signed:F0} %: (9) is gradient flow, and at $η$ = 0.04 the fast modality gains less a step "
                + "than the flow says"),
            PaperClaim.Check("At that finite learning rate theory predicts the ratio (within 3 %).", finite < 0.03, finite,
                $"largest difference {100 * finite:F1} %"),
            PaperClaim.Check("Mis-attribution is $ρσ_B/σ_A$.", misAttribution < 0.01, misAttribution,
                $"largest difference {misAttribution:G2}"),
            PaperClaim.Check("ReLU networks have the time ratios of linear ones (within 10 %).", crosses < 0.1, crosses,
                $"largest difference {100 * crosses:F1} %"),
            PaperClaim.Check("What is left is that they learn at half the rate: theory at $η$ = 0.02 predicts the crosses (within 5 %).",
                halfRate < 0.05, halfRate, $"largest difference {100 * halfRate:F1} %"),
        ];
    }

    /// <summary>The point of another sweep at the same correlation and deviation.</summary>
    private static RunPoint Same(RunResult report, RunPoint point) =>
        report.At(SigmaA, point.Number(SigmaA)).Single(other => other.Number(Rho) == point.Number(Rho));

    /// <summary>Panel c: the time ratio; dashed the theory at the finite learning rate, dotted equation (9).</summary>
    private static PlotPanel TimeRatios(RunResult linear, RunResult relu, double learningRate) => new(
        RhoAxis, RatioAxis,
        [.. linear.Values(SigmaA).SelectMany((sigma, i) => (IEnumerable<Series>)
        [
            Theory(rho => Formulas.FiniteLearningRateRatio(Rates(rho, sigma), learningRate), i, Dash.Dashed),
            Theory(rho => Formulas.LateFusionSignedRatio(Rates(rho, sigma)), i, Dash.Dotted),
            DrawRatios(relu.At(SigmaA, sigma), Rho, Style(i, Marker.Cross)),
            DrawRatios(linear.At(SigmaA, sigma), Rho, Style(i, Marker.Circle), SigmaLabel(sigma)),
        ])])
    { Title = "Time ratio" };

    /// <summary>Panel d: the mis-attribution; ReLU weights are twice the slope, so theirs is halved.</summary>
    private static PlotPanel MisAttributions(RunResult linear, RunResult relu) => new(
        RhoAxis, new Axis("mis-attribution"),
        [.. linear.Values(SigmaA).Where(sigma => sigma > 1).SelectMany((sigma, i) => (IEnumerable<Series>)
        [
            Theory(rho => Formulas.ScalarMisAttribution(rho, sigma, 1), i, Dash.Dashed),
            Draw(relu.At(SigmaA, sigma), Rho, point => Measured(point) / RelatedNetworks.ReluWeightFactor, Style(i, Marker.Cross), null),
            Draw(linear.At(SigmaA, sigma), Rho, Measured, Style(i, Marker.Circle), SigmaLabel(sigma)),
        ])])
    { Title = "Mis-attribution" };

    private static GrowthRates Rates(double rho, double sigma) => GrowthRates.FromTask(TaskStatistics.FromGaussian(rho, sigma, 1));

    private static double Measured(RunPoint point) => point.MisAttribution?.Mean ?? double.NaN;

    private static SeriesStyle Style(int index, Marker marker) => SeriesStyle.Pick(index) with { Marker = marker };

    private static Line Theory(Func<double, double> value, int index, Dash dash) =>
        new(s_dense, [.. s_dense.Select(value)]) { Ink = SeriesStyle.Pick(index).Ink, Dash = dash };

    private static ReportTable Tabulate(RunResult linear, RunResult relu) => new(
        ["$σ_A/σ_B$", "$ρ$", "linear", "ReLU", "(9)", "(9) signed", "finite $η$", "mis-attribution"],
        [.. linear.Points.Select(point => (IReadOnlyList<ReportCell>)
        [
            ReportCell.Number(point.Number(SigmaA)), ReportCell.Number(point.Number(Rho)),
            ReportCell.MeanStd(point.TimeRatio?.Mean, point.TimeRatio?.Std),
            ReportCell.MeanStd(Same(relu, point).TimeRatio?.Mean, Same(relu, point).TimeRatio?.Std),
            ReportCell.Number(point.Predicted["lateFusion"]), ReportCell.Number(point.Predicted["lateFusionSigned"]),
            ReportCell.Number(point.Predicted["finiteLearningRate"]), ReportCell.Number(point.MisAttribution?.Mean),
        ])],
        "Time ratios, simulated (mean ± s.d. over seeds) and predicted.");
}
