using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using FusionLab.Advising;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Cli;

/// <summary><c>advise CONFIG</c>: what helps against unimodal bias on a config, by how much, within a time.</summary>
internal static partial class AdviseCommand
{
    private const string Budget = "10min";

    public static ProgramCommand Create(Terminal terminal)
    {
        var command = new ProgramCommand(
            "advise",
            "Find what helps against unimodal bias: try other fusion depths and remedies within a time, and compare them seed by seed.",
            "dotnet run -- advise configs/mnist_mlp_lf5.json train.precision=bf16",
            "dotnet run -- advise mine.json --budget 1h --out runs/advice",
            "dotnet run -- advise mine.json --dry-run");
        var config = new ConfigArgument(command);
        var budget = new Option<string>("--budget")
        {
            Description = "The time it may take, such as 90s, 10min or 2h; more time trains longer and with more seeds.",
            HelpName = "TIME",
            DefaultValueFactory = _ => Budget,
        };
        command.Add(budget);
        var device = command.AddDevice();
        var threads = command.AddOption("--threads", "N", "CPU threads; 0 takes every core.");
        var folder = command.AddOption("--out", "DIR", "The folder for the runs and the report; by default runs/NAME-advice/TIMESTAMP.");
        var resume = command.AddFlag("--resume", "Go on with what --out holds.");
        var dryRun = command.AddFlag("--dry-run", "Print what would be tried, and stop.");
        var json = command.AddFlag("--json", "Print the result as JSON, as in advice.json.");
        var quiet = command.AddQuiet();
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
        return command;

        int Run(ParseResult parsed, CancellationToken cancel)
        {
            var loaded = config.Load(parsed, device, threads);
            var time = ParseTime(parsed.GetRequiredValue(budget));
            if (parsed.GetValue(dryRun))
            {
                Print(AdviceRun.Plan(loaded), time, terminal);
                return 0;
            }

            var display = new RunDisplay(terminal, parsed.GetValue(quiet));
            using var interruption = new Interruption(terminal, cancel);
            string place = parsed.GetValue(folder) ?? Path.Combine("runs", $"{loaded.Name}-advice", $"{DateTime.Now:yyyyMMdd-HHmmss}");
            string line = CommandLine.Written(parsed);
            var options = new AdviceOptions
            {
                Folder = place,
                Budget = time,
                Resume = parsed.GetValue(resume),
                Runs = new RunOptions { CheckpointRequest = interruption.CheckpointRequest, CommandLine = line, Report = RunReport.Write },
                Say = display.Say,
                Warn = display.Warn,
                Watch = (title, modalities, run) =>
                {
                    display.Say(title);
                    return display.Watch(modalities, run);
                },
            };
            Advice advice;
            try
            {
                using var run = new AdviceRun(loaded, options, interruption.Token);
                advice = run.Run();
            }
            catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
            {
                terminal.WriteError($"Interrupted; the same command with --out {place} --resume goes on.");
                return Failure.Interrupted;
            }

            string report = AdviceReport.Write(advice, $"dotnet run -- {line}");
            terminal.PrintKept(kept => Print(advice, report, parsed.GetValue(json), kept), place);
            return 0;
        }
    }

    private static void Print(AdvicePlan plan, TimeSpan time, Terminal terminal)
    {
        terminal.WriteTable(["candidate", "change"], plan.All.Select(candidate => (IReadOnlyList<string>)[candidate.Name, candidate.Change]));
        foreach (var (name, reason) in plan.LeftOut)
        {
            terminal.WriteSentence($"{name} is left out: {reason}");
        }

        terminal.WriteSentence($"Each trains with {AdvicePlan.FirstSeeds} seeds for at most {Wording.Count(plan.MostEpochs, "epoch")}, in as long rounds as "
            + $"{time.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture)} minutes allow; the first epoch tells. After each round but the last the better "
            + $"half goes on; what is left gets up to {AdvicePlan.MostSeeds} seeds while time is left.");
    }

    private static void Print(Advice advice, string report, bool asJson, Terminal terminal)
    {
        if (asJson)
        {
            terminal.Out.Write(RunJson.Write(advice));
            return;
        }

        terminal.WriteTable(
            ["change", "epochs", "seeds", advice.Reference.ScoreName, "difference", "unimodal phase"],
            advice.Outcomes.Select(outcome => (IReadOnlyList<string>)
            [
                outcome.Change, $"{outcome.Epochs}", $"{outcome.Replicas.Count}",
                outcome.Score is { } score ? string.Create(CultureInfo.InvariantCulture, $"{100 * score:0.0} %") : "-",
                outcome.Gain?.Describe() ?? "-", outcome.Phase,
            ]));
        terminal.Out.WriteLine();
        foreach (string finding in advice.Findings)
        {
            terminal.WriteSentence(finding);
        }

        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"report      {report}");
    }

    private static TimeSpan ParseTime(string text)
    {
        var match = Time().Match(text);
        double number = match.Success ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        double seconds = number * match.Groups[2].Value switch { "h" => 3600, "min" or "m" => 60, _ => 1 };
        return seconds is > 0 and <= 30 * 24 * 3600
            ? TimeSpan.FromSeconds(seconds)
            : throw new ConfigException($"--budget is \"{text}\"; it must be a time of at most 30 days, such as 90s, 10min or 2h.");
    }

    [GeneratedRegex(@"^(\d+(?:\.\d+)?) ?(s|m|min|h)$")]
    private static partial Regex Time();
}
