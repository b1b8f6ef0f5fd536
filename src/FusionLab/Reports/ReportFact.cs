namespace FusionLab.Reports;

/// <summary>One line of what was run, on what, and for how long.</summary>
/// <param name="Name">Such as "Device".</param>
/// <param name="Value">Such as "cpu, 2 threads".</param>
public sealed record ReportFact(string Name, string Value);
