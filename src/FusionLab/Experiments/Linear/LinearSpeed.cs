using System.Diagnostics;
using FusionLab.Experiments.Configuration;

namespace FusionLab.Experiments.Linear;

/// <summary>How long simulating a config takes on all cores, without predictions and files: our side of benchmarks/linear_peer.py.</summary>
/// <param name="Name">The config's name.</param>
/// <param name="Networks">The networks simulated.</param>
/// <param name="Steps">The steps they took together; a network stops when it has converged.</param>
/// <param name="Budget">The steps they would have taken without stopping: what the authors' code takes.</param>
/// <param name="Seconds">Wall-clock seconds.</param>
public sealed record LinearSpeed(string Name, int Networks, long Steps, long Budget, double Seconds)
{
    /// <summary>Simulates all replicas of all points once.</summary>
    /// <param name="config">The config, validated, with or without a sweep.</param>
    /// <exception cref="ConfigException">The config cannot be simulated; the message says why.</exception>
    public static LinearSpeed Measure(ExperimentConfig config)
    {
        var points = SweepGrid.Expand(config).Select(point => new LinearExperiment(point.Config)).ToArray();
        var clock = Stopwatch.StartNew();
        long steps = 0;
        Parallel.ForEach(points.SelectMany(point => config.Seeds.Select(seed => (point, seed))), network =>
            Interlocked.Add(ref steps, network.point.Run(network.seed).Run.Steps));
        int networks = points.Length * config.Seeds.Count;
        return new LinearSpeed(config.Name ?? "unnamed", networks, steps, (long)networks * config.Train.Epochs, clock.Elapsed.TotalSeconds);
    }
}
