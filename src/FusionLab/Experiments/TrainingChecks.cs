using FusionLab.Data;
using FusionLab.Data.Tasks;
using FusionLab.Experiments.Configuration;
using FusionLab.Networks;
using FusionLab.Training;

namespace FusionLab.Experiments;

/// <summary>Finds out what would stop a training run, before data are read or fetched and a folder is made.</summary>
public static class TrainingChecks
{
    /// <summary>Checks that every network of a config can be built for its task, and that the task has what training asks for.</summary>
    /// <param name="config">The config, validated, with or without a sweep.</param>
    /// <exception cref="ConfigException">It cannot be trained; the message says what clashes.</exception>
    public static void Require(ExperimentConfig config)
    {
        foreach (var point in SweepGrid.Expand(config))
        {
            RequirePoint(point.Config);
        }
    }

    private static void RequirePoint(ExperimentConfig config)
    {
        var (modalities, outputs) = config.Data.IsToy ? Toy(config) : Images(config);
        bool stopEarlier = StopCondition.Parse(config.Train.StopWhen) != StopCondition.Never;
        TrainerChecks.RequireTask(config.Train, config.Data.IsToy ? null : outputs, hasEvaluator: false, stopEarlier, config.Train.Threshold);
        _ = FusionNetworks.CountParameters(config.Network, modalities, outputs);
    }

    private static (IReadOnlyList<Modality> Modalities, int Outputs) Toy(ExperimentConfig config)
    {
        var task = ToyTasks.Create(config.Data, config.Seeds[0]);
        return ([.. task.Modalities.Select(modality => new Modality(modality.Name, [modality.Dimension]))], task.Outputs);
    }

    private static (IReadOnlyList<Modality> Modalities, int Outputs) Images(ExperimentConfig config) =>
        (NoisyMnist.ModalitiesOf(config.Data, flatten: config.Network.Kind != NetworkConfig.Cnn), ImageSet.Classes);
}
