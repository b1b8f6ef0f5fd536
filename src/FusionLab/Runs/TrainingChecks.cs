using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;

namespace FusionLab.Runs;

/// <summary>Finds out what would stop a training run before a folder is made.</summary>
public static class TrainingChecks
{
    /// <summary>
    /// Checks, before data are read or fetched, that every network of a config can be built for its task, and that the task has
    /// what training asks for. What one's own arrays allow is known when they have been read: see <see cref="RequireFitting"/>.
    /// </summary>
    /// <param name="config">The config, validated, with or without a sweep.</param>
    /// <exception cref="ConfigException">It cannot be trained; the message says what clashes.</exception>
    public static void Require(ExperimentConfig config)
    {
        foreach (var point in SweepGrid.Expand(config).Select(point => point.Config).Where(point => !point.Data.IsArrays))
        {
            if (point.Data.IsToy)
            {
                var task = ToyTasks.Create(point.Data, point.Seeds[0]);
                Modality[] modalities = [.. task.Modalities.Select(modality => new Modality(modality.Name, [modality.Dimension]))];
                Require(point, modalities, task.Outputs, isClassification: false);
            }
            else
            {
                var modalities = NoisyMnist.ModalitiesOf(point.Data, flatten: point.Network.Kind != NetworkConfig.Cnn);
                Require(point, modalities, ImageSet.Classes, isClassification: true);
            }
        }
    }

    /// <summary>Checks that a network and its training fit data.</summary>
    /// <param name="config">The config, without a sweep.</param>
    /// <param name="data">Its task.</param>
    /// <exception cref="ConfigException">They do not; the message says what clashes.</exception>
    public static void RequireFitting(ExperimentConfig config, IReplicaData data) =>
        Require(config, data.Modalities, data.Outputs, data.IsClassification);

    private static void Require(ExperimentConfig config, IReadOnlyList<Modality> modalities, int outputs, bool isClassification)
    {
        bool stopEarlier = StopCondition.Parse(config.Train.StopWhen) != StopCondition.Never;
        int? classes = isClassification ? outputs : null;
        TrainerChecks.RequireTask(config.Train, classes, hasEvaluator: false, stopEarlier, config.Train.Threshold);
        _ = FusionNetworks.CountParameters(config.Network, modalities, outputs);
    }
}
