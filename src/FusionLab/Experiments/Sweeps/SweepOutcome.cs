namespace FusionLab.Experiments.Sweeps;

/// <summary>A trained sweep.</summary>
/// <param name="Summary">The result, as in summary.json.</param>
/// <param name="Folder">The folder that holds one run folder a point.</param>
/// <param name="Points">One entry a point, in the order of the sweep.</param>
public sealed record SweepOutcome(SweepSummary Summary, RunFolder Folder, IReadOnlyList<SweepResult> Points)
{
    /// <summary>Writes summary.json, replicas.csv (one row a point and seed) and points.csv (one row a point).</summary>
    internal void Write()
    {
        RunFolder.Replace(Folder.Summary, RunJson.Write(Summary));
        RunFolder.Replace(Path.Combine(Folder.Path, "replicas.csv"), SweepCsv.Replicas(Points));
        RunFolder.Replace(Path.Combine(Folder.Path, "points.csv"), SweepCsv.Points(Summary.Points));
    }
}
