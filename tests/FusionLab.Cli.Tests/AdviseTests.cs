using System.Text.Json;
using FusionLab.Tests.Data;

namespace FusionLab.Tests.Cli;

/// <summary><c>advise</c> on a small task of one's own: every candidate has a run folder, and the answer does not depend on a pause.</summary>
public sealed class AdviseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly NpzFile _arrays = WriteArrays();
    private readonly string _config;

    public AdviseTests() => _config = _folder.File("mine.json", $$"""
        {
          "name": "mine", "seeds": "1..2", "device": "cpu", "threads": 1, "data": { "kind": "arrays", "file": {{JsonSerializer.Serialize(_arrays.Path)}} },
          "network": { "depth": 3, "fusionDepth": 3, "width": 8 }, "train": { "batchSize": 0, "learningRate": 0.1, "epochs": 4 }
        }
        """);

    private string Out => Path.Combine(_folder.Path, "advice");

    [Fact]
    public void Every_change_is_tried_and_what_is_ahead_is_compared_with_the_config_as_it_is()
    {
        var advice = Advise();

        Assert.Equal(0, advice.ExitCode);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Out, "advice.json")));
        var outcomes = json.RootElement.GetProperty("outcomes").EnumerateArray().ToDictionary(outcome => outcome.GetProperty("name").GetString()!);
        string[] expected = ["asItIs", "fusion1", "fusion2", "modalityDropout", "unimodalLosses", "ogm", "ogmGe", "rates", "agm", "mmPareto", "pmr", "greedy", "gradientBlending"];
        Assert.Equal(expected.Order(), outcomes.Keys.Order());
        Assert.All(outcomes.Keys, name => Assert.True(File.Exists(Path.Combine(Out, name, "summary.json")), name));

        // 13 train an epoch, 7 two, and 4 all four.
        Assert.Equal([4, 4, 4, 4, 2, 2, 2, 1, 1, 1, 1, 1, 1], outcomes.Values.Select(outcome => outcome.GetProperty("epochs").GetInt32()));
        Assert.Equal(4, outcomes["asItIs"].GetProperty("epochs").GetInt32());
        Assert.Equal(12, outcomes.Values.Count(outcome => outcome.GetProperty("gain").ValueKind == JsonValueKind.Object));
        Assert.All(outcomes.Values.Where(outcome => outcome.GetProperty("epochs").GetInt32() == 4 && outcome.GetProperty("name").GetString() != "asItIs"), outcome => Assert.Equal(
            outcome.GetProperty("score").GetDouble() - outcomes["asItIs"].GetProperty("score").GetDouble(), outcome.GetProperty("gain").GetProperty("mean").GetDouble(), 1e-12));
        Assert.Contains("alone can reach", json.RootElement.GetProperty("baselines").GetString());
        Assert.Contains("Given up after 1 epoch", advice.Out);
        Assert.Contains("after the same epochs and paired by seed", File.ReadAllText(Path.Combine(Out, "report.html")));
    }

    [Fact]
    public void A_folder_with_advice_is_refused_and_gone_on_with_on_request()
    {
        Assert.Equal(0, Advise().ExitCode);
        string advice = Path.Combine(Out, "advice.json"), before = File.ReadAllText(advice);

        CommandRun.Execute("advise", _config, "--out", Out).FailsWith(2, $"{Out} is not empty; name another folder with --out, or continue that run with --resume.");
        Assert.Equal(before, File.ReadAllText(advice));

        Assert.Equal(0, Advise("--resume").ExitCode);
        Assert.Equal(WithoutSeconds(before), WithoutSeconds(File.ReadAllText(advice)));

        static string[] WithoutSeconds(string json) => [.. json.Split('\n').Where(line => !line.Contains("\"seconds\"", StringComparison.Ordinal))];
    }

    [Fact]
    public void The_plan_says_what_would_be_tried_and_makes_no_folder()
    {
        var plan = CommandRun.Execute("advise", _config, "network.fusionDepth=1", "--budget", "2h", "--dry-run");

        Assert.Equal(0, plan.ExitCode);
        Assert.Matches("fusion3 +fusion at layer 3", plan.Out);
        Assert.Contains("ogmGe is left out: train.remedy.kind is \"ogmGe\", which changes the gradients of the layers before the fusion layer", plan.Out);
        Assert.Contains("120 minutes allow", plan.Out);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public void What_there_is_no_advice_on_is_refused()
    {
        CommandRun.Execute("advise", RepositoryFiles.Config("paper/minimal_late"))
            .FailsWith(2, "data.kind is \"gaussian\"; advice compares test scores, which \"noisyMnist\" and \"arrays\" have.");
        CommandRun.Execute("advise", _config, "sweep={\"network.width\":[4,8]}")
            .FailsWith(2, "sweep is set; advice varies fusion depth and remedy itself, so leave it out.");
        CommandRun.Execute("advise", _config, "--budget", "soon")
            .FailsWith(2, "--budget is \"soon\"; it must be a time of at most 30 days, such as 90s, 10min or 2h.");
    }

    public void Dispose()
    {
        _folder.Dispose();
        _arrays.Dispose();
    }

    /// <summary>Two classes that sound tells well and touch less well.</summary>
    private static NpzFile WriteArrays()
    {
        var (file, random) = (new NpzFile(), new Random(1));
        foreach (var (part, samples) in new[] { ("train", 120), ("test", 60) })
        {
            long[] labels = [.. Enumerable.Range(0, samples).Select(i => (long)(i % 2))];
            file.Add($"{part}_labels", [samples], labels);
            foreach (var (modality, strength) in new[] { ("sound", 3f), ("touch", 1f) })
            {
                float[] values = [.. labels.SelectMany(label => Enumerable.Range(0, 4).Select(f => (strength * label * (f % 2)) + (float)random.NextDouble()))];
                file.Add($"{part}_{modality}", [samples, 4], values);
            }
        }

        return file;
    }

    private CommandRun Advise(params string[] options) => CommandRun.Execute(["advise", _config, "--out", Out, "--budget", "2h", "--quiet", .. options]);
}
