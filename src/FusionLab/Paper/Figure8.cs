using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Linear;

namespace FusionLab.Paper;

/// <summary>Figure 8: with collinear modalities the unimodal phase never ends.</summary>
internal sealed class Figure8() : PaperItem(
    "fig8",
    "Collinear modalities",
    "When $x_A$ and $x_B$ are collinear, one of them explains everything, and late fusion never learns the other.")
{
    public override IReadOnlyList<ExperimentConfig> LoadConfigs(PaperContext context) => [context.Load("minimal_late", "data.rho=1")];

    public override PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        var result = context.SimulateOne(configs[0]);
        double ratio = Formulas.LateFusionRatio(GrowthRates.FromTask(result.Statistics));
        double plateau = result.Statistics.SolveUnimodal(0)[0, 0];
        double[] end = result.Run.Trajectory[^1].TotalWeights;
        double loss = result.Run.Trajectory[^1].Loss;
        var saddle = SimulationPanels.Level(plateau, "$M_A$");
        var figure = new Figure(
            Title,
            $"Loss and total weights over epochs. The loss reaches 0 while the weight of B stays at {end[1]:G2} and that of A goes to "
            + $"{end[0]:F2}.",
            [
                SimulationPanels.Loss(result, "Loss", result.Run.Steps),
                SimulationPanels.Weights(result, "Total weights", result.Run.Steps, saddle)
                    with { Y = new Axis("total weight") { Max = 1.2 * plateau } },
            ])
        { PanelWidth = 220, PanelHeight = 160 };
        return new PaperFindings(figure,
        [
            PaperClaim.Check("B is never learned.", Math.Abs(end[1]) < 1e-3, end[1],
                $"its total weight is {end[1]:G2} when training has converged"),
            PaperClaim.Check("Equation (9) says so: $t_B/t_A$ is infinite.", double.IsPositiveInfinity(ratio), ratio,
                $"it gives {(double.IsPositiveInfinity(ratio) ? "infinity" : ratio.ToString("G4"))}"),
            PaperClaim.Compare("A takes over B's share: its weight ends at $Σ_{yxA}Σ_A^{-1}$.", plateau, end[0], 0.01),
            PaperClaim.Check("Nothing is left to learn from B: the loss goes to 0.", loss < 1e-6, loss, $"final loss {loss:G2}"),
        ]);
    }
}
