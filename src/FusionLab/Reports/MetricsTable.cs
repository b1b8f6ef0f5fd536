
namespace FusionLab.Reports;

/// <summary>Turns the rows of metrics.csv back into evaluations.</summary>
internal static class MetricsTable
{
    private const string Prefix = "accuracy_";

    public static (IReadOnlyList<string> Modalities, IReadOnlyList<Evaluation> History) Parse(CsvTable table)
    {
        string[] modalities = table.ColumnsAfter(Prefix);
        IReadOnlyList<double>?[] unimodal = [.. modalities.Select(name => table.Column(Prefix + name))];
        if (table.Column("replica") is not { } replica || table.Column("epoch") is not { } epoch || table.Column("loss") is not { } loss)
        {
            return ([], []);
        }

        IReadOnlyList<double>? seed = table.Column("seed"), step = table.Column("step");
        IReadOnlyList<double>? rate = table.Column("learning_rate"), accuracy = table.Column("accuracy");
        var history = Enumerable.Range(0, table.Count).Select(i => new Evaluation(
            (int)replica[i], (ulong)(seed?[i] ?? 0), epoch[i], (long)(step?[i] ?? 0), rate?[i] ?? 0, loss[i],
            accuracy is null || double.IsNaN(accuracy[i]) ? null : accuracy[i], [.. unimodal.Select(column => column![i])]));
        return (modalities, [.. history]);
    }
}
