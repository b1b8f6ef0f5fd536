using System.Globalization;
using FusionLab.Config;
using FusionLab.Training;
using Serilog;

namespace FusionLab.Runs;

/// <summary>
/// Trains a config with a sweep: points of equal shape as one batch, one run folder a point (<c>01</c>, <c>02</c>, …), and
/// tables over all of them. A point in a batch gives the numbers it gives alone, to rounding.
/// </summary>
public static class SweepRunner
{
    /// <summary>Trains all points.</summary>
    /// <param name="config">The config, validated; with a sweep.</param>
    /// <param name="options">How to carry it out.</param>
    /// <param name="observer">Who watches training, batch after batch; null for no one.</param>
    /// <param name="cancellation">Interrupts after the step under way; a checkpoint is written.</param>
    /// <returns>The tables, and the outcome of each point that was begun. Points that diverged are among them.</returns>
    /// <exception cref="FusionLabException">The config, the data or the device do not allow the sweep, or every point diverged.</exception>
    public static SweepOutcome Run(
        ExperimentConfig config, RunOptions options, ITrainingObserver? observer = null, CancellationToken cancellation = default)
    {
        var points = SweepGrid.Expand(config);
        TorchLibrary.SetThreads(config.Threads);
        var device = DeviceChoice.Parse(config.Device);
        foreach (var point in points)
        {
            point.Config.Train.Precision.Require(device);
        }

        TrainingChecks.Require(config);

        long started = options.Clock.GetTimestamp();
        var folder = RunFolder.Enter(config, options);
        using var hold = RunFolderHold.Take(folder);
        using var log = folder.OpenLog();
        options = Logged(options, log);
        var groups = SweepGroup.Of(points);
        options.Say?.Invoke(SweepGroup.Describe(points, groups));
        var outcomes = new RunOutcome?[points.Count];
        foreach (var (number, group) in groups.Index())
        {
            if (cancellation.IsCancellationRequested)
            {
                break;
            }

            var batch = new SweepBatch(
                [.. group.Points.Select(point => Place(points[point].Config, folder, point, points.Count))],
                folder,
                number + 1,
                device,
                options with { Out = null });
            foreach (var (point, outcome) in group.Points.Zip(batch.Run(observer, cancellation)))
            {
                outcomes[point] = outcome;
                var (status, epochs) = (outcome.Summary.Status, outcome.Summary.Epochs);
                log.Information("Point {Point:l}: {Status:l} after {Epochs} epochs", Name(point, points.Count), status, epochs);
            }
        }

        var results = points.Zip(outcomes).Index()
            .Select(pair => new SweepResult(Name(pair.Index, points.Count), pair.Item.First.Values, pair.Item.Second)).ToArray();
        var sweep = new SweepOutcome(SweepSummary.Of(config, results, options.Clock.GetElapsedTime(started).TotalSeconds), folder, results);
        sweep.Write();
        log.Information("The sweep is {Status:l}", sweep.Summary.Status);
        return sweep.Summary.Status == RunSummary.Diverged
            ? throw new DivergedException(
                $"All {points.Count} points of the sweep diverged; lower train.learningRate. {folder.Path} says where each did.")
            : sweep;
    }

    private static ExperimentConfig Place(ExperimentConfig config, RunFolder folder, int point, int points) =>
        config with { Out = Path.Combine(folder.Path, Name(point, points)) };

    private static string Name(int point, int points) =>
        (point + 1).ToString($"D{Math.Max(2, points.ToString(CultureInfo.InvariantCulture).Length)}", CultureInfo.InvariantCulture);

    /// <summary>
    /// What the person is told the sweep's log has, too. What every point warns of (synthetic digits, say) is heard once.
    /// </summary>
    private static RunOptions Logged(RunOptions options, ILogger log)
    {
        var heard = new HashSet<string>();
        return options with
        {
            Say = sentence =>
            {
                log.Information("{Sentence:l}", sentence);
                options.Say?.Invoke(sentence);
            },
            Warn = warning =>
            {
                if (heard.Add(warning))
                {
                    log.Warning("{Warning:l}", warning);
                    options.Warn?.Invoke(warning);
                }
            },
        };
    }
}
