
namespace FusionLab.Runs;

/// <summary>Names the curves of a training run: each replica's own and their mean.</summary>
public static class EvaluationEvents
{
    /// <summary>The scalars of one moment of a run.</summary>
    /// <param name="modalities">The modalities' names, in the order of <see cref="Evaluation.Unimodal"/>.</param>
    /// <param name="evaluations">The replicas' evaluations at one step.</param>
    /// <returns>
    /// <c>loss/replica_1</c>, <c>loss/mean</c>, and likewise <c>accuracy</c>, one <c>accuracy_NAME</c> a modality, and
    /// <c>learning_rate</c>. Accuracies are 0..1.
    /// </returns>
    public static IEnumerable<(string Tag, double Value)> Scalars(IReadOnlyList<string> modalities, IReadOnlyList<Evaluation> evaluations)
    {
        if (evaluations.Count == 0)
        {
            return [];
        }

        var scalars = Curve("loss", evaluations, row => row.Loss);
        if (evaluations[0].Accuracy is not null)
        {
            scalars = scalars.Concat(Curve("accuracy", evaluations, row => row.Accuracy ?? double.NaN));
        }

        foreach (var (modality, name) in modalities.Index())
        {
            scalars = scalars.Concat(Curve("accuracy_" + name, evaluations, row => row.Unimodal[modality]));
        }

        return scalars.Append(("learning_rate", evaluations[0].LearningRate));
    }

    private static IEnumerable<(string Tag, double Value)> Curve(
        string name, IReadOnlyList<Evaluation> rows, Func<Evaluation, double> quantity) =>
        rows.Select(row => (FormattableString.Invariant($"{name}/replica_{row.Replica}"), quantity(row)))
            .Append((name + "/mean", rows.Average(quantity)));
}
