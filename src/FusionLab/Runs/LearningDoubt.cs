using FusionLab.Training;

namespace FusionLab.Runs;

/// <summary>Why the time at which a modality was learned by its accuracy may mislead.</summary>
public enum DoubtKind
{
    /// <summary>The accuracy clock and the contribution clock name different modalities as the first.</summary>
    ClocksDisagree,

    /// <summary>Learned by its accuracy, the modality removes next to nothing from the loss.</summary>
    NoContribution,

    /// <summary>The accuracy crossed its threshold before the test loss had fallen 1 % below L₀.</summary>
    LossUnmoved,

    /// <summary>The accuracy fell below its threshold again.</summary>
    FallsAgain,
}

/// <summary>A doubt about one replica's learning times.</summary>
/// <param name="Kind">What is doubtful.</param>
/// <param name="Modality">The modality, by its position; of disagreeing clocks the first by accuracy.</param>
/// <param name="Other">Of disagreeing clocks the first by contribution.</param>
/// <param name="EndsBelow">Whether an accuracy that fell again ends below its threshold.</param>
public sealed record LearningDoubt(DoubtKind Kind, int Modality, int? Other = null, bool EndsBelow = false)
{
    /// <summary>The share by which the loss has to fall below L₀ before an accuracy means anything.</summary>
    private const double LeastFall = 0.01;

    /// <summary>
    /// Finds what is doubtful in a replica's history. Of regression that is a relapse alone: R² is the loss on another scale.
    /// </summary>
    internal static IReadOnlyList<LearningDoubt> Find(ReplicaResult replica)
    {
        if (replica is not { Order: { } order, Contribution: { } contribution, Chance: { } chance })
        {
            return [];
        }

        var doubts = new List<LearningDoubt>();
        bool isClassification = chance.Accuracy is not null;
        if (isClassification && order.First is { } first && contribution.First is { } other && first != other)
        {
            doubts.Add(new(DoubtKind.ClocksDisagree, first, other));
        }

        foreach (int m in order.Modalities.Index().Where(modality => modality.Item is not null).Select(modality => modality.Index))
        {
            if (isClassification && contribution.Modalities[m] is null)
            {
                doubts.Add(new(DoubtKind.NoContribution, m));
            }

            if (isClassification && !HasFallen(replica, m))
            {
                doubts.Add(new(DoubtKind.LossUnmoved, m));
            }

            if (LearnedAt.FindRelapse(replica.History, m, replica.FindThreshold(m)) is (true, var endsBelow))
            {
                doubts.Add(new(DoubtKind.FallsAgain, m, EndsBelow: endsBelow));
            }
        }

        return doubts;
    }

    /// <summary>Says what is doubtful in a run, a sentence for each kind and modality.</summary>
    /// <param name="replicas">Its replicas.</param>
    /// <param name="modalities">The modalities' names.</param>
    /// <param name="threshold">The unimodal accuracy that counts as learned.</param>
    internal static IEnumerable<string> Describe(
        IReadOnlyList<ReplicaSummary> replicas, IReadOnlyList<string> modalities, LearningThreshold threshold)
    {
        string level = threshold.Describe();
        foreach (var alike in replicas.SelectMany(replica => replica.Doubts)
            .GroupBy(doubt => (doubt.Kind, doubt.Modality, doubt.Other)).OrderBy(group => group.Key.Kind))
        {
            string name = Label(alike.Key.Modality), seeds = Share(alike.Count());
            int below = alike.Count(doubt => doubt.EndsBelow);
            yield return alike.Key.Kind switch
            {
                DoubtKind.ClocksDisagree => $"The clocks disagree on the order ({seeds}): by accuracy {name} is learned first, by what it "
                    + $"removes from the loss {Label(alike.Key.Other!.Value)}. The loss is the safer of the two.",
                DoubtKind.NoContribution => $"{name} counts as learned by its accuracy ({seeds}), but removes less than "
                    + $"{100 * LearningOrder.LeastContribution:0} % of what all modalities together remove from the test loss.",
                DoubtKind.LossUnmoved => $"{name} alone reaches {level} before the loss has fallen by 1 % ({seeds}): the largest output may "
                    + "be the right one long before the outputs have any size. Read the contribution clock instead.",
                _ => $"{name} alone falls below {level} again after it has reached it ({seeds}), and ends "
                    + $"{(below == 0 ? "above it" : below == alike.Count() ? "below it" : $"below it in {below} of them")}.",
            };
        }

        string Label(int modality) => Wording.LabelModality(modalities[modality]);

        string Share(int count) => $"{count} of {Wording.Count(replicas.Count, "seed")}";
    }

    /// <summary>Says in which points of a sweep something is doubtful, a sentence for each kind.</summary>
    /// <param name="points">Its points.</param>
    internal static IEnumerable<string> DescribePoints(IReadOnlyList<RunPoint> points)
    {
        foreach (var kind in Enum.GetValues<DoubtKind>())
        {
            string[] names = [.. points.Where(point => point.Status != RunResult.Interrupted
                && point.Replicas.Any(replica => replica.Doubts.Any(doubt => doubt.Kind == kind))).Select(point => point.Name!)];
            if (names.Length > 0)
            {
                string what = kind switch
                {
                    DoubtKind.ClocksDisagree => "the accuracy clock and the contribution clock disagree on the order",
                    DoubtKind.NoContribution => "a modality counts as learned by its accuracy but removes next to nothing from the loss",
                    DoubtKind.LossUnmoved => "an accuracy crosses its threshold before the loss has fallen by 1 %",
                    _ => "a modality falls below its threshold again",
                };
                yield return $"In {names.Length} of {Wording.Count(points.Count, "point")} {what} ({string.Join(", ", names)}); "
                    + "their reports say more.";
            }
        }
    }

    /// <summary>Whether the test loss had fallen when an accuracy was first found at or above its threshold.</summary>
    private static bool HasFallen(ReplicaResult replica, int modality)
    {
        int crossing = replica.History.Index().First(row => row.Item.Unimodal[modality] >= replica.FindThreshold(modality)).Index;
        return replica.History.Take(crossing + 1).Any(row => row.TestLoss <= (1 - LeastFall) * replica.Chance!.Loss);
    }
}
