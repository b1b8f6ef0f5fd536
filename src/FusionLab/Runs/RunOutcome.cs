
namespace FusionLab.Runs;

/// <summary>A finished run.</summary>
/// <param name="Summary">The result, as in summary.json.</param>
/// <param name="Folder">The run folder.</param>
/// <param name="Histories">Each replica's evaluations, in order of time.</param>
public sealed record RunOutcome(RunSummary Summary, RunFolder Folder, IReadOnlyList<IReadOnlyList<Evaluation>> Histories);
