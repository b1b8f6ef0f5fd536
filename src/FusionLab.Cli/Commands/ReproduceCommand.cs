using System.CommandLine;
using System.Globalization;
using FusionLab.Cli.Results;
using FusionLab.Experiments.Paper;

namespace FusionLab.Cli.Commands;

/// <summary><c>reproduce ITEM</c>: makes figures of the paper again and checks what the paper says about them.</summary>
internal static class ReproduceCommand
{
    private static readonly string ConfigFolder = Path.Combine("configs", "paper");

    public static Command Create(Terminal terminal, Dictionary<Command, string[]> examples)
    {
        var item = new Argument<string>("ITEM") { Description = $"{string.Join(", ", PaperItems.All.Select(known => known.Name))}, or {PaperItems.Everything}." };
        var quick = new Option<bool>("--quick") { Description = "A reduced version: fewer seeds and points; the figures say so." };
        var folder = CommonOptions.Out("The folder to fill, by default runs/reproduce/TIMESTAMP; items finished there are not run again.");
        var command = new Command("reproduce", "Make figures of the paper again, beside the paper's claims and their verdicts.") { item, quick, folder };
        command.SetAction((parsed, cancel) =>
        {
            var items = PaperItems.Named(parsed.GetRequiredValue(item));
            string path = parsed.GetValue(folder)
                ?? Path.Combine("runs", "reproduce", DateTime.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture));
            using var interruption = new Interruption(terminal.Error, cancel);
            var context = new PaperContext(ConfigFolder, parsed.GetValue(quick), interruption.Token);
            var results = new Reproduction(context, path).Run(items, result => Announce(result, terminal.Error));
            ReproductionResult.Print(results, path, terminal);
            return Task.FromResult(ExitCode(results));
        });
        examples[command] =
        [
            "dotnet run -- reproduce fig3 --quick",
            "dotnet run -- reproduce all --out runs/paper",
        ];
        return command;
    }

    private static void Announce(ReproducedItem result, TextWriter error) => error.WriteLine(
        result.Failure is { } failure ? $"{result.Item.Name} failed: {failure.Message}"
        : result.WasSkipped ? $"{result.Item.Name} was finished earlier"
        : $"{result.Item.Name} took {result.Seconds:F1} s");

    /// <summary>That of the first failure; results that differ from the paper are results, not failures.</summary>
    private static int ExitCode(IEnumerable<ReproducedItem> results) => results.FirstOrDefault(result => result.Failure is not null)?.Failure switch
    {
        null => 0,
        FusionLabException known => known.ExitCode,
        _ => 1,
    };
}
