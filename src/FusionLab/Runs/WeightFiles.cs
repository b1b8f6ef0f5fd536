using System.Globalization;
using FusionLab.Config;
using FusionLab.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Runs;

/// <summary>Takes one replica's weights out of a run folder, named and shaped as PyTorch has them (Networks/README.md).</summary>
public static class ReplicaExport
{
    /// <summary>Writes the weights of the run's last checkpoint to a safetensors file of 32-bit numbers.</summary>
    /// <param name="run">The run folder; it is only read.</param>
    /// <param name="replica">The replica, counted from 1.</param>
    /// <param name="file">The file to write; null for <c>replica-K.safetensors</c> in the run folder.</param>
    /// <param name="overwrite">Whether a file that is there already may be lost.</param>
    /// <exception cref="ConfigException">The run has no such replica, or the file is there already.</exception>
    /// <exception cref="DataException">There is no such run, or it has no whole checkpoint.</exception>
    public static ExportedReplica Write(string run, int replica, string? file = null, bool overwrite = false)
    {
        var folder = RunFolder.Open(run);
        var config = ReadConfig(folder);
        if (replica < 1 || replica > config.Seeds.Count)
        {
            string choice = config.Seeds.Count == 1 ? "choose 1" : $"choose 1 to {config.Seeds.Count}";
            throw new ConfigException(
                $"Replica {replica} is asked for, but {run} has {config.Seeds.Count} (seeds {config.Seeds}); {choice}.");
        }

        file ??= Path.Combine(run, $"replica-{replica}.safetensors");
        if (Directory.Exists(file))
        {
            throw new ConfigException($"{file} is a folder; name the file to write.");
        }

        if (File.Exists(file) && !overwrite)
        {
            throw new ConfigException($"{file} exists already.") { Remedy = Remedy.OtherFile };
        }

        using var checkpoint = ReplicaCheckpoints.LoadNewest(folder, replica);
        RequireSameConfig(folder, config, checkpoint.State);
        using var scope = NewDisposeScope();
        var state = checkpoint.State.Replicas.Single(saved => saved.Replica == replica);
        double epochs = checkpoint.FindUsedEpochs(replica);
        var weights = checkpoint.FindUsedWeights(replica).ToDictionary(named => named.Key, named => named.Value.to(ScalarType.Float32));
        var metadata = WeightsMetadata.Describe(config.Network, TrainingTask.ModalityNames(config));
        metadata["run"] = config.Name ?? "";
        metadata["replica"] = replica.ToString(CultureInfo.InvariantCulture);
        metadata["seed"] = state.Seed.ToString(CultureInfo.InvariantCulture);
        metadata["epochs"] = epochs.ToString(CultureInfo.InvariantCulture);
        AtomicFile.Write(file, stream => SafeTensors.Write(stream, weights, metadata), durable: true);
        return new ExportedReplica(file, replica, state.Seed, epochs, weights.Values.Sum(weight => weight.numel()));
    }

    /// <summary>Reads the config of a run whose weights are wanted.</summary>
    /// <exception cref="ConfigException">The folder holds a sweep.</exception>
    internal static ExperimentConfig ReadConfig(RunFolder folder)
    {
        var config = ConfigJson.Read(folder.Config);
        return config.Sweep is null ? config : throw new ConfigException(
            $"{folder.Path} holds a sweep; give the folder of one of its points, such as {Path.Combine(folder.Path, "01")}.");
    }

    /// <summary>Checks that config.json, which names the network for whoever gets the weights, is that of the checkpoint.</summary>
    internal static void RequireSameConfig(RunFolder folder, ExperimentConfig config, CheckpointState state)
    {
        var differences = ConfigDifference.Find(state.ConfigJson, ConfigJson.WriteDeterminants(config), mayTrainLonger: true);
        if (differences.Count > 0 || RunChecksums.FindChanged(folder.Path).Contains(Path.GetFileName(folder.Config)))
        {
            throw new DataException(string.Join("; ", [$"{folder.Config} is not as the run wrote it", .. differences]))
            {
                Advice = "restore it",
            };
        }
    }
}

