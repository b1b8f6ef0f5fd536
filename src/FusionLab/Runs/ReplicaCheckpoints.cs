using System.Globalization;
using System.Text.RegularExpressions;
using FusionLab.Training;

namespace FusionLab.Runs;

/// <summary>
/// Where a run folder keeps its checkpoints: <c>checkpoint/replicas-FIRST-LAST/</c>, one folder for replicas trained together.
/// </summary>
internal static partial class ReplicaCheckpoints
{
    /// <summary>The checkpoints of replicas that train together.</summary>
    /// <param name="checkpoints">The folder for checkpoints.</param>
    /// <param name="first">The first replica, counted from 1.</param>
    /// <param name="last">The last replica.</param>
    public static CheckpointStore Of(string checkpoints, int first, int last) =>
        new(Path.Combine(checkpoints, $"replicas-{first}-{last}"));

    /// <summary>All checkpoint stores of a folder.</summary>
    /// <param name="checkpoints">The folder for checkpoints.</param>
    /// <returns>Each store with its replicas: from <c>First</c>, counted from 0, up to but not including <c>Last</c>.</returns>
    public static IEnumerable<(CheckpointStore Store, int First, int Last)> In(string checkpoints)
    {
        foreach (string path in Directory.Exists(checkpoints) ? Directory.GetDirectories(checkpoints) : [])
        {
            if (Range(path) is var (first, last))
            {
                yield return (new CheckpointStore(path), first - 1, last);
            }
        }
    }

    /// <summary>
    /// How many replicas a batch a run was begun with: those of the checkpoint of its first batch that has come furthest.
    /// </summary>
    /// <param name="checkpoints">The folder for checkpoints.</param>
    /// <returns>Null where there is no such checkpoint.</returns>
    public static int? PerBatch(string checkpoints) => In(checkpoints).Where(batch => batch.First == 0)
        .Select(batch => (batch.Last, batch.Store.LoadState()?.Step))
        .Where(batch => batch.Step is not null).OrderBy(batch => batch.Step)
        .Select(batch => (int?)batch.Last).LastOrDefault();

    /// <summary>Loads the newest checkpoint that holds a replica; the caller disposes it.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="replica">The replica, counted from 1.</param>
    /// <exception cref="DataException">There is none, or none is whole.</exception>
    public static Checkpoint LoadNewest(RunFolder folder, int replica)
    {
        // More than one folder holds a replica when its run was continued with another number of replicas a batch.
        Checkpoint? newest = null;
        foreach (var (store, first, last) in In(folder.Checkpoint))
        {
            if (replica <= first || replica > last || store.Load() is not { } checkpoint)
            {
                continue;
            }

            bool isNewer = newest is null || checkpoint.State.Step > newest.State.Step;
            (isNewer ? newest : checkpoint)?.Dispose();
            newest = isNewer ? checkpoint : newest;
        }

        return newest ?? throw new DataException(
            $"{folder.Path} has no checkpoint of replica {replica}; "
            + "only runs that train networks leave weights, at their end or when interrupted.");
    }

    private static (int First, int Last)? Range(string path)
    {
        var match = Name().Match(Path.GetFileName(path));
        return match.Success ? (Number(1), Number(2)) : null;

        int Number(int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^replicas-(\d{1,9})-(\d{1,9})$")]
    private static partial Regex Name();
}
