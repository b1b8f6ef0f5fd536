using FusionLab.Config;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>A moment of training, complete.</summary>
/// <param name="State">The numbers.</param>
/// <param name="Tensors">
/// <c>replica.N/NAME</c>: the weights of replica N, also of replicas that have left; <c>best.N/NAME</c>: those of its lowest validation
/// loss, where validation stops training; <c>momentum/NAME</c>, <c>mean/NAME</c>,
/// <c>square/NAME</c> and <c>master/NAME</c>: the optimizer's state for the live replicas together, shaped like the network's parameter;
/// <c>remedy/CLASS/NAME</c>: what their remedies keep, <c>[R, …]</c>; <c>speeds</c>: how fast they learned from each modality, <c>[R, M]</c>.
/// </param>
public sealed record Checkpoint(CheckpointState State, IReadOnlyDictionary<string, Tensor> Tensors) : IDisposable
{
    /// <summary>False where training is over and the weights are kept elsewhere: results are left to load, nothing to go on from.</summary>
    public bool HasWeights => Tensors.Count > 0;

    /// <summary>The numbers of this checkpoint alone.</summary>
    public Checkpoint WithoutWeights() => new(State, new Dictionary<string, Tensor>());

    /// <summary>One replica's last weights by PyTorch name, which training goes on from; the checkpoint keeps and disposes them.</summary>
    /// <param name="replica">The replica's position in the run, counted from 1.</param>
    public IReadOnlyDictionary<string, Tensor> WeightsOf(int replica) => Select(NameWeight(replica, ""));

    /// <summary>
    /// The weights that a replica is used with: those of its lowest validation loss where validation stops training, else its last.
    /// </summary>
    /// <param name="replica">The replica's position in the run, counted from 1.</param>
    public IReadOnlyDictionary<string, Tensor> FindUsedWeights(int replica) =>
        SelectBest(replica) is { Count: > 0 } best ? best : WeightsOf(replica);

    /// <summary>The last evaluation of those weights; null without any.</summary>
    /// <param name="replica">The replica's position in the run, counted from 1.</param>
    public Evaluation? FindUsedRow(int replica)
    {
        var history = State.Replicas.Single(saved => saved.Replica == replica).History;
        return SelectBest(replica).Count > 0 ? StopCondition.FindBest(history) : history.LastOrDefault();
    }

    /// <summary>The epochs that a replica had trained when it had the weights that it is used with.</summary>
    /// <param name="replica">The replica's position in the run, counted from 1.</param>
    public double FindUsedEpochs(int replica)
    {
        bool isLast = State.Replicas.Single(saved => saved.Replica == replica).IsLive && SelectBest(replica).Count == 0;
        return isLast ? State.Epoch : FindUsedRow(replica)?.Epoch ?? 0;
    }

    /// <summary>The weights of one replica's lowest validation loss; empty where validation does not stop training.</summary>
    internal IReadOnlyDictionary<string, Tensor> SelectBest(int replica) => Select(NameBest(replica, ""));

    /// <summary>Names one weight of one replica among <see cref="Tensors"/>.</summary>
    internal static string NameWeight(int replica, string name) => $"replica.{replica}/{name}";

    /// <summary>Names the same of its lowest validation loss.</summary>
    internal static string NameBest(int replica, string name) => $"best.{replica}/{name}";

    /// <summary>Whether one of <see cref="Tensors"/> is a weight of one replica, not the state of live replicas together.</summary>
    internal static bool IsOfOneReplica(string name) =>
        name.StartsWith("replica.", StringComparison.Ordinal) || name.StartsWith("best.", StringComparison.Ordinal);

    private Dictionary<string, Tensor> Select(string prefix) => Tensors
        .Where(named => named.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(named => named.Key[prefix.Length..], named => named.Value);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}

/// <summary>Everything but tensors that training needs to continue as if it had never stopped: the checkpoint's JSON file.</summary>
/// <param name="ConfigJson">What determines the run's numbers: its config without what changes none.</param>
/// <param name="Epoch">Epochs completed.</param>
/// <param name="Batch">Batches of the next epoch already trained on.</param>
/// <param name="Step">Steps taken.</param>
/// <param name="Replicas">All replicas, in the order of the seeds.</param>
/// <param name="LossSums">For each live replica, loss times samples since its last evaluation.</param>
/// <param name="LossSamples">Samples since the last evaluation.</param>
/// <param name="Timing">The timing of the epochs completed.</param>
/// <param name="TrainSeconds">Seconds of training in the epoch begun.</param>
/// <param name="EvaluateSeconds">Seconds of evaluation in the epoch begun.</param>
public sealed record CheckpointState(
    string ConfigJson, int Epoch, int Batch, long Step, IReadOnlyList<ReplicaState> Replicas, IReadOnlyList<double> LossSums,
    long LossSamples, IReadOnlyList<EpochTiming> Timing, double TrainSeconds, double EvaluateSeconds)
{
    /// <summary>Whether nothing is left to train.</summary>
    /// <param name="epochs">Epochs at most.</param>
    public bool IsOver(int epochs) => Epoch >= epochs || Replicas.All(replica => !replica.IsLive);

    /// <summary>Refuses to continue another run, and names the difference.</summary>
    /// <param name="configJson">What determines the numbers of the run that is to continue.</param>
    /// <param name="replicas">Its replicas.</param>
    /// <exception cref="ConfigException">Config or seeds differ.</exception>
    internal void RequireSameRun(string configJson, IReadOnlyList<Replica> replicas)
    {
        if (ConfigDifference.Find(ConfigJson, configJson, mayTrainLonger: true) is { Count: > 0 } differences)
        {
            throw new ConfigException(
                $"The checkpoint was made with another config ({string.Join("; ", differences)}).")
            {
                Advice = "restore it",
                Remedy = Remedy.StartAnew,
            };
        }

        var present = replicas.Select(replica => (replica.Number, replica.Seed));
        if (!Replicas.Select(saved => (saved.Replica, saved.Seed)).SequenceEqual(present))
        {
            string seeds = string.Join(", ", Replicas.Select(saved => saved.Seed));
            throw new ConfigException($"The checkpoint holds the seeds {seeds}.")
            {
                Advice = "resume with the same",
                Remedy = Remedy.StartAnew,
            };
        }
    }
}

/// <summary>One replica in a checkpoint.</summary>
/// <param name="Replica">Its position in the run, counted from 1.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="IsLive">True while it is still training.</param>
/// <param name="History">Its evaluations so far.</param>
/// <param name="Divergence">Why it left, if its loss was not finite.</param>
public sealed record ReplicaState(int Replica, ulong Seed, bool IsLive, IReadOnlyList<Evaluation> History, Divergence? Divergence);

/// <summary>Asks for a checkpoint, from any thread (a signal handler, say) to the one that trains; training goes on after it.</summary>
public sealed class CheckpointRequest
{
    private int _pending;

    /// <summary>Raised with every request, for training that other processes do.</summary>
    public event Action? Made;

    /// <summary>Asks for a checkpoint after the step under way. Asking again before it is written changes nothing.</summary>
    public void Make()
    {
        Interlocked.Exchange(ref _pending, 1);
        Made?.Invoke();
    }

    /// <summary>True once for each request.</summary>
    internal bool Take() => Interlocked.Exchange(ref _pending, 0) == 1;
}
