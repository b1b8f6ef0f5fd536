using System.Text;

namespace FusionLab.Runs;

/// <summary>Writes trained sweeps as tidy CSV: numbers exact to the last bit, empty cells for what does not exist.</summary>
internal static class SweepCsv
{
    /// <summary>One row a point and seed.</summary>
    public static string Replicas(IReadOnlyList<SweepResult> results)
    {
        var begun = results.Where(result => result.Outcome is not null).ToList();
        var modalities = begun.FirstOrDefault()?.Outcome!.Summary.Modalities ?? [];
        var text = new StringBuilder();
        Append(text, [
            "point", .. results[0].Values.Keys, "seed", "status", "epochs", .. modalities.Select(m => $"learned_at_{m}"), "first_modality",
            "time_ratio", "time_ratio_index", "time_ratio_counted", "loss", "accuracy", .. modalities.Select(m => $"accuracy_{m}"),
        ]);
        foreach (var result in begun)
        {
            foreach (var replica in result.Outcome!.Summary.Replicas)
            {
                Append(text, [
                    result.Name, .. result.Values.Values.Select(CsvCell.Of),
                    CsvCell.Of(replica.Seed), replica.Status, CsvCell.Of(replica.Epochs),
                    .. modalities.Select(m => CsvCell.Of(replica.LearnedAt[m])), replica.FirstModality ?? "",
                    CsvCell.Of(replica.TimeRatio), CsvCell.Of(replica.TimeRatioIndex), CsvCell.Of(replica.TimeRatioCounted),
                    CsvCell.Of(replica.Final.Loss), CsvCell.Of(replica.Final.Accuracy),
                    .. modalities.Select(m => CsvCell.Of(replica.Final.Unimodal.TryGetValue(m, out double alone) ? alone : null)),
                ]);
            }
        }

        return text.ToString();
    }

    /// <summary>One row a point: mean and sample standard deviation over its seeds, and how many did not learn.</summary>
    public static string Points(IReadOnlyList<SweepSummary.Point> points)
    {
        var text = new StringBuilder();
        Append(text, [
            "point", .. points[0].Values.Keys, "status",
            "time_ratio_mean", "time_ratio_std", "time_ratio_counted_mean", "time_ratio_counted_std",
            "n", "unlearned", "diverged", "loss_mean", "loss_std", "accuracy_mean", "accuracy_std",
        ]);
        foreach (var point in points)
        {
            Append(text, [
                point.Name, .. point.Values.Values.Select(CsvCell.Of), point.Status ?? "not begun",
                .. Spread(point.TimeRatio), .. Spread(point.TimeRatioCounted),
                CsvCell.Of(point.TimeRatio?.N), CsvCell.Of(point.TimeRatio?.Unlearned), CsvCell.Of(point.Diverged),
                .. Spread(point.Loss), .. Spread(point.Accuracy),
            ]);
        }

        return text.ToString();
    }

    private static string[] Spread(RatioSummary? summary) => [CsvCell.Of(summary?.Mean), CsvCell.Of(summary?.Std)];

    private static void Append(StringBuilder text, IEnumerable<string> cells) => text.Append(string.Join(',', cells)).Append('\n');
}
