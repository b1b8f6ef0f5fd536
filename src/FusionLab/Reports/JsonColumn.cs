using System.Text.Json.Nodes;

namespace FusionLab.Reports;

/// <summary>A column of a table whose rows are the elements of a JSON array.</summary>
/// <param name="Head">Its head.</param>
/// <param name="Cell">The cell of an element.</param>
internal sealed record JsonColumn(string Head, Func<JsonNode?, ReportCell> Cell)
{
    /// <summary>Numbers at a path of property names.</summary>
    public static JsonColumn Number(string head, string format, params string[] path) =>
        new(head, row => ReportCell.Number(row.Number(path), format));

    /// <summary>Fractions at a path of property names, as percentages.</summary>
    public static JsonColumn Percent(string head, params string[] path) =>
        new(head, row => ReportCell.Number(100 * row.Number(path), "F1"));

    /// <summary>The means of a property, each with its standard deviation.</summary>
    public static JsonColumn MeanStd(string head, string property) => new(head, row => row.MeanStd(property));

    /// <summary>The table of these columns.</summary>
    public static ReportTable Table(JsonArray rows, IReadOnlyList<JsonColumn> columns, string caption) => new(
        [.. columns.Select(column => column.Head)],
        [.. rows.Select(row => (IReadOnlyList<ReportCell>)[.. columns.Select(column => column.Cell(row))])],
        caption);
}
