using FusionLab.Training;

namespace FusionLab.Runs;

/// <summary>
/// Tells the files of one sweep point what concerns its replicas in a batch of several points, numbered as in a run of the point
/// alone.
/// </summary>
/// <param name="files">The point's files.</param>
/// <param name="first">How many replicas of other points come before this point's first.</param>
/// <param name="count">This point's replicas.</param>
internal sealed class PointObserver(ITrainingObserver files, int first, int count) : ITrainingObserver
{
    private bool _isTraining;

    /// <summary>A result as of a run of the point alone.</summary>
    public ReplicaResult Own(ReplicaResult result) => result with
    {
        Replica = result.Replica - first,
        History = [.. result.History.Select(Own)],
        Divergence = result.Divergence is { } divergence ? Own(divergence) : null,
    };

    public void Started(TrainingStart start)
    {
        var own = start.Replicas.Index().Where(replica => IsOwn(replica.Item)).ToList();
        _isTraining = own.Count > 0;
        if (_isTraining)
        {
            files.Started(start with
            {
                Replicas = [.. own.Select(replica => replica.Item - first)],
                Seeds = [.. own.Select(replica => start.Seeds[replica.Index])],
                Rows = [.. start.Rows.Where(row => IsOwn(row.Replica)).Select(Own)],
            });
        }
    }

    public void Evaluated(IReadOnlyList<Evaluation> rows)
    {
        Evaluation[] own = [.. rows.Where(row => IsOwn(row.Replica)).Select(Own)];
        if (own.Length > 0)
        {
            files.Evaluated(own);
        }
        else
        {
            _isTraining = false; // all of the point's replicas have left
        }
    }

    public void EpochEnded(EpochTiming timing)
    {
        if (_isTraining)
        {
            files.EpochEnded(timing);
        }
    }

    public void ReplicaLeft(ReplicaDeparture departure)
    {
        if (IsOwn(departure.Replica))
        {
            files.ReplicaLeft(departure with
            {
                Replica = departure.Replica - first,
                Divergence = departure.Divergence is { } divergence ? Own(divergence) : null,
            });
        }
    }

    public void CheckpointSaved(string path)
    {
        if (_isTraining)
        {
            files.CheckpointSaved(path);
        }
    }

    private bool IsOwn(int replica) => replica > first && replica <= first + count;

    private Evaluation Own(Evaluation row) => row with { Replica = row.Replica - first };

    private Divergence Own(Divergence divergence) => divergence with { Replica = divergence.Replica - first };
}
