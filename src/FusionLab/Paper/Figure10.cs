using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Runs;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Paper;

/// <summary>Figure 10: the first-layer weights of early and late fusion while they learn.</summary>
internal sealed class Figure10 : IPaperItem
{
    private const int FrameCount = 80;
    private const string SharedUnits = "shared units";

    // Initial weights are shown in units of 1e-9: their ticks would be unreadable otherwise.
    private const double Small = 1e-9;

    public string Name => "fig10";

    public string Title => "First-layer weights during learning";

    public string Statement =>
        "The first layer of early fusion is rank-one: all units align to one direction, first that of $Σ_{yx}$, at last that of "
        + "$Σ_{yx}Σ^{-1}$. In late fusion the weights of A grow in the first transition while those of B stay small, and grow in the "
        + "second.";

    public IReadOnlyList<ExperimentConfig> Configs(PaperContext context) => [context.Load("minimal_early"), context.Load("minimal_late")];

    public PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        // The times of interest are known only after a first run; both runs are the same.
        LinearResult early = context.SimulateOne(configs[0]), late = context.SimulateOne(configs[1]);
        double earlyRise = early.Run.Stages.LearnedAt[0]!.Value, latePlateau = late.Run.Stages.LearnedAt.Average()!.Value;
        var earlyWeights = Watch(context, configs[0], [0, (long)earlyRise, early.Run.Steps]);
        var lateWeights = Watch(context, configs[1], [0, (long)latePlateau, late.Run.Steps]);
        var figure = new Figure(
            Title,
            "The first-layer weights of every hidden unit at the start, during training and at the end. Early fusion: all units come "
            + "to lie on one line. Late fusion: units of branch A on the horizontal axis, of branch B on the vertical one.",
            [
                .. earlyWeights.Select(snapshot => Early(snapshot, early.Statistics)),
                .. lateWeights.Select(Late),
            ])
        { Columns = 3, PanelWidth = 165, PanelHeight = 165, SharedLegend = true };
        return new PaperFindings(PaperFigure.Draw(figure), Claims(early, earlyWeights, lateWeights))
        {
            Film = PaperFigure.DrawFilm(Move(context, configs, early, late)),
        };
    }

    private Figure Move(PaperContext context, IReadOnlyList<ExperimentConfig> configs, LinearResult early, LinearResult late)
    {
        double until = late.Run.Steps;
        double[] times = Film.Times(until, FrameCount);
        return new Figure(
            "First-layer weights in motion",
            "Every dot is a hidden unit, on the clock of the loss beside it. Early fusion: the line of units grows along the direction "
            + "of the input-output correlation and turns to that of the solution. Late fusion: the units of A spread, then, after the "
            + "unimodal phase, those of B.",
            [
                Film.MoveOverTime(SimulationPanels.Loss(early, "Early fusion: loss", until), times),
                MoveEarly(Frames(configs[0], early), times, early.Statistics),
                Film.MoveOverTime(SimulationPanels.Loss(late, "Late fusion: loss", until), times),
                MoveLate(Frames(configs[1], late), times),
            ])
        { Columns = 2, PanelWidth = 190, PanelHeight = 190, SharedLegend = true };

        // A run that has converged stays where it is.
        WeightSnapshot[] Frames(ExperimentConfig config, LinearResult result)
        {
            long[] steps = [.. times.Select(time => Math.Min((long)time, result.Run.Steps))];
            var kept = Watch(context, config, [.. steps.Distinct()]).ToDictionary(snapshot => snapshot.Step);
            return [.. steps.Select(step => kept[step])];
        }
    }

    private static IReadOnlyList<WeightSnapshot> Watch(PaperContext context, ExperimentConfig config, IReadOnlyList<long> steps) =>
        context.SimulateOne(config, steps).Run.Snapshots;

    private static IReadOnlyList<PaperClaim> Claims(
        LinearResult early, IReadOnlyList<WeightSnapshot> earlyWeights, IReadOnlyList<WeightSnapshot> lateWeights)
    {
        double spread = Spread(earlyWeights[2]);
        double during = Norm(lateWeights[1], 1) / Norm(lateWeights[1], 0), end = Norm(lateWeights[2], 1) / Norm(lateWeights[2], 0);
        return
        [
            PaperClaim.Check("The first layer of early fusion is rank-one.", spread < 0.01, spread,
                $"second singular value {spread:G2} of the first, from epoch {early.Run.Stages.LearnedAt[0]:F0} on at most "
                + $"{Math.Max(spread, Spread(earlyWeights[1])):G2}"),
            PaperClaim.Check("During late fusion's unimodal phase the weights of B are still small.", during < 0.01, during,
                $"{during:G2} of those of A at epoch {lateWeights[1].Step}"),
            PaperClaim.Check("They grow in the second transition.", end > 0.1, end, $"{end:G2} of those of A at the end"),
        ];
    }

    private static double Norm(WeightSnapshot snapshot, int modality) =>
        Math.Sqrt(Weights(snapshot, modality).Sum(w => w * w));

    /// <summary>The second singular value of the first layer as a share of the first.</summary>
    private static double Spread(WeightSnapshot snapshot)
    {
        var layer = Matrix<double>.Build.DenseOfColumnArrays(Weights(snapshot, 0), Weights(snapshot, 1));
        var values = layer.Svd(computeVectors: false).S;
        return values[1] / values[0];
    }

    /// <summary>One modality's weights into the hidden units of the first layer.</summary>
    private static double[] Weights(WeightSnapshot snapshot, int modality)
    {
        var layers = snapshot.Weights.Graph.Layers;
        return snapshot.Weights.Values[Enumerable.Range(0, layers.Count).Single(l => layers[l].Lower == modality)];
    }

    /// <summary>Units that see both modalities, with the directions that they take up first and at last.</summary>
    private static PlotPanel Early(WeightSnapshot snapshot, TaskStatistics task)
    {
        double reach = Reach([snapshot]);
        double[] a = Scaled(Weights(snapshot, 0), reach), b = Scaled(Weights(snapshot, 1), reach);
        return WithDirections(Panel($"Early, epoch {snapshot.Step}", reach, new Points(a, b) { Label = SharedUnits }), task);
    }

    /// <summary>The units of both branches; each sees one modality.</summary>
    private static PlotPanel Late(WeightSnapshot snapshot)
    {
        double reach = Reach([snapshot]);
        double[] a = Scaled(Weights(snapshot, 0), reach), b = Scaled(Weights(snapshot, 1), reach);
        SeriesStyle first = SeriesStyle.Of(0), second = SeriesStyle.Of(1);
        return Panel(
            $"Late, epoch {snapshot.Step}", reach,
            new Points(a, new double[a.Length]) { Marker = first.Marker, Ink = first.Ink, Label = "units of A" },
            new Points(new double[b.Length], b) { Marker = second.Marker, Ink = second.Ink, Label = "units of B" });
    }

    /// <summary>Units that see both modalities as dots that move.</summary>
    private static PlotPanel MoveEarly(IReadOnlyList<WeightSnapshot> frames, IReadOnlyList<double> times, TaskStatistics task)
    {
        var units = new MovingPoints(times, Weights(frames, 0), Weights(frames, 1)) { Label = SharedUnits };
        return WithDirections(Panel("Early fusion: first layer", Reach(frames), units), task);
    }

    /// <summary>The units of both branches as dots that move.</summary>
    private static PlotPanel MoveLate(IReadOnlyList<WeightSnapshot> frames, IReadOnlyList<double> times)
    {
        double[][] a = Weights(frames, 0), b = Weights(frames, 1);
        return Panel(
            "Late fusion: first layer", Reach(frames),
            new MovingPoints(times, a, Zeros(a)) { Ink = SeriesStyle.Of(0).Ink, Label = "units of A" },
            new MovingPoints(times, Zeros(b), b) { Ink = SeriesStyle.Of(1).Ink, Label = "units of B" });
    }

    private static double[][] Weights(IReadOnlyList<WeightSnapshot> frames, int modality) =>
        [.. frames.Select(frame => Weights(frame, modality))];

    private static double[][] Zeros(double[][] like) => [.. like.Select(row => new double[row.Length])];

    // Equal scales on both axes of square panels, so that directions are true.
    private static PlotPanel Panel(string title, double reach, params IReadOnlyList<Series> units)
    {
        string scale = IsSmall(reach) ? " ($10^{-9}$)" : "";
        return new PlotPanel(Axis("A"), Axis("B"), units) { Title = title };

        Axis Axis(string modality) => new($"$W_{modality}^1${scale}") { Min = Scaled(-reach, reach), Max = Scaled(reach, reach) };
    }

    /// <summary>The directions that early fusion's units take up first and at last, behind the units.</summary>
    private static PlotPanel WithDirections(PlotPanel panel, TaskStatistics task)
    {
        var global = FixedPoints.Global(task);
        double reach = panel.X.Max!.Value;
        return panel with
        {
            Series =
            [
                Direction(task.SigmaYx[0, 0], task.SigmaYx[0, 1], reach, Ink.Green, Dash.Dashed, "direction of $Σ_{yx}$"),
                Direction(global[0, 0], global[0, 1], reach, Ink.Purple, Dash.Dotted, "direction of $Σ_{yx}Σ^{-1}$"),
                .. panel.Series,
            ],
        };
    }

    private static Line Direction(double a, double b, double reach, Ink ink, Dash dash, string label)
    {
        double scale = 2 * reach / Math.Sqrt((a * a) + (b * b));
        return new Line([-scale * a, scale * a], [-scale * b, scale * b]) { Ink = ink, Dash = dash, Label = label };
    }

    private static double Reach(IEnumerable<WeightSnapshot> snapshots) =>
        1.15 * snapshots.Max(snapshot => Weights(snapshot, 0).Concat(Weights(snapshot, 1)).Max(Math.Abs));

    private static bool IsSmall(double reach) => reach < 1e-3;

    private static double[] Scaled(double[] values, double reach) => [.. values.Select(value => Scaled(value, reach))];

    private static double Scaled(double value, double reach) => IsSmall(reach) ? value / Small : value;
}
