using System.Text.Json;
using Xunit.Abstractions;

namespace FusionLab.Tests.Cli;

/// <summary>
/// Several processes run one config with different seeds, started at the same time and without a folder named: each gets a folder of its
/// own, whose files are all of its own seed.
/// </summary>
public sealed class SimultaneousStartTests(ITestOutputHelper output)
{
    /// <summary>Simulated in the even rounds and trained in the odd ones.</summary>
    private static readonly string[] s_configs =
    [
        """
        { "name": "many", "seeds": "1", "threads": 1, "data": { "kind": "gaussian" },
          "network": { "kind": "linear", "depth": 2, "fusionDepth": 2, "width": 10 }, "train": { "loss": "mse", "learningRate": 0.05, "epochs": 20 } }
        """,
        """
        { "name": "many", "seeds": "1", "threads": 1, "device": "cpu", "data": { "kind": "xor", "samples": 200 },
          "network": { "depth": 2, "fusionDepth": 1, "width": 8 }, "train": { "loss": "mse", "batchSize": 100, "epochs": 1 } }
        """,
    ];

    [Fact]
    public void Some_starts_at_once_get_a_folder_each() => Try(rounds: 2, starts: 4, "some starts at once");

    [Fact]
    [Trait("Category", "Reliability")]
    public void Every_start_at_once_gets_a_folder() => Try(rounds: 25, starts: 8, "starts at once, 25 rounds of 8");

    private void Try(int rounds, int starts, string mishap)
    {
        var failures = new List<string>();
        for (int round = 0; round < rounds; round++)
        {
            failures.AddRange(StartAtOnce(s_configs[round % s_configs.Length], starts).Select(failure => $"round {round + 1}: {failure}"));
        }

        ReliabilityTable.Report(output, mishap, rounds * starts, failures);
    }

    /// <summary>Starts one config with seeds from 1 on.</summary>
    /// <returns>What is wrong with any of the runs.</returns>
    private static List<string> StartAtOnce(string config, int starts)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("many.json", config);
        ProgramRun[] runs = [.. Enumerable.Range(1, starts).Select(seed => ProgramRun.StartAt(folder.Path, file, "--seeds", $"{seed}", "--quiet"))];
        var failures = new List<string>();
        foreach (var (index, run) in runs.Index())
        {
            if (run.Wait() is not 0 and int exitCode)
            {
                failures.Add($"seed {index + 1}: exit {exitCode}, {run.Error.Trim()}");
            }

            run.Dispose();
        }

        string[] made = Directory.GetDirectories(Path.Combine(folder.Path, "runs", "many"));
        failures.AddRange(made.Where(path => SeedsIn(path).Distinct().Count() != 1)
            .Select(path => $"{Path.GetFileName(path)} holds seeds {string.Join(", ", SeedsIn(path))}"));
        string seeds = string.Join(", ", made.Select(path => SeedsIn(path)[0]).Order(StringComparer.Ordinal));
        return seeds == string.Join(", ", Enumerable.Range(1, starts)) ? failures : [.. failures, $"the folders hold the seeds {seeds}"];
    }

    /// <summary>The seeds that config.json, metrics.csv and summary.json name.</summary>
    private static List<string> SeedsIn(string run)
    {
        string[] rows = File.ReadAllLines(Path.Combine(run, "metrics.csv"));
        int column = Array.IndexOf(rows[0].Split(','), "seed");
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "config.json")));
        using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "summary.json")));
        return
        [
            config.RootElement.GetProperty("seeds").GetString()!,
            .. rows.Skip(1).Select(row => row.Split(',')[column]),
            .. summary.RootElement.GetProperty("replicas").EnumerateArray().Select(replica => replica.GetProperty("seed").ToString()),
        ];
    }
}
