using System.Globalization;

namespace FusionLab.Reports;

/// <summary>A table of numbers with a head: metrics.csv and timing.csv. An empty cell is not a number.</summary>
/// <remarks>A last line that was cut off, as a killed run leaves it, is ignored.</remarks>
internal sealed class CsvTable
{
    private readonly string[] _head;
    private readonly List<double[]> _rows;

    private CsvTable(string[] head, List<double[]> rows) => (_head, _rows) = (head, rows);

    public IReadOnlyList<string> Columns => _head;

    public int Count => _rows.Count;

    public static CsvTable? TryRead(string path, List<string> missing)
    {
        string name = Path.GetFileName(path);
        if (!File.Exists(path))
        {
            missing.Add($"{name} is missing, so the report leaves out what it would show.");
            return null;
        }

        string[] lines = [.. File.ReadLines(path)];
        string[] head = lines.Length == 0 ? [] : lines[0].Split(',');
        var rows = new List<double[]>();
        for (int i = 1; i < lines.Length; i++)
        {
            string[] cells = lines[i].Split(',');
            if (cells.Length == head.Length)
            {
                rows.Add([.. cells.Select(Number)]);
            }
            else if (i < lines.Length - 1)
            {
                missing.Add($"{name}, line {i + 1} has {cells.Length} cells instead of {head.Length} and is left out.");
            }
        }

        return new CsvTable(head, rows);
    }

    /// <summary>The names of the columns that begin with a prefix, without it.</summary>
    public string[] ColumnsAfter(string prefix) =>
        [.. _head.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..])];

    /// <summary>A column's numbers; null when there is no such column.</summary>
    public IReadOnlyList<double>? Column(string name)
    {
        int column = Array.IndexOf(_head, name);
        return column < 0 ? null : [.. _rows.Select(row => row[column])];
    }

    /// <summary>The rows of metrics.csv as evaluations; none where they are of another kind of task.</summary>
    /// <returns>The modalities whose accuracy alone was measured, and the evaluations.</returns>
    public (IReadOnlyList<string> Modalities, IReadOnlyList<Evaluation> History) ReadHistory()
    {
        if (Column("replica") is not { } replica || Column("epoch") is not { } epoch || Column("loss") is not { } loss)
        {
            return ([], []);
        }

        string[] modalities = ColumnsAfter("accuracy_");
        IReadOnlyList<double>[] unimodal = [.. modalities.Select(name => Column("accuracy_" + name)!)];
        IReadOnlyList<double>? seed = Column("seed"), step = Column("step"), rate = Column("learning_rate"), accuracy = Column("accuracy");
        return (modalities, [.. Enumerable.Range(0, Count).Select(i => new Evaluation(
            (int)replica[i], (ulong)(seed?[i] ?? 0), epoch[i], (long)(step?[i] ?? 0), rate?[i] ?? 0, loss[i],
            accuracy is null || double.IsNaN(accuracy[i]) ? null : accuracy[i], [.. unimodal.Select(column => column[i])]))]);
    }

    private static double Number(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
}
