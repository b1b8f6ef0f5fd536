using System.Text.RegularExpressions;
using FusionLab.Tests.Data;

namespace FusionLab.Tests.Cli;

/// <summary>
/// Everything that the program prints where there is no terminal, as it was: standard output, then standard error. Sentences break at 80
/// columns. Of trained networks the digits are left out, which a machine may round otherwise, of all runs times and sizes.
/// </summary>
public sealed partial class OutputTests : IDisposable
{
    private const int Training = 200, Test = 100, Features = 4;
    private const string Config = "mine.json";

    private readonly NpzFile _file = new();
    private readonly TemporaryFolder _folder = new();

    /// <summary>Sound tells the even from the odd of four classes, vision, more faintly, the lower from the upper, touch nothing.</summary>
    public OutputTests()
    {
        var random = new Random(1);
        foreach (var (part, samples) in new[] { ("train", Training), ("test", Test) })
        {
            foreach (var (modality, strength, bit) in new[] { ("sound", 3f, 0), ("vision", 1f, 1), ("touch", 0f, 0) })
            {
                _file.Add($"{part}_{modality}", [samples, Features], [.. Enumerable.Range(0, samples * Features)
                    .Select(i => (strength * ((2 * ((i / Features >> bit) & 1)) - 1)) + (float)((4 * random.NextDouble()) - 2))]);
            }

            _file.Add($"{part}_labels", [samples], [.. Enumerable.Range(0, samples).Select(sample => (long)(sample % 4))]);
        }

        File.Copy(_file.Path, Path.Combine(_folder.Path, "mine.npz"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "configs"), Path.Combine(RepositoryFiles.Root, "configs"));
        _folder.File(Config, """
            {
              "name": "mine", "seeds": "1..2", "device": "cpu", "threads": 1,
              "data": { "kind": "arrays", "file": "mine.npz", "normalize": "none", "modalities": ["sound", "vision"] },
              "network": { "depth": 3, "fusionDepth": 3, "width": 16, "init": { "kind": "normal", "scale": 0.1 } },
              "train": {
                "loss": "crossEntropy", "batchSize": 20, "learningRate": 0.02, "epochs": 40, "threshold": 0.4, "stopWhen": "allLearned",
                "minEpochs": 20
              },
              "paper": { "timeRatio": { "mean": 1.9, "std": 0.39 }, "source": "Table 1" }
            }
            """);
    }

    [Fact]
    public void Of_a_trained_run() => Matches("trained", Config, "--out", "run", "--baselines", "--quiet");

    [Fact]
    public void Of_a_modality_never_learned() => Matches("never", Config, "data.modalities=[\"sound\",\"touch\"]", "train.epochs=12", "train.minEpochs=1", "--out", "run");

    [Fact]
    public void Of_a_sweep() => Matches("sweep", Config, "sweep.network.fusionDepth=[1,3]", "--out", "run", "--quiet");

    [Fact]
    public void Of_a_simulated_run() => Matches("simulated", "minimal_late", "--seeds", "1..2", "--threads", "1", "--out", "run", "--quiet");

    [Fact]
    public void Of_a_comparison_and_a_list_of_runs()
    {
        foreach (string depth in new[] { "1", "3" })
        {
            Execute(Config, $"network.fusionDepth={depth}", "--out", $"runs/{depth}", "--quiet");
        }

        Matches("comparison", "report", "runs/1", "runs/3");
        Matches("runs-list", "runs", "list");
    }

    [Theory]
    [InlineData("theory", "minimal_late")]
    [InlineData("theory-without-ratio", Config, "network.fusionDepth=2", "network.width=8", "network.init.kind=pytorch", "network.init.scale=null")]
    [InlineData("theory-of-own-data", Config, "network.activation=linear")]
    [InlineData("theory-disagreement", "depth_single", "sweep.network.fusionDepth=[3]")]
    public void Of_a_prediction(string fixture, params string[] arguments) => Matches(fixture, ["theory", .. arguments]);

    [Theory]
    [InlineData("dry-run", Config, "--dry-run")]
    [InlineData("wrong-key", Config, "network.dept=3")]
    [InlineData("wrong-option", Config, "--sed", "3")]
    [InlineData("wrong-data", Config, "data.modalities=[\"sound\",\"smell\"]", "--out", "run")]
    public void Of_a_check_and_of_errors(string fixture, params string[] arguments) => Matches(fixture, arguments);

    public void Dispose()
    {
        _folder.Dispose();
        _file.Dispose();
    }

    private void Matches(string fixture, params string[] arguments)
    {
        string text = Execute(arguments);
        bool isTrained = (arguments[0] == Config && arguments.Contains("run")) || arguments[0] is "report" or "runs";
        Snapshot.Matches(
            Path.Combine("cli", $"output-{fixture}.txt"),
            isTrained ? Measured().Replace(text, match => Regex.Replace(match.Value, @"\d", "0")) : text);
    }

    private string Execute(params string[] arguments)
    {
        using var run = ProgramRun.StartBy(["env", "-u", "COLUMNS", "-C", _folder.Path], arguments);
        run.Wait();

        // How far a prediction has come is said on standard error after a second; on a fast machine it never is.
        string error = arguments[0] == "theory" ? "" : run.Error.TrimEnd();
        string text = $"{run.Out.TrimEnd()}\n{(error.Length > 0 ? $"--\n{error}\n" : "")}".ReplaceLineEndings("\n");
        return Clock().Replace(text, "T").Replace(_folder.Path, "FOLDER");
    }

    /// <summary>Seconds, sizes of memory, the last column of a list of runs, and the hash of a config, which a new key changes.</summary>
    [GeneratedRegex(@"\d+\.\d(?= s\b)|\d+(?= s left)|(?<=about |memory )[\d.]+ [GM]B|(?<=  completed .*\d) +\d+(?=\n)|(?<=hash +)[0-9a-f]{64}")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\d+\.\d+|(?<=> )\d+|\d+(?= %)")]
    private static partial Regex Measured();
}