/// <summary>Puts weights from a file into the network of a config, measures it, and leaves a run folder that goes on from there.</summary>
public static class ReplicaImport
{
    /// <summary>
    /// Imports one network. The run folder is that of a run interrupted before its first step, summary and report included:
    /// <c>export</c> gives the weights back, and resuming it trains on from them.
    /// </summary>
    /// <param name="config">The config, validated; without a sweep. The first of its seeds becomes the replica's.</param>
    /// <param name="file">A safetensors file with the names and shapes of Networks/README.md.</param>
    /// <param name="options">The run folder and the clock.</param>
    /// <exception cref="ConfigException">The config describes no single trained network.</exception>
    /// <exception cref="DataException">The file is missing, damaged, or of another network; nothing has been written then.</exception>
    public static ImportOutcome Run(ExperimentConfig config, string file, RunOptions options)
    {
        config = OneReplica(config);
        if (!File.Exists(file))
        {
            throw new DataException($"There is no file {file}; give a safetensors file, such as export writes.");
        }

        var device = Devices.Prepare(config.Device, config.Threads, config.Train.Precision);
        using var task = TrainingTask.Open(config, device);
        using var scope = NewDisposeScope();
        using var network = FusionNetwork.Create(
            config.Network, task.Data.Modalities, task.Data.Outputs, config.Seeds, device, config.Train.Precision.NetworkType());
        Fill(network, file);

        using var session = new TrainingSession(config, task, device, options);
        using var trainer = new Trainer(task.Data, network, config.Train, config.Seeds, new TrainerOptions
        {
            Checkpoints = ReplicaCheckpoints.OpenStore(session.Folder.Checkpoint, 1, 1),
            ConfigJson = ConfigJson.WriteDeterminants(config),
            Clock = options.Clock,
        });

        // Cancelled from the start, it evaluates, saves a checkpoint, and ends before the first step.
        var replica = trainer.Run([session.Files], new CancellationToken(canceled: true)).Replicas[0];
        if (replica.Divergence is { } divergence)
        {
            throw new DivergedException(divergence.Message);
        }

        session.Finish([replica]);
        return new ImportOutcome(session.Folder, task.Measured, replica.Final!, task.Warnings);
    }

    private static ExperimentConfig OneReplica(ExperimentConfig config) => config.Sweep is null
        ? config with { Seeds = new SeedList([config.Seeds[0]]) }
        : throw new ConfigException("sweep makes many networks, and the file holds one; import it with the config of one point.");

    private static void Fill(FusionNetwork network, string file)
    {
        var needed = WeightsMetadata.Describe(network.Config, network.Modalities.Select(modality => modality.Name));
        WeightsMetadata.Check(file, SafeTensors.ReadMetadata(file), needed);
        var weights = WeightNames.StripPrefix(SafeTensors.Read(file), network.ParameterNames);
        if (weights.FirstOrDefault(named => !named.Value.is_floating_point()) is { Key: { } whole, Value: { } numbers })
        {
            throw new DataException(
                $"{file}: '{whole}' holds whole numbers ({numbers.dtype}), as quantized weights are; export them as floating-point numbers.");
        }

        var type = network.parameters().First().dtype;
        if (weights.FirstOrDefault(named => !named.Value.to(type).isfinite().all().item<bool>()).Key is { } broken)
        {
            throw new DataException(
                $"{file}: '{broken}' holds values that are no finite numbers, or none in {type}; "
                + "export weights from before training diverged.");
        }

        try
        {
            network.ImportReplica(0, weights);
        }
        catch (DataException mismatch)
        {
            throw new DataException($"{file}: {mismatch.Message}", mismatch);
        }
    }
}

