using System.Diagnostics;
using System.Text.RegularExpressions;

namespace FusionLab.Tests.Cli;

/// <summary>Types the commands of the documentation as they stand there, in a folder that has the repository's configs.</summary>
public sealed class DocumentationTests : IDisposable
{
    /// <summary>What makes a config that trains on images take seconds; configs of simulated networks have no such samples.</summary>
    private static readonly string[] s_smaller = ["data.trainSamples=1000", "data.testSamples=200", "train.epochs=1", "train.minEpochs=1"];

    private readonly TemporaryFolder _folder = new();

    public DocumentationTests()
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "configs"), Path.Combine(RepositoryFiles.Root, "configs"));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "runs")); // a checkout has one
    }

    /// <summary>Page and command line of everything after <c>dotnet run --</c> that has no place holder such as CONFIG in it.</summary>
    public static IEnumerable<object[]> Commands => FindCommands().Select(command => new object[] { command.Page, command.Command });

    [Theory]
    [MemberData(nameof(Commands))]
    public void Is_understood_by_the_program(string page, string command)
    {
        string[] args = Split(command);

        // A config is checked as a run would; of other commands --help says that they and their options exist.
        Succeeds(page, RunsConfig(args) ? [.. args, "--dry-run"] : [.. args, "--help"]);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    [Trait("Category", "Slow")]
    public void Does_what_the_page_says(string page, string command)
    {
        string[] args = Split(command);
        bool trains = args.Any(arg => Regex.IsMatch(arg, "configs/(mnist|fashion|quickstart)"));
        Succeeds(page, trains && (RunsConfig(args) || args[0] == "batch") ? [.. args, .. s_smaller] : args[0] == "reproduce" ? [.. args.Except(["--full"]), "--quick"] : args);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<(string Page, string Command)> FindCommands()
    {
        string[] pages =
        [
            "README.md", "configs/README.md",
            .. Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "docs"), "*.md").Select(page => $"docs/{Path.GetFileName(page)}"),
        ];
        return pages.Order(StringComparer.Ordinal).SelectMany(page => Regex
            .Matches(File.ReadAllText(Path.Combine(RepositoryFiles.Root, page)), @"(?:^ {4}|`)dotnet run -- (.+?)(?:`| {2,}|$)", RegexOptions.Multiline)
            .Select(match => (page, Regex.Replace(match.Groups[1].Value, @" \[.*", "").Trim())) // without what is optional
            .Where(command => !Regex.IsMatch(command.Item2, @"\b[A-Z]{3,}|\.\.\. |\||configs/x|mine|> ")))
            .Distinct();
    }

    private static bool RunsConfig(string[] args) => args[0].StartsWith("configs/", StringComparison.Ordinal);

    /// <summary>Splits a command line at blanks outside single quotes, as a shell does.</summary>
    private static string[] Split(string command) => [.. Regex.Matches(command, "'([^']*)'|([^ ']+)").Select(match => match.Groups[1].Value + match.Groups[2].Value)];

    private void Succeeds(string page, string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "FusionLab.Cli.dll"), .. args])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var program = Process.Start(start)!;
        program.OutputDataReceived += (_, _) => { };
        program.BeginOutputReadLine();
        string error = program.StandardError.ReadToEnd();
        program.WaitForExit();

        Assert.True(program.ExitCode == 0, $"{page}: dotnet run -- {string.Join(' ', args)} ends with {program.ExitCode}: {error}");
    }
}
