using FusionLab.Figures;

namespace FusionLab.Reports;

/// <summary>Takes curves out of a history.</summary>
internal static class EvaluationCurves
{
    /// <summary>Each replica's evaluations, in the order of the replicas.</summary>
    public static List<List<Evaluation>> ByReplica(IReadOnlyList<Evaluation> history) =>
        [.. history.GroupBy(row => row.Replica).OrderBy(group => group.Key).Select(group => group.ToList())];

    /// <summary>One quantity over epochs, a curve a replica.</summary>
    public static IReadOnlyList<Curve> Of(List<List<Evaluation>> replicas, Func<Evaluation, double> quantity) =>
        [.. replicas.Select(rows => new Curve([.. rows.Select(row => row.Epoch)], [.. rows.Select(quantity)]))];
}
