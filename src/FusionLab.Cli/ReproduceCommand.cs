using System.CommandLine;
using FusionLab.Paper;

namespace FusionLab.Cli;

/// <summary><c>reproduce ITEM</c>: makes figures and tables of the paper again and checks what the paper says about them.</summary>
internal static class ReproduceCommand
{
    private static readonly string s_configs = Path.Combine("configs", "paper");
    private static readonly string s_folders = Path.Combine("runs", "reproduce");

    public static ProgramCommand Create(Terminal terminal)
    {
        var command = new ProgramCommand(
            "reproduce",
            "Make figures and tables of the paper again, beside the paper's claims and their verdicts.",
            "dotnet run -- reproduce fig3 --quick",
            "dotnet run -- reproduce table1 --out runs/paper",
            "dotnet run -- reproduce all --out runs/paper --format pdf");
        string names = string.Join(", ", PaperItems.All.Select(known => known.Name));
        var item = command.AddArgument("ITEM", $"{names}, or {PaperItems.Everything}.");
        var quick = command.AddFlag("--quick", "A reduced version: fewer seeds, points and samples; the figures say so.");
        var full = command.AddFlag(
            "--full",
            "Train Table 1's convolutional networks in full without a GPU, too: ten to thirty hours on two cores. An interrupted "
            + "call goes on.");
        var device = command.AddDevice();
        var folderOption = command.AddOption(
            "--out",
            "DIR",
            "The folder to fill, by default runs/reproduce/TIMESTAMP; what is finished there is not run again, "
            + "and what was interrupted goes on.");
        var resume = command.AddFlag("--resume", "Go on in the newest folder of runs/reproduce, where --out names none.");
        var threads = command.AddOption("--threads", "N", "CPU threads of training; 0 takes every core.");
        var precision = command.AddOption(
            "--precision", "PRECISION", "Numbers of training on images: fp32 (the default), fp64, bf16, or tf32 on a GPU.");
        var format = new Option<string>("--format")
        {
            Description = "The files of figures: svg, or png or pdf beside it.",
            HelpName = "svg|png|pdf",
            DefaultValueFactory = _ => "svg",
        };
        format.AcceptOnlyFromAmong("svg", "png", "pdf");
        command.Add(format);
        var json = command.AddFlag("--json", "Print JSON: every item with the paper's claims, their numbers and verdicts.");
        var quiet = command.AddQuiet();
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
        return command;

        int Run(ParseResult parsed, CancellationToken cancel)
        {
            var items = PaperItems.Find(parsed.GetRequiredValue(item));
            string folder = parsed.GetValue(folderOption)
                ?? (parsed.GetValue(resume) ? FindNewest() : null)
                ?? Path.Combine(s_folders, $"{DateTime.Now:yyyyMMdd-HHmmss}");
            if (parsed.GetValue(full) && parsed.GetValue(quick))
            {
                throw new ConfigException($"{full.Name} and {quick.Name} ask for opposite things; give one of them.");
            }

            var display = new RunDisplay(terminal, parsed.GetValue(quiet));
            using var interruption = new Interruption(terminal, cancel);
            var context = new PaperContext(s_configs, parsed.GetValue(quick), interruption.Token)
            {
                QuickOption = quick.Name,
                FullOption = full.Name,
                Options = string.Concat(
                    parsed.GetValue(quick) ? $" {quick.Name}" : "",
                    parsed.GetValue(full) ? $" {full.Name}" : "",
                    Repeat(parsed, device),
                    Repeat(parsed, threads),
                    Repeat(parsed, precision)),
                IsFull = parsed.GetValue(full),
                Device = parsed.GetValue(device),
                Threads = parsed.GetValue(threads),
                Precision = parsed.GetValue(precision),
                CheckpointRequest = interruption.CheckpointRequest,
                Warn = display.Warn,
                Watch = (name, modalities, run) =>
                {
                    display.Say(name);
                    return display.Watch(modalities, run);
                },
            };
            try
            {
                var results = new Reproduction(context, folder, parsed.GetRequiredValue(format)).Run(items, Tell);
                Action<IReadOnlyList<ReproducedItem>, string, Terminal> print = parsed.GetValue(json) ? Results.PrintJson : Results.Print;
                terminal.PrintKept(kept => print(results, folder, kept), folder);

                // Results that differ from the paper are results, not failures.
                return results.FirstOrDefault(result => result.Failure is not null)?.Failure is { } failure ? Failure.ExitCode(failure) : 0;
            }
            catch (OperationCanceledException)
            {
                terminal.WriteError(
                    $"Interrupted; what is finished is kept in {folder}. The same command with --out {folder} goes on.");
                return Failure.Interrupted;
            }

            void Tell(ReproducedItem result)
            {
                if (result.Failure is { } failure)
                {
                    // Also when quiet: an error is no progress.
                    terminal.WriteError($"{result.Name} failed: {Failure.Describe(failure)}");
                }
                else
                {
                    display.Say($"{result.Name} {(result.WasSkipped ? "was finished earlier" : $"took {result.Seconds:F1} s")}");
                }
            }
        }
    }

    private static string Repeat(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } value ? $" {option.Name} {value}" : "";

    private static string? FindNewest() => Directory.Exists(s_folders)
        ? Directory.GetDirectories(s_folders).Order(StringComparer.Ordinal).LastOrDefault()
        : null;
}
