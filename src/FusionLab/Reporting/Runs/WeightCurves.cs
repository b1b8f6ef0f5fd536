using FusionLab.Reporting.Figures;

namespace FusionLab.Reporting.Runs;

/// <summary>
/// The trajectories of a run on a linear task: loss, total weights and generalization error, as far as metrics.csv has them.
/// </summary>
internal static class WeightCurves
{
    private const string Prefix = "weight_";
    private const int MostTimes = 2000;

    /// <summary>The figure; null when the table has no total weights.</summary>
    public static Figure? Draw(string name, CsvTable table)
    {
        string[] modalities = table.ColumnsAfter(Prefix);
        if (modalities.Length == 0 || table.Count == 0)
        {
            return null;
        }

        var panels = new List<Panel>
        {
            new PlotPanel(new Axis("Epoch"), new Axis("Loss") { IsLog = true }, [.. Losses(table)]),
            new PlotPanel(new Axis("Epoch"), new Axis("Total weights"), [.. modalities.SelectMany((modality, m) => CurveBundle.Draw(
                Replicas(table, Prefix + modality), $"$W_{{{ModalityLabel.Of(modality)}}}^{{tot}}$", SeriesStyle.Of(m)))]),
        };
        return new Figure(name, $"Loss and total weights of {name} over epochs.", panels)
        {
            ShowTitle = true,
            ShareX = true,
            PanelWidth = 280,
            PanelHeight = 200,
        };
    }

    private static IEnumerable<Series> Losses(CsvTable table)
    {
        (string Column, string Label, SeriesStyle Style)[] losses =
        [
            ("loss", "training loss", new SeriesStyle(Ink.Foreground, Dash.Solid, Marker.None)),
            ("generalization_error", "generalization error", new SeriesStyle(Ink.Purple, Dash.LongDash, Marker.None)),
        ];
        return losses.Where(loss => table.Column(loss.Column)?.Any(double.IsFinite) == true)
            .SelectMany(loss => CurveBundle.Draw(Replicas(table, loss.Column, isLog: true), loss.Label, loss.Style));
    }

    private static IReadOnlyList<Curve> Replicas(CsvTable table, string column, bool isLog = false)
    {
        IReadOnlyList<double> values = table.Column(column)!, epochs = table.Column("epoch") ?? [];
        var replicas = table.Column("replica") ?? [.. values.Select(_ => 1.0)];
        return AtCommonTimes([.. Enumerable.Range(0, Math.Min(values.Count, epochs.Count)).GroupBy(i => replicas[i])
            .Select(rows => new Curve([.. rows.Select(i => epochs[i])], [.. rows.Select(i => values[i])]))], isLog);
    }

    /// <summary>
    /// Simulated replicas record at times of their own, dense where something happens, and end when they have converged. Their mean
    /// needs common times: each curve is read on the straight line between its nearest records, and after its end as it ended.
    /// </summary>
    private static IReadOnlyList<Curve> AtCommonTimes(IReadOnlyList<Curve> replicas, bool isLog)
    {
        if (replicas.All(curve => curve.X.SequenceEqual(replicas[0].X)))
        {
            return replicas;
        }

        double[] all = [.. replicas.SelectMany(curve => curve.X).Distinct().Order()];
        int stride = 1 + (all.Length / MostTimes);
        double[] times = [.. all.Where((_, i) => i % stride == 0 || i == all.Length - 1)];
        return [.. replicas.Select(curve => new Curve(times, [.. times.Select(time => At(curve, time, isLog))]))];
    }

    private static double At(Curve curve, double time, bool isLog)
    {
        int low = 0, high = curve.X.Count - 1;
        if (time >= curve.X[high])
        {
            return curve.Y[high];
        }

        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            (low, high) = curve.X[middle] <= time ? (middle, high) : (low, middle);
        }

        double share = (time - curve.X[low]) / (curve.X[high] - curve.X[low]);
        var (before, after) = (curve.Y[low], curve.Y[high]);
        return isLog && before > 0 && after > 0 ? before * Math.Pow(after / before, share) : before + (share * (after - before));
    }
}
