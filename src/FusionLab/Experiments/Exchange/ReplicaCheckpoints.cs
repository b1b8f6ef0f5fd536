using System.Globalization;
using System.Text.RegularExpressions;
using FusionLab.Training.Checkpoints;

namespace FusionLab.Experiments.Exchange;

/// <summary>Where a run folder keeps its checkpoints: <c>checkpoint/replicas-FIRST-LAST/</c>, one folder for replicas trained together.</summary>
internal static partial class ReplicaCheckpoints
{
    /// <summary>The checkpoints of replicas that train together.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="first">The first replica, counted from 1.</param>
    /// <param name="last">The last replica.</param>
    public static CheckpointStore Of(RunFolder folder, int first, int last) =>
        new(Path.Combine(folder.Checkpoint, $"replicas-{first}-{last}"));

    /// <summary>Loads the newest checkpoint that holds a replica; the caller disposes it.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="replica">The replica, counted from 1.</param>
    /// <exception cref="DataException">There is none, or none is whole.</exception>
    public static Checkpoint LoadNewest(RunFolder folder, int replica)
    {
        // More than one folder holds a replica when its run was continued with another number of replicas a batch.
        Checkpoint? newest = null;
        foreach (string path in Directory.Exists(folder.Checkpoint) ? Directory.GetDirectories(folder.Checkpoint) : [])
        {
            if (!Holds(Path.GetFileName(path), replica) || new CheckpointStore(path).Load() is not { } checkpoint)
            {
                continue;
            }

            bool isNewer = newest is null || checkpoint.State.Step > newest.State.Step;
            (isNewer ? newest : checkpoint)?.Dispose();
            newest = isNewer ? checkpoint : newest;
        }

        return newest ?? throw new DataException(
            $"{folder.Path} has no checkpoint of replica {replica}; only runs that train networks leave weights, at their end or when interrupted.");
    }

    private static bool Holds(string name, int replica)
    {
        var match = Name().Match(name);
        return match.Success && Number(1) <= replica && replica <= Number(2);

        int Number(int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^replicas-(\d{1,9})-(\d{1,9})$")]
    private static partial Regex Name();
}
