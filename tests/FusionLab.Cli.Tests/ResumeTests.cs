using System.Text.Json;
using FusionLab.Tests.Data;
using FusionLab.Tests.Runs;

namespace FusionLab.Tests.Cli;

/// <summary>Which run <c>--resume</c> goes on with, from wherever it is called, and what it leaves alone.</summary>
public sealed class ResumeTests : IDisposable
{
    private const string Config = """
        {
          "name": "small", "seeds": "1..2", "device": "cpu", "threads": 1,
          "data": { "source": "synthetic", "trainSamples": 300, "testSamples": 100 },
          "network": { "depth": 3, "fusionDepth": 2, "width": 8 },
          "train": { "batchSize": 100, "epochs": 2 }
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _config;

    public ResumeTests() => _config = _folder.File("small.json", Config);

    private string Runs => Path.Combine(_folder.Path, "runs", "small");

    [Fact]
    public void The_newest_run_of_the_config_goes_on()
    {
        string[] stopped = ["20260101-120000-9", "20260101-120000-10", "20251231-235959-11"];
        stopped.ToList().ForEach(name => Interrupt(name));
        Interrupt("20260101-120000-12", "train.epochs=3");
        Directory.CreateDirectory(Path.Combine(Runs, "old"));
        string[] folders = Directory.GetDirectories(Runs);

        var (exitCode, error) = Resume(_folder.Path);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal([("20260101-120000-10", "completed")], stopped.Select(name => (name, Status(name))).Where(run => run.Item2 != "interrupted"));
        Assert.Equal("interrupted", Status("20260101-120000-12"));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(Runs, "old")));
        Assert.Equal(folders, Directory.GetDirectories(Runs));
    }

    [Fact]
    public void Without_a_run_of_the_name_one_starts_and_it_says_so()
    {
        Directory.CreateDirectory(Path.Combine(Runs, "old"));

        using var run = ProgramRun.StartAt(_folder.Path, _config, "--resume");

        Assert.Equal(0, run.Wait());
        string made = Assert.Single(Directory.GetDirectories(Runs), folder => Path.GetFileName(folder) != "old");
        Assert.Contains($"There is no run to resume; a new one starts in {made}.", run.Error);
        Assert.True(File.Exists(Path.Combine(made, "summary.json")));
    }

    [Fact]
    public void Runs_of_other_configs_are_listed_with_what_differs_and_left_alone()
    {
        Interrupt("20260101-120000", "train.epochs=3");
        Interrupt("20260101-120000-2", "train.learningRate=0.02", "--seeds", "3");
        Directory.CreateDirectory(Path.Combine(Runs, "damaged"));
        File.WriteAllText(Path.Combine(Runs, "damaged", "config.json"), "{");
        var before = ReadAll();

        var (exitCode, error) = Resume(_folder.Path);

        Assert.Equal(2, exitCode);
        Assert.StartsWith($"error: {Path.Combine("runs", "small")} holds runs of other configs only: ", error);
        Assert.Contains(
            "20260101-120000-2 (seeds was \"3\" and is \"1,2\", train.learningRate was 0.02 and is 0.04); 20260101-120000 (train.epochs was 3 and is 2)", error);
        Assert.Contains($"damaged ({Path.Combine(Runs, "damaged", "config.json")} is no readable config (", error);
        Assert.EndsWith("; restore one of these configs, or start anew without --resume.\n", error);
        Assert.Equal(before, ReadAll());
    }

    [Fact]
    public void A_process_that_is_refused_because_another_runs_there_touches_nothing()
    {
        string folder = Path.Combine(Runs, "held"), config = Path.Combine(folder, "config.json"), environment = Path.Combine(folder, "environment.json");
        using var holder = ProgramRun.StartAt(_folder.Path, _config, "--out", folder, "train.epochs=100000", "train.evaluateEveryEpochs=50000");
        holder.WaitUntil(() => holder.Error.Contains("epoch 0/", StringComparison.Ordinal), "the first epoch");
        byte[] configBefore = File.ReadAllBytes(config), environmentBefore = File.ReadAllBytes(environment);

        foreach (string[] options in (string[][])[["name=other", "--resume"], ["train.epochs=3", "--resume"], []])
        {
            CommandRun.Execute([_config, "train.epochs=100000", "train.evaluateEveryEpochs=50000", "--out", folder, .. options])
                .FailsWith(2, $"Another process is writing to {folder}; wait until it ends, or name another folder with --out.");
        }

        Assert.False(holder.HasExited);
        Assert.Equal(configBefore, File.ReadAllBytes(config));
        Assert.Equal(environmentBefore, File.ReadAllBytes(environment));
        Assert.True(File.Exists(Path.Combine(folder, ".running")));
    }

    [Fact]
    public void A_run_goes_on_from_another_working_folder_with_the_same_data()
    {
        using var arrays = NpzFile.Small();
        string data = Path.Combine(_folder.Path, "mine.npz"), elsewhere = Directory.CreateDirectory(Path.Combine(_folder.Path, "elsewhere")).FullName;
        File.Copy(arrays.Path, data);
        string config = _folder.File("own.json", """
            {
              "name": "small", "seeds": "1..2", "device": "cpu", "threads": 1, "data": { "kind": "arrays", "file": "mine.npz" },
              "network": { "depth": 3, "fusionDepth": 2, "width": 8 }, "train": { "batchSize": 0, "epochs": 2 }
            }
            """);
        string stopped = Path.Combine(Runs, "own");
        using (var first = ProgramRun.StartAt(_folder.Path, config, "--out", stopped))
        {
            Assert.Equal(0, first.Wait());
        }

        byte[] metrics = File.ReadAllBytes(Path.Combine(stopped, "metrics.csv"));

        foreach (string file in (string[])[Path.Combine("..", "mine.npz"), data])
        {
            using var resumed = ProgramRun.StartAt(elsewhere, config, "--out", stopped, "--resume", "--quiet", $"data.file={file}");
            Assert.Equal((0, ""), (resumed.Wait(), resumed.Error.Trim()));
        }

        Assert.Equal(metrics, File.ReadAllBytes(Path.Combine(stopped, "metrics.csv")));
        Assert.Equal(3, Legs(stopped).Count);
    }

    [Fact]
    public void With_more_epochs_a_run_trains_on_as_if_it_had_had_them_at_once()
    {
        string grown = Path.Combine(Runs, "grown"), whole = Path.Combine(Runs, "whole");
        Assert.Equal(0, CommandRun.Execute(_config, "--out", grown, "--quiet").ExitCode);

        var resumed = CommandRun.Execute(_config, "train.epochs=4", "--out", grown, "--resume");

        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains($"Resuming the run in {grown}.", resumed.Error);
        Assert.Equal(0, CommandRun.Execute(_config, "train.epochs=4", "--out", whole, "--quiet").ExitCode);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "metrics.csv")), File.ReadAllBytes(Path.Combine(grown, "metrics.csv")));
        CommandRun.Execute(_config, "train.epochs=3", "--out", grown, "--resume").FailsWith(
            2, $"{grown} was begun with another config (train.epochs was 4 and is 3); restore that, or start anew without --resume.");
    }

    [Fact]
    public void Every_leg_of_a_run_is_written_down()
    {
        Interrupt("20260101-120000", "threads=0");
        var first = Legs(Path.Combine(Runs, "20260101-120000"));

        Assert.Equal(0, Resume(_folder.Path, "threads=0").ExitCode);
        Assert.Equal(0, Resume(_folder.Path, "threads=0", "name=small").ExitCode);

        var legs = Legs(Path.Combine(Runs, "20260101-120000"));
        Assert.Equal(first[0].GetRawText(), legs[0].GetRawText());
        Assert.Equal(
            [$"dotnet run -- {_config} threads=0 --resume --quiet", $"dotnet run -- {_config} threads=0 name=small --resume --quiet"],
            legs.Skip(1).Select(leg => leg.GetProperty("command").GetString()!));
    }

    [NeedsFact(Need.Signals)]
    public void Who_reads_metrics_and_events_meanwhile_sees_no_file_shortened()
    {
        string stopped = Path.Combine(Runs, "stopped"), whole = Path.Combine(Runs, "whole"), metrics = Path.Combine(stopped, "metrics.csv");
        string[] config = [_config, "train.epochs=40", "train.evaluateEvery=1", "train.checkpoint.everyEpochs=1"];
        using (var run = ProgramRun.Start([.. config, "--out", stopped, "--quiet"]))
        {
            run.WaitUntil(() => File.Exists(metrics) && new FileInfo(metrics).Length > 1000, "some rows");
            run.Send("SIGKILL");
            run.Wait();
        }

        string events = Assert.Single(Directory.GetFiles(stopped, "events.out.tfevents.*"));
        byte[] metricsBefore = File.ReadAllBytes(metrics), eventsBefore = File.ReadAllBytes(events);
        using var reader = new FileStream(metrics, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        long shortest = long.MaxValue;
        using (var resumed = ProgramRun.Start([.. config, "--out", stopped, "--resume", "--quiet"]))
        {
            while (!resumed.HasExited)
            {
                shortest = Math.Min(shortest, new FileInfo(metrics).Length);
            }

            Assert.Equal(0, resumed.Wait());
        }

        Assert.Equal(0, CommandRun.Execute([.. config, "--out", whole, "--quiet"]).ExitCode);
        Assert.InRange(shortest, metricsBefore.Length / 4, metricsBefore.Length); // what came after the last checkpoint is trained again
        Assert.Equal(metricsBefore.Length, reader.Length);
        Assert.Equal(eventsBefore, File.ReadAllBytes(events));
        Assert.Equal(2, Directory.GetFiles(stopped, "events.out.tfevents.*").Length);
        Assert.Equal(ReadScalars(whole), ReadScalars(stopped));
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "metrics.csv")), File.ReadAllBytes(metrics));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The processes that made a run, the first one first, each with its time, command, device, threads and version.</summary>
    private static List<JsonElement> Legs(string folder)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "environment.json")));
        var earlier = file.RootElement.TryGetProperty("earlier", out var list) ? list.EnumerateArray().ToArray() : [];
        return [.. earlier.Append(file.RootElement).Select(leg => JsonSerializer.SerializeToElement(
            ((string[])["started", "command", "device", "threads", "fusionLab"]).ToDictionary(name => name, name => leg.GetProperty(name).Clone())))];
    }

    /// <summary>What TensorBoard shows of a run, in the order of steps and tags; each value stands there once.</summary>
    private static List<(long, string, float)> ReadScalars(string run) =>
    [
        .. Directory.GetFiles(run, "events.out.tfevents.*").SelectMany(RecordedEvents.Read)
            .SelectMany(one => (one.Summary?.Value ?? []).Select(value => (one.Step, value.Tag, value.SimpleValue))).Order(),
    ];

    private static string Trim(string error) => error.Replace("\r", "", StringComparison.Ordinal).Trim('\n') is { Length: > 0 } text ? text + "\n" : "";

    private void Interrupt(string name, params string[] options)
    {
        using var interrupted = new CancellationTokenSource();
        interrupted.Cancel();
        Assert.Equal(75, CommandRun.Execute(interrupted.Token, [_config, .. options, "--out", Path.Combine(Runs, name), "--quiet"]).ExitCode);
    }

    private (int ExitCode, string Error) Resume(string workingFolder, params string[] options)
    {
        using var run = ProgramRun.StartAt(workingFolder, [_config, .. options, "--resume", "--quiet"]);
        return (run.Wait(), Trim(run.Error));
    }

    private string Status(string name)
    {
        using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(Runs, name, "summary.json")));
        return summary.RootElement.GetProperty("status").GetString()!;
    }

    /// <summary>Every file below the runs, with its content.</summary>
    private SortedDictionary<string, string> ReadAll() => new(Directory.GetFiles(Runs, "*", SearchOption.AllDirectories)
        .ToDictionary(file => file, file => Convert.ToHexString(File.ReadAllBytes(file))), StringComparer.Ordinal);
}
