using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using FusionLab.Config;
using FusionLab.Linear;

namespace FusionLab.Runs;

/// <summary>Simulates all replicas of all points of a config on all cores, and puts the theory beside them.</summary>
public static class LinearLaboratory
{
    /// <summary>Why a config must be trained on samples; null where all its points can be simulated.</summary>
    /// <param name="config">The config, with or without a sweep.</param>
    public static string? WhyNot(ExperimentConfig config) =>
        SweepGrid.Expand(config).Select(point => LinearExperiment.WhyNot(point.Config)).FirstOrDefault(reason => reason is not null);

    /// <summary>Finds out what would stop a simulation, before it makes a folder.</summary>
    /// <param name="config">The config, with or without a sweep.</param>
    /// <exception cref="ConfigException">It cannot be simulated; the message says why.</exception>
    public static void Check(ExperimentConfig config)
    {
        foreach (var point in SweepGrid.Expand(config))
        {
            new LinearExperiment(point.Config).Check(config.Seeds[0]);
        }
    }

    /// <summary>Simulates a config. The same config gives the same numbers on any number of cores.</summary>
    /// <param name="config">The config, validated, with or without a sweep.</param>
    /// <param name="progress">Told the share of finished networks, from 0 to 1.</param>
    /// <param name="snapshotSteps">Steps after which all weights are kept.</param>
    /// <param name="cancellation">Stops between networks.</param>
    /// <exception cref="ConfigException">The config cannot be simulated; the message says why.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static LinearReport Run(
        ExperimentConfig config,
        IProgress<double>? progress = null,
        IReadOnlyList<long>? snapshotSteps = null,
        CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var points = SweepGrid.Expand(config);
        var experiments = points.Select(point => new LinearExperiment(point.Config)).ToArray();
        ulong[] seeds = [.. config.Seeds];
        var results = new LinearResult[points.Count * seeds.Length];
        var predictions = new Prediction?[results.Length];
        int done = 0;
        var options = new ParallelOptions
        {
            CancellationToken = cancellation,
            MaxDegreeOfParallelism = config.Threads > 0 ? config.Threads : TorchLibrary.DefaultThreads,
        };
        void Simulate(Tuple<int, int> range)
        {
            var experiment = experiments[range.Item1 / seeds.Length];
            ulong seed = seeds[range.Item1 % seeds.Length];
            results[range.Item1] = experiment.Run(seed, snapshotSteps);

            // With the exact population all seeds of a point share one prediction.
            bool isFirst = range.Item1 % seeds.Length == 0;
            if (isFirst || !experiment.HasOneTask)
            {
                predictions[range.Item1] = experiment.Predict(results[range.Item1].Statistics);
            }

            progress?.Report((double)Interlocked.Increment(ref done) / results.Length);
        }

        try
        {
            Parallel.ForEach(Partitioner.Create(0, results.Length, 1), options, Simulate);
        }
        catch (AggregateException failures) when (failures.InnerExceptions.OfType<FusionLabException>().FirstOrDefault() is { } known)
        {
            ExceptionDispatchInfo.Throw(known); // one sentence about the first of them
        }

        var rows = results.Select((result, i) => new LinearRow(
            points[i / seeds.Length].Values,
            result,
            predictions[i] ?? predictions[i / seeds.Length * seeds.Length],
            points[i / seeds.Length].Config.Train.LearningRate)).ToArray();
        return new LinearReport(config, rows, clock.Elapsed.TotalSeconds);
    }
}
