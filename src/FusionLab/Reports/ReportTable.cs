namespace FusionLab.Reports;

/// <summary>A table that readers can sort by clicking on a column's head.</summary>
/// <param name="Columns">The heads; may carry mathematics between dollar signs.</param>
/// <param name="Rows">The cells, as many a row as there are columns.</param>
/// <param name="Caption">What the table shows. Null for none.</param>
public sealed record ReportTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<ReportCell>> Rows, string? Caption = null);
