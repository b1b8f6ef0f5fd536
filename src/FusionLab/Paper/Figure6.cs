using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Runs;
using static FusionLab.Paper.SweepPoints;

namespace FusionLab.Paper;

/// <summary>Figure 6: four-layer networks fused at every depth.</summary>
internal sealed class Figure6() : PaperItem(
    "fig6",
    "Deep networks: fusion depth, correlation, variance and initialization",
    "The deeper the fusion, the longer the unimodal phase. For intermediate fusion a smaller initialization shortens it; late fusion "
    + "does not depend on it.")
{
    private const string FusionDepth = "network.fusionDepth";
    private const string InitialScale = "network.init.scale";

    public override IReadOnlyList<ExperimentConfig> LoadConfigs(PaperContext context) =>
    [
        context.Load("depth_single"),
        context.Load("rho_sweep", context.InFullOrQuick([], [$"sweep.{Rho}=[-0.9,-0.45,0,0.45,0.9]", "seeds=1..2"])),
        context.Load("ratio_sweep", context.InFullOrQuick([], [$"sweep.{SigmaA}=[1.2,2,2.8]", "seeds=1..2"])),
        context.Load("init_sweep", context.InFullOrQuick([], [$"sweep.{InitialScale}=[0.06,0.1,0.18]", "seeds=1..2"])),
    ];

    public override PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        var single = context.Simulate(configs[0]);
        RunResult overRho = context.Simulate(configs[1]), overSigma = context.Simulate(configs[2]);
        var overScale = context.Simulate(configs[3]);
        int depth = configs[0].Network.Depth;
        var figure = new Figure(
            Title,
            "Loss over epochs of four-layer networks fused at layers 1 to 4; time ratio over correlation, ratio of standard deviations, "
            + "and initial norm. Markers are simulations, dashed lines in b to d the theory at that initial norm. The ratio grows with "
            + "the fusion layer everywhere.",
            [
                Losses(single),
                Ratios(overRho, Rho, "correlation $ρ$", rho => (TaskStatistics.FromGaussian(rho, 2, 1), 0.1), depth),
                Ratios(overSigma, SigmaA, "$σ_A/σ_B$", sigma => (TaskStatistics.FromGaussian(0, sigma, 1), 0.1), depth),
                Ratios(overScale, InitialScale, "initial norm $u_0$", scale => (TaskStatistics.FromGaussian(0, 2, 1), scale), depth),
            ])
        {
            Columns = 2,
            PanelWidth = 260,
            PanelHeight = 180,
            Note = context.Note("two seeds, fewer points", always: "Markers: simulation, mean ± s.d.; dashed in b to d: theory."),
        };
        return new PaperFindings(figure, Claims(overRho, overSigma, overScale));
    }

    private static IReadOnlyList<PaperClaim> Claims(RunResult overRho, RunResult overSigma, RunResult overScale)
    {
        (RunResult Report, string Path)[] sweeps = [(overRho, Rho), (overSigma, SigmaA), (overScale, InitialScale)];
        double withFusion = sweeps.Min(sweep => sweep.Report.Values(sweep.Path).Min(value =>
            SmallestGrowth(sweep.Report.At(sweep.Path, value))));
        double early = sweeps.Max(sweep => sweep.Report.At(FusionDepth, 1).Max(point => point.Ratio()));
        double withRho = new[] { 3.0, 4 }.Min(fusion => SmallestGrowthWithCorrelation(overRho.At(FusionDepth, fusion)));
        double withSigma = Growth(overSigma, 2, 3, 4), withScale = Growth(overScale, 2, 3);
        double[] late = [.. overScale.At(FusionDepth, 4).Select(point => point.Ratio())];
        double change = (late.Max() / late.Min()) - 1;
        RunPoint[] fused = [.. sweeps.SelectMany(sweep => sweep.Report.Points).Where(point => point.Number(FusionDepth) > 1)];
        double printed = LogCorrelation(fused, "deepFiniteStart");
        double expected = LogCorrelation(fused, "expectedStart");
        double worst = WorstDifference(fused, "deepFiniteStart");
        return
        [
            PaperClaim.Check("The time ratio grows with the fusion layer $L_f$, at every point.", withFusion > 1, withFusion,
                $"smallest factor from one $L_f$ to the next {withFusion:F3}"),
            PaperClaim.Check("Early fusion has no unimodal phase.", early < 1.1, early, $"largest ratio {early:F3}"),
            PaperClaim.Check("The ratio grows with $|ρ|$ ($L_f$ = 3, 4).", withRho > 1, withRho, $"smallest factor {withRho:F3}"),
            PaperClaim.Check("The ratio grows with $σ_A/σ_B$ ($L_f$ = 2, 3, 4).", withSigma > 1, withSigma,
                $"smallest factor {withSigma:F3}"),
            PaperClaim.Check("For intermediate fusion it grows with the initial norm $u_0$.", withScale > 1, withScale,
                $"smallest factor {withScale:F3}"),
            PaperClaim.Check("For late fusion it hardly depends on $u_0$ (within 15 %).", change < 0.15, change,
                $"it changes by {100 * change:F1} %"),
            PaperClaim.Check("Theory follows the circles (within 25 %).", worst < 0.25, worst,
                $"largest difference {100 * worst:F0} %, correlation of the logarithms {printed:F3}; random layers are not aligned at the "
                + "start, so the norm overstates what grows"),
            PaperClaim.Check("Our prediction, which starts from the expected alignment, follows them more closely.",
                expected > printed, expected, $"correlation of the logarithms {expected:F3}"),
        ];
    }

    /// <summary>The smallest growth of the time ratio along a sweep, over some fusion layers.</summary>
    private static double Growth(RunResult report, params IEnumerable<double> fusionDepths) =>
        fusionDepths.Min(fusion => SmallestGrowth(report.At(FusionDepth, fusion)));

    private static PlotPanel Losses(RunResult single) => new(
        SimulationPanels.Epoch(1.15 * single.Replicas.Max(row => row.Simulation!.Run.Stages.LearnedAt.Max())),
        new Axis("loss") { Min = 0 },
        [.. single.Replicas.Select((row, i) =>
            SeriesStyle.Pick(i).Apply(SimulationPanels.LossLine(row.Simulation!)) with { Label = Label(row.Values[FusionDepth].GetDouble()) })])
    { Title = "Loss" };

    private static PlotPanel Ratios(
        RunResult report, string path, string label, Func<double, (TaskStatistics Task, double Scale)> start, int depth)
    {
        double[] fusionDepths = report.Values(FusionDepth), values = report.Values(path);
        double[] dense = [.. Enumerable.Range(0, 61).Select(i => values.Min() + (i / 60.0 * (values.Max() - values.Min())))];
        return new PlotPanel(new Axis(label), RatioAxis,
        [
            .. fusionDepths.Select((fusion, i) => new Line(dense, [.. dense.Select(value => Theory(start(value), (int)fusion))])
            {
                Ink = SeriesStyle.Pick(i).Ink, Dash = Dash.Dashed,
            }),
            .. fusionDepths.Select((fusion, i) => DrawRatios(report.At(FusionDepth, fusion), path, SeriesStyle.Pick(i), Label(fusion))),
        ])
        { Title = $"Time ratio over {label}" };

        double Theory((TaskStatistics Task, double Scale) at, int fusion) => fusion == 1
            ? 1
            : Formulas.DeepFusionFiniteStart(GrowthRates.FromTask(at.Task), depth, fusion, at.Scale, timeConstant: 1).Ratio;
    }

    private static string Label(double fusionDepth) => $"$L_f$ = {fusionDepth}";
}