/// <summary>
/// Names of weights that a wrapper around the network has given a prefix: <c>module.</c> (data parallel), <c>_orig_mod.</c> (compiled),
/// <c>model.</c> (Lightning and the like), or several of them.
/// </summary>
internal static class WeightNames
{
    /// <summary>Takes a prefix off that all names have before one that the network has.</summary>
    /// <param name="weights">The weights by name.</param>
    /// <param name="needed">The network's own names.</param>
    /// <returns>The same tensors; under the same names where there is no such prefix.</returns>
    public static IReadOnlyDictionary<string, Tensor> StripPrefix(IReadOnlyDictionary<string, Tensor> weights, IReadOnlyList<string> needed)
    {
        if (needed.Any(weights.ContainsKey))
        {
            return weights;
        }

        string? prefix = weights.Keys.Where(name => name.EndsWith($".{needed[0]}", StringComparison.Ordinal))
            .Select(name => name[..^needed[0].Length]).FirstOrDefault();
        return prefix is not null && weights.Keys.All(name => name.StartsWith(prefix, StringComparison.Ordinal))
            ? weights.ToDictionary(named => named.Key[prefix.Length..], named => named.Value)
            : weights;
    }
}

/// <summary>What a file of weights says of its network: all that the names and shapes of the weights leave open.</summary>
internal static class WeightsMetadata
{
    /// <summary>Describes a network, by the names its config has for these things.</summary>
    /// <param name="network">The network's description.</param>
    /// <param name="modalities">The modalities' names, in the order of the fusion layer's blocks.</param>
    public static Dictionary<string, string> Describe(NetworkConfig network, IEnumerable<string> modalities)
    {
        var description = new Dictionary<string, string>
        {
            ["kind"] = network.Kind,
            ["depth"] = Text(network.Depth),
            ["fusionDepth"] = Text(network.FusionDepth),
            ["modalities"] = string.Join(',', modalities),
            ["activation"] = network.Activation,
        };
        if (network.BranchDepths is { } depths)
        {
            description["branchDepths"] = string.Join(',', depths);
        }

        if (network is MlpConfig { Branches: { } branches })
        {
            description["branches"] = string.Join(',', branches.Select(branch =>
                $"{branch.Key}:{branch.Value.Kind}{(branch.Value is CnnBranchConfig own ? $":pooling {Text(own.Pooling)}" : "")}"));
        }

        if (network.Activation == Activation.LeakyRelu)
        {
            description["slope"] = Text(network.Slope);
        }

        if (network is CnnConfig cnn)
        {
            description["pooling"] = Text(cnn.Pooling);
        }

        return description;
    }

    /// <summary>Refuses a file of another network. A file that says nothing of itself, as PyTorch's do, passes.</summary>
    /// <param name="file">The file.</param>
    /// <param name="given">The file's metadata.</param>
    /// <param name="needed">What <see cref="Describe"/> says of the network to fill.</param>
    /// <exception cref="DataException">They disagree; the message names the first difference.</exception>
    public static void Check(string file, IReadOnlyDictionary<string, string> given, IReadOnlyDictionary<string, string> needed)
    {
        foreach (var (key, value) in needed)
        {
            if (given.TryGetValue(key, out string? other) && other != value)
            {
                throw new DataException(
                    $"{file} holds a network of {key} {other}, but the config describes one of {key} {value}; "
                    + "import it with the config it was trained with.");
            }
        }
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}

/// <summary>One replica's weights in a file of their own.</summary>
/// <param name="File">The safetensors file.</param>
/// <param name="Replica">The replica, counted from 1.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Epochs">Epochs that it trained.</param>
/// <param name="Parameters">Weights and biases in the file, as single numbers.</param>
public sealed record ExportedReplica(string File, int Replica, ulong Seed, double Epochs, long Parameters);

/// <summary>Imported weights, measured before any training.</summary>
/// <param name="Folder">The run folder they lie in now, as the replica of a run that has not begun.</param>
/// <param name="Measured">The modalities whose accuracy alone is measured; none for regression.</param>
/// <param name="Scores">The loss on the first training batch; for classes also the accuracies on the clean test set.</param>
/// <param name="Warnings">What a reader must know before believing the numbers, such as that the data are synthetic.</param>
public sealed record ImportOutcome(RunFolder Folder, IReadOnlyList<string> Measured, Evaluation Scores, IReadOnlyList<string> Warnings);
