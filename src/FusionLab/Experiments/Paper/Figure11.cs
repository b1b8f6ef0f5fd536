using FusionLab.Experiments.Configuration;
using FusionLab.Experiments.Linear;
using FusionLab.Reporting.Figures;
using FusionLab.Theory;

namespace FusionLab.Experiments.Paper;

/// <summary>Figure 11: two-layer ReLU networks on the linear task, here those of late fusion.</summary>
internal sealed class Figure11 : IPaperItem
{
    public string Name => "fig11";

    public string Title => "ReLU networks on a linear task (late fusion)";

    public string Statement => "On a linear task ReLU networks do what linear ones do, about twice as slowly, and their total weights become twice as large.";

    public IReadOnlyList<ExperimentConfig> Configs(PaperContext context) =>
    [
        context.Load("minimal_late"),
        context.Load("minimal_late", "network.kind=mlp", "network.bias=false", "network.activation=relu", "train.epochs=2000"),
    ];

    public PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        LinearResult linear = context.SimulateOne(configs[0]), relu = context.SimulateOne(configs[1]);
        double until = 1.15 * relu.Run.Stages.LearnedAt.Max()!.Value;
        var figure = new Figure(
            Title,
            $"Loss and total weights over epochs of a linear and a ReLU network with late fusion. The linear one learns A at epoch {linear.Run.Stages.LearnedAt[0]:F0} and B at {linear.Run.Stages.LearnedAt[1]:F0}; "
            + $"the ReLU one at {relu.Run.Stages.LearnedAt[0]:F0} and {relu.Run.Stages.LearnedAt[1]:F0}, with twice the weights.",
            [
                LearningCurves.Loss(relu, "Loss", until) with
                {
                    Series =
                    [
                        LearningCurves.LossLine(linear, "linear", new SeriesStyle(Ink.Muted, Dash.Dashed, Marker.None), until),
                        LearningCurves.LossLine(relu, "ReLU", until: until),
                    ],
                },
                LearningCurves.Weights(linear, "Total weights, linear", until),
                LearningCurves.Weights(relu, "Total weights, ReLU", until),
            ])
        { PanelWidth = 210, PanelHeight = 160, ShareX = true };
        double?[] slower = [.. relu.Run.Stages.LearnedAt.Zip(linear.Run.Stages.LearnedAt, (r, l) => r / l)];
        return new PaperFindings([figure],
        [
            PaperClaim.Compare("A is learned about twice as late as in the linear network.", RelatedNetworks.ReluTimeFactor, slower[0], 0.1),
            PaperClaim.Compare("So is B.", RelatedNetworks.ReluTimeFactor, slower[1], 0.1),
            PaperClaim.Compare("The total weight of A becomes twice as large.", RelatedNetworks.ReluWeightFactor, Weight(relu, 0) / Weight(linear, 0), 0.02),
            PaperClaim.Compare("So does that of B.", RelatedNetworks.ReluWeightFactor, Weight(relu, 1) / Weight(linear, 1), 0.02),
        ]);
    }

    private static double Weight(LinearResult result, int modality) => result.Run.Trajectory[^1].TotalWeights[modality];
}
