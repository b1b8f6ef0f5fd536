using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Paper;

/// <summary>What a network of one modality could reach on a data set, stopped at the best time: the dotted lines of figure 5.</summary>
internal static class BestUnimodal
{
    /// <summary>The lowest generalization error on the way, over the modalities.</summary>
    /// <param name="config">A config of a gaussian task with a scalar output.</param>
    public static double GeneralizationError(ExperimentConfig config)
    {
        var task = (GaussianTask)ToyTasks.Create(config.Data, config.Seeds[0]);
        return Enumerable.Range(0, task.Modalities.Count).Min(modality =>
            Train(config, task, modality).Trajectory.Min(point => Error(task, modality, point.TotalWeights)));
    }

    private static LinearRun Train(ExperimentConfig config, GaussianTask task, int modality)
    {
        ulong seed = config.Seeds[0];
        var statistics = task.Statistics(seed).Only(modality);
        var architecture = LinearArchitecture.Uniform(
            [task.Modalities[modality].Dimension], task.Outputs, config.Network.Depth, fusionDepth: 1, config.Network.Width);
        var settings = new LinearRunSettings(config.Train.LearningRate, config.Train.Epochs);
        var initialization = new LinearInitialization(InitializationKind.Normal, config.Network.Init!.Scale!.Value);
        var simulation = new LinearSimulation(architecture, new SquaredObjective(statistics), Landmarks.Of(statistics), settings);
        return simulation.Run(initialization, seed);
    }

    // The other modalities' weights are 0.
    private static double Error(GaussianTask task, int modality, double[] weights)
    {
        int offset = task.Modalities.Take(modality).Sum(other => other.Dimension);
        var total = Matrix<double>.Build.Dense(1, task.Covariance.RowCount);
        total.SetSubMatrix(0, offset, Matrix<double>.Build.Dense(1, weights.Length, weights));
        return FixedPoints.GeneralizationError(total, task.TrueWeights, task.Covariance);
    }
}
