using System.Globalization;
using FusionLab.Reports;

namespace FusionLab.Paper;

/// <summary>What a reader must know about the training runs behind an item.</summary>
internal static class TrainingFacts
{
    /// <summary>What was run, on what, how long.</summary>
    public static IReadOnlyList<ReportFact> Of(IEnumerable<PaperRun> runs)
    {
        PaperRun[] all = [.. runs];
        double minutes = all.Sum(run => run.Summary.Seconds) / 60;
        int replicas = all.Sum(run => run.Summary.Replicas.Count);
        return all.Length == 0 ? [] :
        [
            new ReportFact("Images", Distinct(run => run.Summary.Dataset.Source)),
            new ReportFact("Device", Distinct(run => run.Summary.Device)),
            new ReportFact("Training", string.Create(CultureInfo.InvariantCulture, $"{minutes:F1} min for {replicas} replicas")),
            new ReportFact("Runs", string.Join(", ", all.Select(run => run.Folder))),
        ];

        string Distinct(Func<PaperRun, string> fact) => string.Join(", ", all.Select(fact).Distinct());
    }

    /// <summary>The remark below a figure or table: what was reduced, and that the images are no MNIST. Null when there is none.</summary>
    public static string? Note(NoisyMnistColumn column, IEnumerable<PaperRun> runs)
    {
        string[] sentences =
        [
            .. column.WhyReduced is not null && column.Cells.Count > 0 ? new[] { $"{column.Label} reduced: {column.Reduction}." } : [],
            .. runs.Select(run => run.Summary.Dataset.Source).Where(source => source != "mnist").Distinct()
                .Select(source => $"Images: {source}, not MNIST."),
        ];
        return sentences.Length > 0 ? string.Join(' ', sentences) : null;
    }
}
