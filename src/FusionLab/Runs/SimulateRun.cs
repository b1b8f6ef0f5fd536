using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Linear;
using FusionLab.Training;

namespace FusionLab.Runs;

/// <summary>
/// Simulates all replicas of all points of a config on all cores, puts the theory beside them, and leaves a run folder that explains
/// itself, as a trained run does.
/// </summary>
public static class SimulateRun
{
    /// <summary>The share of the work on a network that is its simulation; the rest is its prediction.</summary>
    private const double Simulation = 0.9;

    /// <summary>Why a config must be trained on samples; null where all its points can be simulated.</summary>
    /// <param name="config">The config, with or without a sweep.</param>
    public static string? WhyNot(ExperimentConfig config) =>
        config.Points.Select(point => LinearExperiment.WhyNot(point.Config)).FirstOrDefault(reason => reason is not null);

    /// <summary>Whether a config is simulated from correlations; else it is trained on samples.</summary>
    /// <param name="config">The config, with or without a sweep.</param>
    /// <exception cref="ConfigException">It can be neither.</exception>
    public static bool Applies(ExperimentConfig config)
    {
        if (config.Data is not ToyConfig data)
        {
            return false;
        }

        string? reason = WhyNot(config);
        return reason is not null && data.Samples == ToyTasks.Population
            ? throw new ConfigException(reason) // there are no samples to train on instead
            : reason is null;
    }

    /// <summary>Finds out what would stop a simulation, before it makes a folder.</summary>
    /// <param name="config">The config, with or without a sweep.</param>
    /// <exception cref="ConfigException">It cannot be simulated; the message says why.</exception>
    public static void Check(ExperimentConfig config)
    {
        foreach (var point in config.Points)
        {
            new LinearExperiment(point.Config).Check(config.Seeds[0]);
        }
    }

    /// <summary>Simulates into a run folder. Config and environment are on disk before the first step.</summary>
    /// <param name="config">The config, validated, with or without a sweep.</param>
    /// <param name="options">How to carry it out.</param>
    /// <param name="progress">Told the share of the work that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops the networks under way.</param>
    /// <exception cref="ConfigException">The config cannot be simulated, or the folder cannot be written.</exception>
    /// <exception cref="DivergedException">Every network diverged; the folder holds what there is.</exception>
    public static RunResult Run(
        ExperimentConfig config, RunOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        Check(config);
        string source = config.Data is ToyConfig { Samples: ToyTasks.Population } ? ToyTasks.Population : "generated";
        var dataset = new DatasetInfo(config.Data.Kind, source, null, null);
        int threads = Threads(config);
        using var session = new RunSession(config, options, RunEnvironment.WithoutTorch(threads, dataset, options));
        int networks = config.Points.Count * config.Seeds.Count;
        session.Begin();
        session.Say($"Computing on {Devices.DescribeCpu(threads)}.");
        session.Log.Information("Simulating {Networks} networks, {Threads} at a time", networks, threads);
        var run = Simulate(config, progress, cancellation: cancellation);
        foreach (var (index, replica) in run.Replicas.Index().Where(replica => replica.Item.Status != ReplicaSummary.Converged))
        {
            session.Log.Warning(
                "Replica {Replica} (seed {Seed}) ended as {Status} after {Steps} steps",
                index + 1, replica.Seed, replica.Status, replica.Epochs);
        }

        // Events take as long to write as all the other files.
        var events = Task.Run(() => WriteEvents(run, session.Folder, options.Clock), CancellationToken.None);
        AtomicFile.Write(session.Folder.Metrics, file => CsvFiles.WriteTrajectories(file, run));
        run = session.Finish(run);
        new SideFile(session.Folder.Events, session.Warn).Write(() => events.GetAwaiter().GetResult());
        session.Log.Information("Simulated {Networks} networks in {Seconds} s", networks, run.Seconds);
        return run.Status == RunResult.Diverged ? throw new DivergedException(DescribeDivergence(run)) : run;
    }

    /// <summary>Simulates a config. The same config gives the same numbers on any number of cores.</summary>
    /// <param name="config">The config, validated, with or without a sweep.</param>
    /// <param name="progress">Told the share of the work that is done, from 0 to 1.</param>
    /// <param name="snapshotSteps">Steps after which all weights are kept.</param>
    /// <param name="cancellation">Stops the networks under way.</param>
    /// <exception cref="ConfigException">The config cannot be simulated; the message says why.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static RunResult Simulate(
        ExperimentConfig config,
        IProgress<double>? progress = null,
        IReadOnlyList<long>? snapshotSteps = null,
        CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var points = config.Points;
        var experiments = points.Select(point => new LinearExperiment(point.Config)).ToArray();
        int seeds = config.Seeds.Count;
        var results = new LinearResult[points.Count * seeds];
        var predictions = new Prediction?[results.Length];
        double[] shares = new double[results.Length]; // of the work on each network
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Threads(config) };
        void SimulateOne(Tuple<int, int> range)
        {
            int index = range.Item1;
            var experiment = experiments[index / seeds];
            results[index] = experiment.Run(
                config.Seeds[index % seeds], snapshotSteps, share => Report(index, Simulation * share), cancellation);

            // With the exact population all seeds of a point share one prediction.
            if (index % seeds == 0 || !experiment.HasOneTask)
            {
                predictions[index] = experiment.Predict(results[index].Statistics, cancellation);
            }

            Report(index, 1);
        }

        void Report(int index, double share)
        {
            Volatile.Write(ref shares[index], share);
            progress?.Report(shares.Average());
        }

        try
        {
            Parallel.ForEach(Partitioner.Create(0, results.Length, 1), options, SimulateOne);
        }
        catch (AggregateException failures) when (failures.InnerExceptions.OfType<FusionLabException>().FirstOrDefault() is { } known)
        {
            ExceptionDispatchInfo.Throw(known); // one sentence about the first of them
        }

        ReplicaSummary[] replicas = [.. results.Select((result, i) => ReplicaSummary.FromSimulation(
            result, points[i / seeds].Values, predictions[i] ?? predictions[i / seeds * seeds]))];
        RunPoint[] summaries = [.. points.Zip(replicas.Chunk(seeds), (point, own) => RunPoint.FromReplicas(point.Values, own))];
        return RunResult.FromPoints(config, RunKind.Simulated, summaries) with
        {
            Precision = "fp64",
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }

    private static int Threads(ExperimentConfig config) => config.Threads > 0 ? config.Threads : TorchLibrary.DefaultThreads;

    private static string DescribeDivergence(RunResult run)
    {
        double steps = run.Replicas.Min(replica => replica.Epochs);
        string networks = run.Replicas.Count == 1 ? "The network diverged" : $"All {run.Replicas.Count} networks diverged, the first";
        return $"{networks} after {steps:N0} step{(steps == 1 ? "" : "s")}; lower train.learningRate, which is {run.Config.Train.LearningRate} (see {run.Folder!.Path}).";
    }

    private static void WriteEvents(RunResult run, RunFolder folder, TimeProvider clock)
    {
        using var events = new EventFile(folder.Path, clock, SimulatedEvents.MeanDescription);
        foreach (var (step, scalars) in SimulatedEvents.Scalars(run))
        {
            events.Write(step, scalars);
        }
    }
}
