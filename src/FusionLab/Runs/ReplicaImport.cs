using FusionLab.Config;
using FusionLab.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Runs;

/// <summary>Puts weights from a file into the network of a config, measures it, and leaves a run folder that goes on from there.</summary>
public static class ReplicaImport
{
    /// <summary>
    /// Imports one network. The run folder is that of a run interrupted before its first step, summary and report included:
    /// <c>export</c> gives the weights back, and <c>--resume</c> trains on from them.
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

        var device = TorchRuntime.Prepare(config);
        using var task = TaskSource.Open(config, device);
        using var scope = NewDisposeScope();
        using var network = FusionNetworks.Create(
            config.Network, task.Data.Modalities, task.Data.Outputs, config.Seeds, device, config.Train.Precision.NetworkType());
        Fill(network, file);

        using var session = new RunSession(config, task, device, options);
        using var trainer = new Trainer(task.Data, network, config.Train, config.Seeds, new TrainerOptions
        {
            Checkpoints = ReplicaCheckpoints.Of(session.Folder.Checkpoint, 1, 1),
            ConfigJson = ConfigJson.WriteDeterminants(config),
            Clock = options.Clock,
        });

        // Cancelled from the start, it evaluates, saves a checkpoint, and ends before the first step.
        var result = trainer.Run(session.Files, new CancellationToken(canceled: true));
        session.Finish(result.Replicas);
        return new ImportOutcome(session.Folder, task.Measured, result.Replicas[0].Final!, task.Warnings);
    }

    private static ExperimentConfig OneReplica(ExperimentConfig config) => config.Sweep is null
        ? config with { Seeds = new SeedList([config.Seeds[0]]) }
        : throw new ConfigException("sweep makes many networks, and the file holds one; import it with the config of one point.");

    private static void Fill(FusionNetwork network, string file)
    {
        var needed = WeightsMetadata.Describe(network.Config, network.Modalities.Select(modality => modality.Name));
        WeightsMetadata.Check(file, SafeTensors.ReadMetadata(file), needed);
        var weights = SafeTensors.Read(file);
        if (weights.FirstOrDefault(named => !named.Value.isfinite().all().item<bool>()).Key is { } broken)
        {
            throw new DataException(
                $"{file}: '{broken}' holds values that are no finite numbers; export weights from before training diverged.");
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
