using System.Globalization;
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

/// <summary>Data, a network and a trainer that belong together, disposed together.</summary>
internal sealed class TrainingRun : IDisposable
{
    public TrainingRun(
        TrainConfig config, ulong[] seeds, TrainerOptions? options = null, IReplicaData? data = null, IReadOnlyList<double>? rates = null)
    {
        Data = data ?? SmallTask.Data();
        Network = SmallTask.Network(Data, seeds, config.Precision.NetworkType());
        Trainer = new Trainer(
            Network,
            config,
            [.. seeds.Select((seed, r) => new Replica(r + 1, seed, Data, rates is null ? config : config with { LearningRate = rates[r] }))],
            options);
    }

    public IReplicaData Data { get; }

    public FusionNetwork Network { get; }

    public Trainer Trainer { get; }

    /// <summary>Trains once and returns every row, as text that shows each number to its last bit.</summary>
    public static string[] Rows(TrainConfig config, ulong[] seeds, TrainerOptions? options = null)
    {
        using var run = new TrainingRun(config, seeds, options);
        return Text(run.Trainer.Run());
    }

    public static string[] Text(TrainingResult result) =>
        [.. result.Replicas.SelectMany(replica => replica.History).OrderBy(row => row.Step).ThenBy(row => row.Replica).Select(Text)];

    public static string Text(Evaluation row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Replica},{row.Seed},{row.Epoch:R},{row.Step},{row.LearningRate:R},{row.Loss:R},{row.Accuracy:R},{string.Join(",", row.Unimodal.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}")
        + string.Concat((row.Measures ?? new Dictionary<string, double?>()).Select(measure => FormattableString.Invariant($",{measure.Key}={measure.Value:R}")));

    /// <summary>All weights of one replica.</summary>
    public float[] Weights(int replica = 0)
    {
        using var scope = NewDisposeScope();
        return [.. Network.ExportReplica(replica).SelectMany(named => named.Value.to(ScalarType.Float32).contiguous().data<float>().ToArray())];
    }

    public void Dispose()
    {
        Trainer.Dispose();
        Network.Dispose();
        Data.Dispose();
    }
}
