using System.Text.Json;

namespace FusionLab.Runs;

/// <summary>One point of a trained sweep.</summary>
/// <param name="Name">The name of its run folder: 01, 02, …</param>
/// <param name="Values">The swept paths and their values.</param>
/// <param name="Outcome">What came of it; null where the sweep was interrupted before it began.</param>
public sealed record SweepResult(string Name, IReadOnlyDictionary<string, JsonElement> Values, RunOutcome? Outcome);
