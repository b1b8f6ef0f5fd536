using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>Figure 11: two-layer ReLU networks of early and late fusion on the linear task.</summary>
internal sealed class Figure11() : PaperItem(
    "fig11",
    "ReLU networks on a linear task",
    "On a linear task ReLU networks do what linear ones do, about twice as slowly, and their total weights become twice as large.")
{
    private static readonly string[] s_relu = ["network.kind=mlp", "network.bias=false", "network.activation=relu"];

    public override IReadOnlyList<ExperimentConfig> LoadConfigs(PaperContext context) =>
    [
        context.Load("minimal_early"),
        context.Load("minimal_early", [
            .. s_relu, "train.epochs=700", .. context.InFullOrQuick(["data.samples=8192"], ["data.samples=2048", "threads=1"]),
            .. context.TrainingAssignments,
        ]),
        context.Load("minimal_late"),
        context.Load("minimal_late", [.. s_relu, "train.epochs=2000"]),
    ];

    public override PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        LinearResult early = context.SimulateOne(configs[0]);
        LinearResult late = context.SimulateOne(configs[2]), lateRelu = context.SimulateOne(configs[3]);
        var earlyRelu = ToyTraining.Run(configs[1], keepEvery: 1, context.Cancellation)[0];
        double until = 1.15 * lateRelu.Run.Stages.LearnedAt.Max()!.Value;
        Curves[] curves =
        [
            Curves.FromSimulation(early, until), Curves.FromTraining(earlyRelu, early.Statistics, until),
            Curves.FromSimulation(late, until), Curves.FromSimulation(lateRelu, until),
        ];
        var figure = new Figure(
            Title,
            "Loss and total weights over epochs of linear and ReLU networks, early fusion above, late fusion below. "
            + $"Early fusion learns A at epoch {curves[0].LearnedAt[0]:F0} and B at {curves[0].LearnedAt[1]:F0}, with ReLU at "
            + $"{curves[1].LearnedAt[0]:F0} and {curves[1].LearnedAt[1]:F0}; late fusion at {curves[2].LearnedAt[0]:F0} and "
            + $"{curves[2].LearnedAt[1]:F0}, with ReLU at {curves[3].LearnedAt[0]:F0} and {curves[3].LearnedAt[1]:F0}. "
            + "ReLU networks end with twice the weights.",
            [.. Row("Early fusion", curves[0], curves[1], until), .. Row("Late fusion", curves[2], curves[3], until)])
        {
            Columns = 3,
            PanelWidth = 210,
            PanelHeight = 150,
            ShareX = true,
            Note = context.Note("the early-fusion ReLU network learns from 2048 samples instead of 8192"),
        };
        return new PaperFindings(
            figure,
            [.. Claims("Early fusion", curves[0], curves[1]), .. Claims("Late fusion", curves[2], curves[3])]);
    }

    private static PlotPanel[] Row(string fusion, Curves linear, Curves relu, double until) =>
    [
        new PlotPanel(SimulationPanels.Epoch(until), new Axis("loss") { Min = 0 },
        [
            linear.Loss with { Ink = Ink.Muted, Dash = Dash.Dashed, Label = "linear" },
            relu.Loss with { Label = "ReLU" },
        ]) { Title = $"{fusion}: loss" },
        Weights("Total weights, linear", linear, until),
        Weights("Total weights, ReLU", relu, until),
    ];

    private static PlotPanel Weights(string title, Curves curves, double until) =>
        new(SimulationPanels.Epoch(until), new Axis("total weight") { Max = 2.2 }, [.. curves.Weights]) { Title = title };

    private static IEnumerable<PaperClaim> Claims(string fusion, Curves linear, Curves relu)
    {
        string[] names = ["A", "B"];
        return
        [
            .. names.Select((name, m) => PaperClaim.Compare(
                $"{fusion}: {name} is learned about twice as late as in the linear network.",
                RelatedNetworks.ReluTimeFactor, relu.LearnedAt[m] / linear.LearnedAt[m], 0.1)),
            .. names.Select((name, m) => PaperClaim.Compare(
                $"{fusion}: the total weight of {name} becomes twice as large.",
                RelatedNetworks.ReluWeightFactor, relu.Weights[m].Y[^1] / linear.Weights[m].Y[^1], 0.02)),
        ];
    }

    /// <summary>How one network learned, whether it was simulated or trained on samples.</summary>
    /// <param name="Loss">The training loss over the epochs.</param>
    /// <param name="Weights">The total weights of the modalities over the epochs; of ReLU networks twice the slope.</param>
    /// <param name="LearnedAt">When each modality was learned, in epochs; null where it was not.</param>
    private sealed record Curves(Line Loss, IReadOnlyList<Line> Weights, IReadOnlyList<double?> LearnedAt)
    {
        public static Curves FromSimulation(LinearResult result, double until) => new(
            SimulationPanels.LossLine(result, until), [.. SimulationPanels.WeightLines(result, until)], result.Run.Stages.LearnedAt);

        /// <summary>
        /// An early-fusion network that was trained on samples until nothing changes any more, so that its lines go on to the end
        /// of the panel; each modality is learned when its weight is half its final one.
        /// </summary>
        public static Curves FromTraining(ToyRun run, TaskStatistics task, double until)
        {
            double[] epochs = [.. run.Units.Select(units => (double)units.Step)];
            double[][] totals = [.. run.Units.Select(units => units.TotalWeights())];
            double[][] weights = [.. task.Modalities.Select((_, m) => totals.Select(total => total[m]).ToArray())];
            return new Curves(
                SimulationPanels.Line([.. run.History.Select(row => row.Epoch)], [.. run.History.Select(row => row.Loss)], until),
                [.. weights.Select((w, m) => SimulationPanels.Line(epochs, w, until).AsWeight(task.Modalities[m].Name, m))],
                [.. weights.Select(w => HalfOfFinal(run.Units, w))]);
        }

        private static double? HalfOfFinal(IReadOnlyList<HiddenUnits> units, double[] weights)
        {
            var crossing = Crossing.HalfOf(weights[^1], scale: 1);
            for (int i = 0; i < units.Count; i++)
            {
                crossing?.Observe(units[i].Step, weights[i]);
            }

            return crossing?.At;
        }
    }
}
