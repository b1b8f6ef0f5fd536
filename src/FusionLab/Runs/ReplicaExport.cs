using System.Globalization;
using FusionLab.Config;
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
        var config = ConfigJson.Read(folder.Config);
        if (config.Sweep is not null)
        {
            throw new ConfigException($"{run} holds a sweep; give the folder of one of its points, such as {Path.Combine(run, "01")}.");
        }

        if (replica < 1 || replica > config.Seeds.Count)
        {
            string choice = config.Seeds.Count == 1 ? "choose 1" : $"choose 1 to {config.Seeds.Count}";
            throw new ConfigException($"--replica is {replica}, but {run} has {config.Seeds.Count} (seeds {config.Seeds}); {choice}.");
        }

        if (file is { Length: 0 })
        {
            throw new ConfigException("--out is empty; name the file to write.");
        }

        file ??= Path.Combine(run, $"replica-{replica}.safetensors");
        if (File.Exists(file) && !overwrite)
        {
            throw new ConfigException($"{file} exists already; name another file with --out, or overwrite it with --force.");
        }

        using var checkpoint = ReplicaCheckpoints.LoadNewest(folder, replica);
        using var scope = NewDisposeScope();
        var state = checkpoint.State.Replicas.Single(saved => saved.Replica == replica);
        double epochs = state.IsLive ? checkpoint.State.Epoch : state.History.LastOrDefault()?.Epoch ?? 0;
        var weights = checkpoint.WeightsOf(replica).ToDictionary(named => named.Key, named => named.Value.to(ScalarType.Float32));
        var metadata = WeightsMetadata.Describe(config.Network, TaskSource.ModalityNames(config));
        metadata["run"] = config.Name ?? "";
        metadata["replica"] = replica.ToString(CultureInfo.InvariantCulture);
        metadata["seed"] = state.Seed.ToString(CultureInfo.InvariantCulture);
        metadata["epochs"] = epochs.ToString(CultureInfo.InvariantCulture);
        DurableFile.Write(file, stream => SafeTensors.Write(stream, weights, metadata));
        return new ExportedReplica(file, replica, state.Seed, epochs, weights.Values.Sum(weight => weight.numel()));
    }
}
