using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>Figure 4: the modality learned first is the faster one, which need not be the more useful one.</summary>
internal sealed class Figure4() : PaperItem(
    "fig4",
    "Superficial modality preference",
    "Late fusion prioritizes the modality that is faster to learn, not the one that lowers the loss more; the two disagree in regions "
    + "II and III.")
{
    private const double LowSigma = 1 / 3.0;
    private const double HighSigma = 3;
    private const double LowWeight = 0.1;
    private const double HighWeight = 10;

    public override IReadOnlyList<ExperimentConfig> LoadConfigs(PaperContext context) =>
    [
        context.Load("minimal_late", "data.sigmaA=3", "data.target=[1,4]", "train.epochs=4000"),
        context.Load("minimal_late", "data.sigmaA=4", "data.target=[1,3]", "train.epochs=4000"),
        context.Load("minimal_late", [
            "train.learningRate=0.004", "train.epochs=100000",
            .. context.InFullOrQuick(
                ["sweep.data.sigmaA=[0.45,0.6,0.8,1.25,1.7,2.2]", "sweep.data.target=[[0.15,1],[0.4,1],[0.7,1],[1.4,1],[2.5,1],[6.5,1]]"],
                ["sweep.data.sigmaA=[0.5,0.8,1.25,2]", "sweep.data.target=[[0.4,1],[0.7,1],[1.4,1],[2.5,1]]"])]),
    ];

    public override PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        LinearResult superficial = context.SimulateOne(configs[0]), useful = context.SimulateOne(configs[1]);
        MapPoint[] map = [.. context.Simulate(configs[2]).Replicas.Select(row => new MapPoint(
            row.Values["data.sigmaA"].GetDouble(), row.Values["data.target"][0].GetDouble(), row.Simulation!.Run.Stages.FirstModality))];
        int asPredicted = map.Count(point => point.First == (point.Region is PreferenceRegion.I or PreferenceRegion.III ? 0 : 1));
        int disagreeing = map.Count(point => point.Region is PreferenceRegion.II or PreferenceRegion.III);
        var figure = new Figure(
            Title,
            "Loss over epochs on two tasks with the losses of the two unimodal solutions, and a map of which modality is learned first. "
            + "On the solid line both are equally fast, on the dashed one they contribute equally; in the shaded regions between them the "
            + $"faster modality is the less useful one. {asPredicted} of {map.Length} simulated networks learn first the modality that the "
            + "map says.",
            [Loss(superficial, "$y = x_A + 4x_B$, $σ_A$ = 3"), Loss(useful, "$y = x_A + 3x_B$, $σ_A$ = 4"), RegionMap(map)])
        {
            PanelWidth = 220,
            PanelHeight = 190,
            SharedLegend = true,
            Note = context.Note($"{map.Length} networks on the map instead of 36"),
        };
        return new PaperFindings(figure,
        [
            First("a: A is learned first", superficial),
            Contribution("a: although B lowers the loss more (region III).", superficial, aContributesMore: false),
            First("b: A is learned first", useful),
            Contribution("b: and A lowers the loss more (region I).", useful, aContributesMore: true),
            PaperClaim.Check("c: all over the map, the modality with the larger $‖Σ_{yx}‖$ is learned first.",
                asPredicted == map.Length, asPredicted,
                $"{asPredicted} of {map.Length} networks; {disagreeing} of them are in regions II and III, where the preference is "
                + "superficial"),
        ]);
    }

    private static PaperClaim First(string text, LinearResult result) =>
        PaperClaim.Check($"{text} ($t_B/t_A$ > 1).", result.Run.Stages.FirstModality == 0, result.Run.Stages.TimeRatio ?? double.NaN,
            $"A at epoch {result.Run.Stages.LearnedAt[0]:F0}, B at epoch {result.Run.Stages.LearnedAt[1]:F0}");

    private static PaperClaim Contribution(string text, LinearResult result, bool aContributesMore)
    {
        double atA = result.Statistics.ComputeUnimodalLoss(0), atB = result.Statistics.ComputeUnimodalLoss(1);
        return PaperClaim.Check(text, atA < atB == aContributesMore, atA - atB, $"loss {atA:G3} at $M_A$, {atB:G3} at $M_B$");
    }

    private static PlotPanel Loss(LinearResult result, string title) => SimulationPanels.Loss(
        result, title, 1.2 * result.Run.Stages.LearnedAt.Max(),
        SimulationPanels.Level(result.Statistics.ComputeUnimodalLoss(0), "$M_A$", Ink.Foreground),
        SimulationPanels.Level(result.Statistics.ComputeUnimodalLoss(1), "$M_B$"));

    private static PlotPanel RegionMap(MapPoint[] map)
    {
        // Both boundaries (11) are straight lines in logarithmic axes: w_A/w_B = (σ_A/σ_B)⁻¹ and ⁻².
        double[] corner = [LowSigma, 1, HighSigma];
        double[] contribution = [.. corner.Select(s => 1 / s)], priority = [.. corner.Select(s => 1 / (s * s))];
        return new PlotPanel(
            LogAxis("$σ_A/σ_B$", LowSigma, HighSigma, 0.5, 1, 2),
            LogAxis("$w_A^*/w_B^*$", LowWeight, HighWeight, 0.1, 1, 10),
            [
                new Region([LowSigma, 1, LowSigma], [contribution[0], 1, priority[0]]) { Ink = Ink.Vermillion },
                new Region([HighSigma, 1, HighSigma], [contribution[2], 1, priority[2]]) { Ink = Ink.Vermillion },
                new Line(corner, contribution) { Dash = Dash.Dashed, Label = "equal contribution" },
                new Line(corner, priority) { Label = "equal speed" },
                LearnedFirst(map, 0, "A first"), LearnedFirst(map, 1, "B first"),
                new TextMark(2.2, 4, "I"), new TextMark(0.375, 4.4, "II"), new TextMark(2.66, 0.23, "III"), new TextMark(0.5, 0.25, "IV"),
            ])
        { Title = "Which modality is learned first" };
    }

    private static Axis LogAxis(string label, double min, double max, params double[] ticks) => new(label)
    {
        IsLog = true,
        Min = min,
        Max = max,
        Ticks = ticks,
        TickLabels = [.. ticks.Select(tick => $"{tick}")],
    };

    private static Points LearnedFirst(MapPoint[] map, int modality, string label)
    {
        MapPoint[] points = [.. map.Where(point => point.First == modality)];
        return SeriesStyle.Pick(modality).Apply(
            new Points([.. points.Select(point => point.Sigma)], [.. points.Select(point => point.Weight)]) { Label = label });
    }

    /// <summary>A simulated network on the map.</summary>
    /// <param name="Sigma">σ_A/σ_B.</param>
    /// <param name="Weight">w_A*/w_B*.</param>
    /// <param name="First">The modality that it learned first; null where it learned none.</param>
    private sealed record MapPoint(double Sigma, double Weight, int? First)
    {
        public PreferenceRegion Region => Formulas.FindPreferenceRegion(Sigma, Weight);
    }
}
