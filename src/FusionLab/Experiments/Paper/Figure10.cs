using FusionLab.Experiments.Configuration;
using FusionLab.Experiments.Linear;
using FusionLab.Reporting.Figures;
using FusionLab.Simulation;

namespace FusionLab.Experiments.Paper;

/// <summary>Figure 10: the first-layer weights of early and late fusion while they learn.</summary>
internal sealed class Figure10 : IPaperItem
{
    public string Name => "fig10";

    public string Title => "First-layer weights during learning";

    public string Statement => "The first layer of early fusion is rank-one: all units align to one direction. In late fusion the weights of A grow in the first transition while those of B stay small, and grow in the second.";

    public IReadOnlyList<ExperimentConfig> Configs(PaperContext context) => [context.Load("minimal_early"), context.Load("minimal_late")];

    public PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        // The times of interest are known only after a first run; both runs are the same.
        var (early, earlyWeights) = Watch(context, configs[0], stages => stages.LearnedAt[0]!.Value);
        var (_, lateWeights) = Watch(context, configs[1], stages => stages.LearnedAt.Average()!.Value);
        var figure = new Figure(
            Title,
            "The first-layer weights of every hidden unit at the start, during training and at the end. Early fusion: all units come to lie on one line. Late fusion: units of branch A on the horizontal axis, of branch B on the vertical one.",
            [.. earlyWeights.Select(snapshot => Early(snapshot)), .. lateWeights.Select(snapshot => Late(snapshot))])
        { Columns = 3, PanelWidth = 170, PanelHeight = 150, SharedLegend = true };
        double spread = Spread(earlyWeights[2]);
        double during = Norm(lateWeights[1], 1) / Norm(lateWeights[1], 0), end = Norm(lateWeights[2], 1) / Norm(lateWeights[2], 0);
        return new PaperFindings([figure],
        [
            PaperClaim.Check("The first layer of early fusion is rank-one.", spread < 0.01, spread, $"second singular value {spread:G2} of the first, from epoch {early.Run.Stages.LearnedAt[0]:F0} on at most {Math.Max(spread, Spread(earlyWeights[1])):G2}"),
            PaperClaim.Check("During late fusion's unimodal phase the weights of B are still small.", during < 0.01, during, $"{during:G2} of those of A at epoch {lateWeights[1].Step}"),
            PaperClaim.Check("They grow in the second transition.", end > 0.1, end, $"{end:G2} of those of A at the end"),
        ]);
    }

    private static (LinearResult Result, IReadOnlyList<WeightSnapshot> Weights) Watch(PaperContext context, ExperimentConfig config, Func<LearningStages, double> middle)
    {
        var result = context.SimulateOne(config);
        long[] steps = [0, (long)middle(result.Run.Stages), result.Run.Steps];
        return (result, context.SimulateOne(config, steps).Run.Snapshots);
    }

    private static PlotPanel Early(WeightSnapshot snapshot) => Panel(
        snapshot, "Early", new Points(First(snapshot, 0), First(snapshot, 1)) { Label = "shared units", Ink = Ink.Foreground });

    private static PlotPanel Late(WeightSnapshot snapshot)
    {
        double[] a = First(snapshot, 0), b = First(snapshot, 1);
        return Panel(
            snapshot, "Late",
            new Points(a, new double[a.Length]) { Marker = SeriesStyle.Of(0).Marker, Ink = SeriesStyle.Of(0).Ink, Label = "units of A" },
            new Points(new double[b.Length], b) { Marker = SeriesStyle.Of(1).Marker, Ink = SeriesStyle.Of(1).Ink, Label = "units of B" });
    }

    private static PlotPanel Panel(WeightSnapshot snapshot, string fusion, params IReadOnlyList<Series> units)
    {
        // Equal scales on both axes, so that directions are true.
        double reach = 1.15 * First(snapshot, 0).Concat(First(snapshot, 1)).Max(Math.Abs);
        string scale = reach < 1e-3 ? " ($10^{-9}$)" : "";
        return new PlotPanel(Axis("A"), Axis("B"), [.. units.OfType<Points>().Select(points => Scaled(points, reach))]) { Title = $"{fusion}, epoch {snapshot.Step}" };

        Axis Axis(string modality) => new($"$W_{modality}^1${scale}") { Min = Unit(reach, -reach), Max = Unit(reach, reach) };
    }

    private static Points Scaled(Points points, double reach) => points with { X = [.. points.X.Select(x => Unit(reach, x))], Y = [.. points.Y.Select(y => Unit(reach, y))] };

    // Initial weights are shown in units of 1e-9: their ticks would be unreadable otherwise.
    private static double Unit(double reach, double value) => reach < 1e-3 ? 1e9 * value : value;

    /// <summary>One modality's weights into the hidden units of the first layer.</summary>
    private static double[] First(WeightSnapshot snapshot, int modality)
    {
        var layers = snapshot.Weights.Graph.Layers;
        return snapshot.Weights.Values[Enumerable.Range(0, layers.Count).Single(l => layers[l].Lower == modality)];
    }

    private static double Norm(WeightSnapshot snapshot, int modality) => Math.Sqrt(First(snapshot, modality).Sum(w => w * w));

    /// <summary>The second singular value of the first layer as a share of the first.</summary>
    private static double Spread(WeightSnapshot snapshot)
    {
        var values = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfColumnArrays(First(snapshot, 0), First(snapshot, 1)).Svd(computeVectors: false).S;
        return values[1] / values[0];
    }
}
