using FusionLab.Figures;

namespace FusionLab.Reports;

/// <summary>
/// The trajectories of a run on a linear task: loss, total weights and generalization error, as far as metrics.csv has them.
/// </summary>
internal static class WeightCurves
{
    private const string Prefix = "weight_";

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
        return SimulatedCurves.AtCommonTimes([.. Enumerable.Range(0, Math.Min(values.Count, epochs.Count)).GroupBy(i => replicas[i])
            .Select(rows => new Curve([.. rows.Select(i => epochs[i])], [.. rows.Select(i => values[i])]))], isLog);
    }
}
