using System.Diagnostics;
using Xunit.Abstractions;

namespace FusionLab.Tests.Cli;

/// <summary>
/// Whatever is wrong with a config, the answer is one sentence and an exit code that says so: no stack trace, no defect, no hang, and
/// nothing on disk.
/// </summary>
public sealed class WrongConfigTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    private string Out => Path.Combine(_folder.Path, "run");

    [Fact]
    public void Named_wrong_configs_are_answered_by_a_sentence_that_says_what_is_wrong()
    {
        List<string> failures = [];
        foreach (var wrong in NamedConfig.All)
        {
            string file = _folder.File("wrong.json", wrong.Json);
            string? failure = RunHere([file, .. wrong.Assignments, "--dry-run", "--out", Out], out var run);
            failure ??= run.ExitCode != wrong.ExitCode ? $"exit {run.ExitCode}" : null;
            failure ??= run.Error.Contains(wrong.Says, StringComparison.Ordinal) ? null : "another sentence";
            if (failure is not null)
            {
                failures.Add($"{wrong.Json} {string.Join(' ', wrong.Assignments)}: {failure}, should say: {wrong.Says}; says: {run.Error}");
            }
        }

        ReliabilityTable.Report(output, "wrong configs answered, named", NamedConfig.All.Count, failures);
    }

    [Fact]
    public void Mutated_configs_are_answered() => RunMutated(0, 500, "wrong configs answered, mutated (reduced)");

    [Fact]
    [Trait("Category", "Reliability")]
    public void Many_mutated_configs_are_answered() => RunMutated(0, 20_000, "wrong configs answered, mutated");

    [Fact]
    [Trait("Category", "Reliability")]
    public async Task Mutated_configs_are_answered_by_the_program()
    {
        const int tried = 200;
        List<string> failures = [];
        for (int number = 0; number < tried; number++)
        {
            string[] args = Arguments(100_000 + number);
            if (Judge(await RunProgram(args, [])) is { } failure)
            {
                failures.Add($"{100_000 + number} {string.Join(' ', args[1..])}: {failure}");
            }
        }

        ReliabilityTable.Report(output, "wrong configs answered, mutated, by the program itself", tried, failures);
    }

    [Theory]
    [InlineData("FUSIONLAB__SEEDS", "[1,2", "environment variable FUSIONLAB__SEEDS: the value is not valid JSON")]
    [InlineData("FUSIONLAB__SEEDS", "18446744073709551616", "it must be seeds from 0 to 18446744073709551615")]
    [InlineData("FUSIONLAB__NETWORK__DEPTH", "9007199254740993", "it must be a whole number from -2147483648 to 2147483647")]
    [InlineData("FUSIONLAB__NETWORK", "5", "it must be an object { … }")]
    [InlineData("FUSIONLAB__NETWORK__DEPTH__X", "5", "it must be a whole number")]
    [InlineData("FUSIONLAB__", "5", "is no known key")]
    [InlineData("FUSIONLAB____X", "5", "is no known key")]
    [InlineData("FUSIONLAB__SWEEP__SEEDS", "[1]", "is no path that can be swept")]
    public async Task A_wrong_variable_is_answered(string name, string value, string says)
    {
        var run = await RunProgram([_folder.File("wrong.json", "{ }"), "--dry-run", "--out", Out], [KeyValuePair.Create(name, value)]);

        Assert.Null(Judge(run));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error);
    }

    public void Dispose() => _folder.Dispose();

    private void RunMutated(int first, int count, string row)
    {
        List<string> failures = [];
        for (int number = first; number < first + count; number++)
        {
            string[] args = Arguments(number);
            if (RunHere(args, out _) is { } failure)
            {
                failures.Add($"{number} {string.Join(' ', args[1..])}: {failure}");
            }
        }

        ReliabilityTable.Report(output, row, count, failures);
    }

    /// <summary>Writes a mutated config; the command line that checks it.</summary>
    private string[] Arguments(int number)
    {
        var mutated = ConfigMutations.Create(number);
        string file = Path.Combine(_folder.Path, "wrong.json");
        File.WriteAllBytes(file, mutated.Bytes);
        string mode = number % 4 == 0 ? "--print-config" : "--dry-run";
        return [file, .. mutated.Assignments.Where(text => !text.StartsWith('-')), mode, "--out", Out];
    }

    /// <summary>Runs a command line by the program itself, in an empty folder; the exit code is -1 where it hangs.</summary>
    private async Task<CommandRun> RunProgram(string[] args, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "FusionLab.Cli.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (written, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        bool ended = process.WaitForExit(s_patience);
        if (!ended)
        {
            process.Kill(entireProcessTree: true);
        }

        return new CommandRun(ended ? process.ExitCode : -1, await written, await error);
    }

    /// <summary>Runs a command line in this process.</summary>
    /// <returns>What is wrong with the answer; null when nothing is.</returns>
    private string? RunHere(string[] args, out CommandRun run)
    {
        var running = Task.Run(() => CommandRun.Execute(args));
        run = running.Wait(s_patience) ? running.Result : new CommandRun(-1, "", "");
        string? failure = running.IsCompleted ? Judge(run) : "hangs";
        if (failure is not null || run.ExitCode == 0 || !args.Contains("--dry-run"))
        {
            return failure;
        }

        // What a dry run refuses, a run refuses alike; were it not to, it would stop at once.
        var real = CommandRun.Execute(new CancellationToken(canceled: true), [.. args.Where(arg => arg != "--dry-run")]);
        return real.ExitCode == run.ExitCode ? Judge(real) : $"exit {real.ExitCode} without --dry-run: {real.Error}";
    }

    private string? Judge(CommandRun run) => run switch
    {
        _ when Directory.EnumerateFileSystemEntries(_folder.Path).Count() > 1 => $"leaves {string.Join(", ", Directory.GetFileSystemEntries(_folder.Path))}",
        { ExitCode: 0 } => run.Error.Contains("error:", StringComparison.Ordinal) ? $"exit 0 with {run.Error}" : null,
        { ExitCode: not (2 or 3 or 6) } => $"exit {run.ExitCode}: {run.Error}",
        _ when !run.Error.StartsWith("error: ", StringComparison.Ordinal) => $"no sentence: {run.Error}",
        _ when run.Error.TrimEnd().Split('\n').Length != 1 => $"more than a sentence: {run.Error}",
        _ when run.Error.Contains("   at ", StringComparison.Ordinal) => $"a stack trace: {run.Error}",
        _ => null,
    };
}
