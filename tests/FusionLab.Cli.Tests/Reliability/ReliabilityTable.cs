using System.Globalization;
using Xunit.Abstractions;

namespace FusionLab.Tests.Cli;

/// <summary>
/// The table of the Reliability suite, TestResults/reliability.md: a row for each kind of mishap, with how often it was tried and how
/// often the program did what it should. A row that is measured again replaces the one before.
/// </summary>
internal static class ReliabilityTable
{
    private const string Header = "| mishap | as it should be | tried | what was not |\n|---|---|---|---|";

    private static readonly string s_file = Path.Combine(RepositoryFiles.Root, "TestResults", "reliability.md");

    /// <summary>Writes a row into the file and to the test's output, then fails the test where a case was not as it should be.</summary>
    /// <param name="output">The test's output.</param>
    /// <param name="mishap">What was done to the program, such as <c>wrong configs answered</c>.</param>
    /// <param name="tried">How often.</param>
    /// <param name="failures">A line for each case in which the program did not do what it should.</param>
    public static void Report(ITestOutputHelper output, string mishap, int tried, IReadOnlyCollection<string> failures)
    {
        string[] shown = [.. failures.Take(20).Select(failure => failure.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal))];
        string row = string.Create(
            CultureInfo.InvariantCulture,
            $"| {mishap} | {tried - failures.Count} | {tried} | {string.Join("<br>", shown)} |");
        output.WriteLine(Header);
        output.WriteLine(row);
        Write(mishap, row);
        Assert.True(failures.Count == 0, $"{failures.Count} of {tried} {mishap}:\n{string.Join('\n', failures.Take(20))}");
    }

    /// <summary>Puts the row into the file; suites may run in several processes at once.</summary>
    private static void Write(string mishap, string row)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(s_file)!);
        using var file = Open();
        using var reader = new StreamReader(file, leaveOpen: true);
        string[] rows = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)
            .Where(other => !other.StartsWith($"| {mishap} |", StringComparison.Ordinal))];
        file.SetLength(0);
        using var writer = new StreamWriter(file) { NewLine = "\n" };
        writer.WriteLine(string.Join('\n', [Header, .. rows, row]));
    }

    private static FileStream Open()
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(s_file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < 100)
            {
                Thread.Sleep(20); // another process is writing its row
            }
        }
    }
}
