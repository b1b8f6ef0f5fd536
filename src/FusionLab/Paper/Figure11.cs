using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>Figure 11: two-layer ReLU networks of early and late fusion on the linear task.</summary>
internal sealed class Figure11 : IPaperItem
{
    private static readonly string[] Relu = ["network.kind=mlp", "network.bias=false", "network.activation=relu"];

    public string Name => "fig11";

    public string Title => "ReLU networks on a linear task";

    public string Statement =>
        "On a linear task ReLU networks do what linear ones do, about twice as slowly, and their total weights become twice as large.";

    public IReadOnlyList<ExperimentConfig> Configs(PaperContext context) =>
    [
        context.Load("minimal_early"),
        context.Load("minimal_early", [
            .. Relu, "train.epochs=700", .. context.InFullOrQuick(["data.samples=8192"], ["data.samples=2048", "threads=1"]),
            .. context.TrainingAssignments,
        ]),
        context.Load("minimal_late"),
        context.Load("minimal_late", [.. Relu, "train.epochs=2000"]),
    ];

    public PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        LinearResult early = context.SimulateOne(configs[0]);
        LinearResult late = context.SimulateOne(configs[2]), lateRelu = context.SimulateOne(configs[3]);
        var earlyRelu = ToyTraining.Run(configs[1], keepEvery: 1, context.Cancellation)[0];
        double until = 1.15 * lateRelu.Run.Stages.LearnedAt.Max()!.Value;
        TaskCourse[] courses =
        [
            TaskCourse.Of(early, until), TaskCourse.Of(earlyRelu, early.Statistics, until),
            TaskCourse.Of(late, until), TaskCourse.Of(lateRelu, until),
        ];
        var figure = new Figure(
            Title,
            "Loss and total weights over epochs of linear and ReLU networks, early fusion above, late fusion below. "
            + $"Early fusion learns A at epoch {courses[0].LearnedAt[0]:F0} and B at {courses[0].LearnedAt[1]:F0}, with ReLU at "
            + $"{courses[1].LearnedAt[0]:F0} and {courses[1].LearnedAt[1]:F0}; late fusion at {courses[2].LearnedAt[0]:F0} and "
            + $"{courses[2].LearnedAt[1]:F0}, with ReLU at {courses[3].LearnedAt[0]:F0} and {courses[3].LearnedAt[1]:F0}. "
            + "ReLU networks end with twice the weights.",
            [.. Row("Early fusion", courses[0], courses[1], until), .. Row("Late fusion", courses[2], courses[3], until)])
        {
            Columns = 3,
            PanelWidth = 210,
            PanelHeight = 150,
            ShareX = true,
            Note = context.ReducedNote("the early-fusion ReLU network learns from 2048 samples instead of 8192"),
        };
        return new PaperFindings(
            [figure],
            [.. Claims("Early fusion", courses[0], courses[1]), .. Claims("Late fusion", courses[2], courses[3])]);
    }

    private static PlotPanel[] Row(string fusion, TaskCourse linear, TaskCourse relu, double until) =>
    [
        new PlotPanel(new Axis("epoch") { Min = 0, Max = until }, new Axis("loss") { Min = 0 },
        [
            linear.Loss with { Ink = Ink.Muted, Dash = Dash.Dashed, Label = "linear" },
            relu.Loss with { Label = "ReLU" },
        ]) { Title = $"{fusion}: loss" },
        Weights("Total weights, linear", linear, until),
        Weights("Total weights, ReLU", relu, until),
    ];

    private static PlotPanel Weights(string title, TaskCourse course, double until) =>
        new(new Axis("epoch") { Min = 0, Max = until }, new Axis("total weight") { Max = 2.2 }, [.. course.Weights]) { Title = title };

    private static IEnumerable<PaperClaim> Claims(string fusion, TaskCourse linear, TaskCourse relu)
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
}
