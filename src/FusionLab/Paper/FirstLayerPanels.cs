using FusionLab.Figures;
using FusionLab.Linear;

namespace FusionLab.Paper;

/// <summary>The panels of figure 10: a hidden unit's weight for A across, its weight for B upward.</summary>
internal static class FirstLayerPanels
{
    // Initial weights are shown in units of 1e-9: their ticks would be unreadable otherwise.
    private const double Small = 1e-9;

    private const string SharedUnits = "shared units";

    /// <summary>One modality's weights into the hidden units of the first layer.</summary>
    public static double[] Weights(WeightSnapshot snapshot, int modality)
    {
        var layers = snapshot.Weights.Graph.Layers;
        return snapshot.Weights.Values[Enumerable.Range(0, layers.Count).Single(l => layers[l].Lower == modality)];
    }

    /// <summary>Units that see both modalities, with the directions that they take up first and at last.</summary>
    public static PlotPanel Early(WeightSnapshot snapshot, TaskStatistics task)
    {
        double reach = Reach([snapshot]);
        double[] a = Scaled(Weights(snapshot, 0), reach), b = Scaled(Weights(snapshot, 1), reach);
        return WithDirections(Panel($"Early, epoch {snapshot.Step}", reach, new Points(a, b) { Label = SharedUnits }), task);
    }

    /// <summary>The units of both branches; each sees one modality.</summary>
    public static PlotPanel Late(WeightSnapshot snapshot)
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
    public static PlotPanel MoveEarly(IReadOnlyList<WeightSnapshot> frames, IReadOnlyList<double> times, TaskStatistics task)
    {
        var units = new MovingPoints(times, Weights(frames, 0), Weights(frames, 1)) { Label = SharedUnits };
        return WithDirections(Panel("Early fusion: first layer", Reach(frames), units), task);
    }

    /// <summary>The units of both branches as dots that move.</summary>
    public static PlotPanel MoveLate(IReadOnlyList<WeightSnapshot> frames, IReadOnlyList<double> times)
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
