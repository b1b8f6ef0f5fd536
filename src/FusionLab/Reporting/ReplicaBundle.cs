using FusionLab.Metrics;
using FusionLab.Reporting.Figures;

namespace FusionLab.Reporting;

/// <summary>Draws one quantity of several replicas: each as a thin line, their mean as a thick one, their spread as a band.</summary>
internal static class ReplicaBundle
{
    private const int MostThinLines = 12;

    public static List<Series> Draw(List<List<Evaluation>> replicas, Func<Evaluation, double> quantity, string label, SeriesStyle style)
    {
        double[] mean = Mean(replicas, quantity), spread = Spread(replicas, quantity, mean);
        double[] epochs = [.. replicas[0].Take(mean.Length).Select(row => row.Epoch)];
        var series = new List<Series>();
        if (replicas.Count > 1)
        {
            series.Add(new Band(epochs, [.. mean.Zip(spread, (m, s) => m - s)], [.. mean.Zip(spread, (m, s) => m + s)]) { Ink = style.Ink, Label = label });
            if (replicas.Count <= MostThinLines)
            {
                series.AddRange(replicas.Select(rows => new Line([.. rows.Select(row => row.Epoch)], [.. rows.Select(quantity)])
                { Ink = style.Ink, IsThin = true, Label = label }));
            }
        }

        series.Add(new Line(epochs, mean) { Ink = style.Ink, Dash = style.Dash, Label = label });
        return series;
    }

    /// <summary>The mean alone, as a thick line.</summary>
    public static List<Series> MeanLine(IReadOnlyList<Evaluation> history, Func<Evaluation, double> quantity, string label, SeriesStyle style)
    {
        var replicas = ByReplica(history);
        double[] mean = Mean(replicas, quantity);
        return [new Line([.. replicas[0].Take(mean.Length).Select(row => row.Epoch)], mean) { Ink = style.Ink, Dash = style.Dash, Label = label }];
    }

    /// <summary>Each replica's evaluations, in the order of the replicas.</summary>
    public static List<List<Evaluation>> ByReplica(IReadOnlyList<Evaluation> history) =>
        [.. history.GroupBy(row => row.Replica).OrderBy(group => group.Key).Select(group => group.ToList())];

    /// <summary>
    /// The mean at each evaluation that every replica has: replicas leave a batch when they have learned, and a mean over those
    /// that remain would jump.
    /// </summary>
    private static double[] Mean(List<List<Evaluation>> replicas, Func<Evaluation, double> quantity)
    {
        int common = Enumerable.Range(0, replicas.Min(rows => rows.Count))
            .TakeWhile(i => replicas.All(rows => rows[i].Epoch == replicas[0][i].Epoch)).Count();
        return [.. Enumerable.Range(0, common).Select(i => replicas.Average(rows => quantity(rows[i])))];
    }

    private static double[] Spread(List<List<Evaluation>> replicas, Func<Evaluation, double> quantity, double[] mean) =>
        [.. mean.Select((m, i) => Math.Sqrt(replicas.Sum(rows => Math.Pow(quantity(rows[i]) - m, 2)) / Math.Max(1, replicas.Count - 1)))];
}
