using FusionLab.Config;
using FusionLab.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Runs;

/// <summary>How the networks of a run use their modalities, measured on the weights of its last checkpoint.</summary>
/// <param name="Run">The run folder.</param>
/// <param name="Modalities">The modalities' names.</param>
/// <param name="Replicas">Each replica's measures.</param>
/// <param name="Warnings">What a reader must know before believing the numbers.</param>
public sealed record RunDiagnosis(
    string Run, IReadOnlyList<string> Modalities, IReadOnlyList<ReplicaDiagnosis> Replicas, IReadOnlyList<string> Warnings)
{
    /// <summary>The probe of a modality's branch before training: the key <c>probeBefore.NAME</c>.</summary>
    public const string ProbeBefore = "probeBefore";

    /// <summary>A modality without which the accuracy falls by less is hardly used; a probe that is higher by more knows more.</summary>
    private const double Notable = 0.02;

    /// <summary>What the measures say, in plain sentences.</summary>
    public IReadOnlyList<string> Findings => [.. Describe()];

    /// <summary>A measure over the replicas.</summary>
    /// <param name="key">Its key, such as <c>shapley.audio</c>.</param>
    public RatioSummary Summarize(string key) =>
        RatioSummary.FromRatios(Replicas.Select(replica => replica.Measures.GetValueOrDefault(key)));

    /// <summary>Measures all replicas of a run, whose folder is only read.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="device">Where to compute, as a config has it; null: where the run did.</param>
    /// <exception cref="ConfigException">The run is a sweep, has no classes, or too few or too many modalities.</exception>
    /// <exception cref="DataException">There is no such run, it has no whole checkpoint, or its data are missing.</exception>
    public static RunDiagnosis Measure(string run, string? device = null)
    {
        var folder = RunFolder.Open(run);
        var config = ReplicaExport.ReadConfig(folder);
        var on = Devices.Prepare(device ?? config.Device, config.Threads, config.Train.Precision);
        using var task = TrainingTask.Open(config, on);
        var data = task.Data;
        if (!data.IsClassification || data.Modalities.Count is < 2 or > ModalityValues.MostModalities)
        {
            string what = data.IsClassification ? $"{data.Modalities.Count} modalities" : "no classes";
            throw new ConfigException(
                $"{run} has {what}; the measures are of accuracies with subsets of 2 to {ModalityValues.MostModalities} modalities.");
        }

        using var scope = NewDisposeScope();
        using var network = FusionNetwork.Create(
            config.Network, data.Modalities, data.Outputs, config.Seeds, on, config.Train.Precision.NetworkType());
        var measures = new ModalityMeasures(data, config.Seeds);
        var before = measures.Measure(network, [ModalityMeasures.LinearProbe]);
        var last = Enumerable.Range(0, config.Seeds.Count).Select(r => Fill(network, r, folder, config)).ToArray();
        var tables = measures.Measure(network);
        string[] names = [.. data.Modalities.Select(modality => modality.Name)];
        foreach (var (table, untrained) in tables.Zip(before))
        {
            foreach (string name in names)
            {
                table[$"{ProbeBefore}.{name}"] = untrained[$"{ModalityMeasures.LinearProbe}.{name}"];
            }
        }

        foreach (string key in ModalityMeasures.ListKeys([LearningSpeeds.Measure], names))
        {
            foreach (var (table, row) in tables.Zip(last, (table, of) => (table, of.Row)))
            {
                table[key] = row?.Measures?.GetValueOrDefault(key); // known where it was measured along training
            }
        }

        return new RunDiagnosis(
            run, names, [.. tables.Select((table, r) => new ReplicaDiagnosis(r + 1, config.Seeds[r], last[r].Epochs, table))], task.Warnings);
    }

    private IEnumerable<string> Describe()
    {
        string[] shares = [.. Modalities.OrderByDescending(name => Mean("shapley", name))
            .Select(name => $"{Wording.LabelModality(name)} {100 * Mean("shapley", name):0.0}")];
        yield return FormattableString.Invariant(
            $"Of {100 * Summarize("accuracy").Mean:0.0} % accuracy, {100 * Summarize("none").Mean:0.0} % with every modality blank, the modalities ")
            + $"bring these points: {string.Join(", ", shares)} (Shapley values).";
        foreach (string name in Modalities)
        {
            string who = Wording.LabelModality(name);
            double lost = Mean("lost", name), probe = Mean(ModalityMeasures.LinearProbe, name), alone = Mean("alone.mean", name);
            if (lost < Notable)
            {
                yield return FormattableString.Invariant($"{who} is hardly used: without it the accuracy changes by {-100 * lost:+0.0;-0.0;0.0} points.");
            }

            if (probe > alone + Notable)
            {
                double gain = probe - Mean(ProbeBefore, name);
                string since = gain > Notable ? FormattableString.Invariant($"training has raised that by {100 * gain:0.0} points")
                    : "but so it was before training, as random layers pass on what the data hold";
                yield return FormattableString.Invariant(
                    $"The branch of {who} passes on more than the network uses: a linear probe of it reaches {100 * probe:0.0} %, ")
                    + FormattableString.Invariant($"the network with {who} alone {100 * alone:0.0} %; {since}.");
            }
        }

        double Mean(string measure, string name) => Summarize($"{measure}.{name}").Mean ?? double.NaN;
    }

    /// <summary>Puts the weights that a replica is used with into the network.</summary>
    /// <returns>The epochs that it had trained then, and its evaluation.</returns>
    private static (double Epochs, Evaluation? Row) Fill(FusionNetwork network, int replica, RunFolder folder, ExperimentConfig config)
    {
        using var checkpoint = ReplicaCheckpoints.LoadNewest(folder, replica + 1);
        ReplicaExport.RequireSameConfig(folder, config, checkpoint.State);
        network.ImportReplica(replica, checkpoint.FindUsedWeights(replica + 1));
        return (checkpoint.FindUsedEpochs(replica + 1), checkpoint.FindUsedRow(replica + 1));
    }
}

/// <summary>One replica's measures.</summary>
/// <param name="Replica">The replica, counted from 1.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Epochs">Epochs that it trained.</param>
/// <param name="Measures">The measures by key, such as <c>shapley.audio</c>; null for what does not exist.</param>
public sealed record ReplicaDiagnosis(int Replica, ulong Seed, double Epochs, IReadOnlyDictionary<string, double?> Measures);
