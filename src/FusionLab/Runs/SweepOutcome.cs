using FusionLab.Figures;
using FusionLab.Reports;

namespace FusionLab.Runs;

/// <summary>A trained sweep.</summary>
/// <param name="Summary">The result, as in summary.json.</param>
/// <param name="Folder">The folder that holds one run folder a point.</param>
/// <param name="Points">One entry a point, in the order of the sweep.</param>
public sealed record SweepOutcome(SweepSummary Summary, RunFolder Folder, IReadOnlyList<SweepResult> Points)
{
    /// <summary>Writes summary.json, replicas.csv (one row a point and seed), points.csv (one row a point), curves and report.</summary>
    internal void Write()
    {
        RunFolder.Replace(Folder.Summary, RunJson.Write(Summary));
        RunFolder.Replace(Folder.Replicas, SweepCsv.Replicas(Points));
        RunFolder.Replace(Folder.Points, SweepCsv.Points(Summary.Points));
        var files = RunFiles.Read(Folder.Path);
        if (RunReport.Curves(files, Summary.Name) is [var curves, ..])
        {
            RunFolder.Replace(Folder.Curves, FigureSvg.Render(curves));
        }

        RunFolder.Replace(Folder.Report, HtmlReport.Render(RunReport.Build(files)));
    }
}
