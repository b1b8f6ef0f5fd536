using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Runs;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Paper;

/// <summary>Figure 10: the first-layer weights of early and late fusion while they learn.</summary>
internal sealed class Figure10() : PaperItem(
    "fig10",
    "First-layer weights during learning",
    "The first layer of early fusion is rank-one: all units align to one direction, first that of $Σ_{yx}$, at last that of "
    + "$Σ_{yx}Σ^{-1}$. In late fusion the weights of A grow in the first transition while those of B stay small, and grow in the "
    + "second.")
{
    private const int FrameCount = 80;

    public override IReadOnlyList<ExperimentConfig> LoadConfigs(PaperContext context) => [context.Load("minimal_early"), context.Load("minimal_late")];

    public override PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        // The times of interest are known only after a first run; both runs are the same.
        LinearResult early = context.SimulateOne(configs[0]), late = context.SimulateOne(configs[1]);
        double earlyRise = early.Run.Stages.LearnedAt[0]!.Value, latePlateau = late.Run.Stages.LearnedAt.Average()!.Value;
        var earlyLayers = FirstLayer.Record(context, configs[0], [0, (long)earlyRise, early.Run.Steps]);
        var lateLayers = FirstLayer.Record(context, configs[1], [0, (long)latePlateau, late.Run.Steps]);
        var figure = new Figure(
            Title,
            "The first-layer weights of every hidden unit at the start, during training and at the end. Early fusion: all units come "
            + "to lie on one line. Late fusion: units of branch A on the horizontal axis, of branch B on the vertical one.",
            [
                .. earlyLayers.Select(layer => DrawEarly($"Early, epoch {layer.Step}", [layer], null, early.Statistics)),
                .. lateLayers.Select(layer => DrawLate($"Late, epoch {layer.Step}", [layer], null)),
            ])
        { Columns = 3, PanelWidth = 165, PanelHeight = 165, SharedLegend = true };
        return new PaperFindings(figure, Claims(early, earlyLayers, lateLayers), Move(context, configs, early, late));
    }

    private static Figure Move(PaperContext context, IReadOnlyList<ExperimentConfig> configs, LinearResult early, LinearResult late)
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
                DrawEarly("Early fusion: first layer", Frames(configs[0], early), times, early.Statistics),
                Film.MoveOverTime(SimulationPanels.Loss(late, "Late fusion: loss", until), times),
                DrawLate("Late fusion: first layer", Frames(configs[1], late), times),
            ])
        { Columns = 2, PanelWidth = 190, PanelHeight = 190, SharedLegend = true };

        // A run that has converged stays where it is.
        FirstLayer[] Frames(ExperimentConfig config, LinearResult result)
        {
            long[] steps = [.. times.Select(time => Math.Min((long)time, result.Run.Steps))];
            var kept = FirstLayer.Record(context, config, [.. steps.Distinct()]).ToDictionary(layer => layer.Step);
            return [.. steps.Select(step => kept[step])];
        }
    }

    private static IReadOnlyList<PaperClaim> Claims(LinearResult early, FirstLayer[] earlyLayers, FirstLayer[] lateLayers)
    {
        double spread = earlyLayers[2].Spread, during = lateLayers[1].ShareOfB, end = lateLayers[2].ShareOfB;
        return
        [
            PaperClaim.Check("The first layer of early fusion is rank-one.", spread < 0.01, spread,
                $"second singular value {spread:G2} of the first, from epoch {early.Run.Stages.LearnedAt[0]:F0} on at most "
                + $"{Math.Max(spread, earlyLayers[1].Spread):G2}"),
            PaperClaim.Check("During late fusion's unimodal phase the weights of B are still small.", during < 0.01, during,
                $"{during:G2} of those of A at epoch {lateLayers[1].Step}"),
            PaperClaim.Check("They grow in the second transition.", end > 0.1, end, $"{end:G2} of those of A at the end"),
        ];
    }

    /// <summary>Units that see both modalities, with the directions that they take up first and at last behind them.</summary>
    private static PlotPanel DrawEarly(string title, FirstLayer[] frames, double[]? times, TaskStatistics task)
    {
        var global = task.Solution;
        var style = new SeriesStyle(Ink.Foreground, Dash.Solid, Marker.Circle);
        var panel = Draw(title, frames, times, (style, "shared units", layer => (layer.A, layer.B)));
        return panel with
        {
            Series =
            [
                Direction(task.SigmaYx[0, 0], task.SigmaYx[0, 1], Ink.Green, Dash.Dashed, "direction of $Σ_{yx}$"),
                Direction(global[0, 0], global[0, 1], Ink.Purple, Dash.Dotted, "direction of $Σ_{yx}Σ^{-1}$"),
                .. panel.Series,
            ],
        };

        Line Direction(double a, double b, Ink ink, Dash dash, string label)
        {
            double scale = 2 * panel.X.Max!.Value / Math.Sqrt((a * a) + (b * b));
            return new Line([-scale * a, scale * a], [-scale * b, scale * b]) { Ink = ink, Dash = dash, Label = label };
        }
    }

    /// <summary>The units of both branches; each sees one modality.</summary>
    private static PlotPanel DrawLate(string title, FirstLayer[] frames, double[]? times) => Draw(
        title, frames, times,
        (SeriesStyle.Pick(0), "units of A", layer => (layer.A, new double[layer.A.Length])),
        (SeriesStyle.Pick(1), "units of B", layer => (new double[layer.B.Length], layer.B)));

    /// <summary>Hidden units in the plane of their weights for A and for B: as points, or moving where there are times.</summary>
    private static PlotPanel Draw(
        string title,
        FirstLayer[] frames,
        double[]? times,
        params (SeriesStyle Style, string Label, Func<FirstLayer, (double[] A, double[] B)> Weights)[] units)
    {
        double largest = 1.15 * frames.Max(layer => layer.A.Concat(layer.B).Max(Math.Abs));

        // Initial weights are shown in units of 1e-9: their ticks would be unreadable otherwise.
        bool isSmall = largest < 1e-3;
        double unit = isSmall ? 1e-9 : 1, reach = largest / unit;
        return new PlotPanel(Axis("A"), Axis("B"), [.. units.Select(Points)]) { Title = title };

        // Equal scales on both axes of square panels, so that directions are true.
        Axis Axis(string modality) => new($"$W_{modality}^1${(isSmall ? " ($10^{-9}$)" : "")}") { Min = -reach, Max = reach };

        Series Points((SeriesStyle Style, string Label, Func<FirstLayer, (double[] A, double[] B)> Weights) drawn)
        {
            double[][] a = [.. frames.Select(layer => Scale(drawn.Weights(layer).A))];
            double[][] b = [.. frames.Select(layer => Scale(drawn.Weights(layer).B))];
            Series points = times is null ? new Points(a[0], b[0]) { Marker = drawn.Style.Marker } : new MovingPoints(times, a, b);
            return points with { Ink = drawn.Style.Ink, Label = drawn.Label };
        }

        double[] Scale(double[] values) => [.. values.Select(value => value / unit)];
    }

    /// <summary>The first layer at one time: the weights of the hidden units for A and for B.</summary>
    private sealed record FirstLayer(long Step, double[] A, double[] B)
    {
        /// <summary>The second singular value as a share of the first; for units that see both modalities.</summary>
        public double Spread
        {
            get
            {
                var values = Matrix<double>.Build.DenseOfColumnArrays(A, B).Svd(computeVectors: false).S;
                return values[1] / values[0];
            }
        }

        /// <summary>The norm of the weights for B as a share of that for A.</summary>
        public double ShareOfB => Math.Sqrt(B.Sum(w => w * w)) / Math.Sqrt(A.Sum(w => w * w));

        /// <summary>Simulates a network and keeps its first layer after some steps.</summary>
        public static FirstLayer[] Record(PaperContext context, ExperimentConfig config, IReadOnlyList<long> steps) =>
        [
            .. context.SimulateOne(config, steps).Run.Snapshots.Select(snapshot =>
                new FirstLayer(snapshot.Step, WeightsOf(snapshot, 0), WeightsOf(snapshot, 1))),
        ];

        private static double[] WeightsOf(WeightSnapshot snapshot, int modality)
        {
            var layers = snapshot.Weights.Graph.Layers;
            return snapshot.Weights.Values[Enumerable.Range(0, layers.Count).Single(l => layers[l].Lower == modality)];
        }
    }
}
