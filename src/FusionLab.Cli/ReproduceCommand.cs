using System.CommandLine;
using System.Globalization;
using FusionLab.Paper;
using FusionLab.Runs;
using FusionLab.Training;

namespace FusionLab.Cli;

/// <summary><c>reproduce ITEM</c>: makes figures and tables of the paper again and checks what the paper says about them.</summary>
internal sealed class ReproduceCommand
{
    private static readonly string ConfigFolder = Path.Combine("configs", "paper");
    private static readonly string Everywhere = Path.Combine("runs", "reproduce");

    private readonly Argument<string> _item = new("ITEM")
    {
        Description = $"{string.Join(", ", PaperItems.All.Select(known => known.Name))}, or {PaperItems.Everything}.",
    };

    private readonly Option<bool> _quick = new("--quick")
    {
        Description = "A reduced version: fewer seeds, points and samples; the figures say so.",
    };

    private readonly Option<string?> _device = CommonOptions.Device();
    private readonly Option<string?> _threads = new("--threads")
    {
        Description = "CPU threads of training; 0 takes every core.",
        HelpName = "N",
    };

    private readonly Option<string?> _out = CommonOptions.Out(
        "The folder to fill, by default runs/reproduce/TIMESTAMP; what is finished there is not run again, "
        + "and what was interrupted goes on.");

    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Go on in the newest folder of runs/reproduce, where --out names none.",
    };
    private readonly Option<string> _format = new("--format")
    {
        Description = "The files of figures: svg, or png or pdf beside it, through rsvg-convert.",
        HelpName = "svg|png|pdf",
        DefaultValueFactory = _ => "svg",
    };

    private readonly Option<bool> _quiet = CommonOptions.Quiet();
    private readonly Terminal _terminal;

    private ReproduceCommand(Terminal terminal)
    {
        _terminal = terminal;
        _format.AcceptOnlyFromAmong("svg", "png", "pdf");
    }

    public static Command Create(Terminal terminal, Dictionary<Command, string[]> examples)
    {
        var reproduce = new ReproduceCommand(terminal);
        var command = new Command("reproduce", "Make figures and tables of the paper again, beside the paper's claims and their verdicts.")
        {
            reproduce._item, reproduce._quick, reproduce._device, reproduce._out,
            reproduce._resume, reproduce._threads, reproduce._format, reproduce._quiet,
        };
        command.SetAction((parsed, cancel) => Task.FromResult(reproduce.Run(parsed, cancel)));
        examples[command] =
        [
            "dotnet run -- reproduce fig3 --quick",
            "dotnet run -- reproduce table1 --out runs/paper",
            "dotnet run -- reproduce all --out runs/paper --format pdf",
        ];
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancel)
    {
        var items = PaperItems.Find(parsed.GetRequiredValue(_item));
        string folder = Folder(parsed);
        bool quiet = parsed.GetValue(_quiet);
        var display = new RunDisplay(_terminal, [], quiet);
        var checkpointRequest = new CheckpointRequest();
        using var interruption = new Interruption(_terminal.Error, cancel, checkpointRequest);
        var context = new PaperContext(ConfigFolder, parsed.GetValue(_quick), interruption.Token)
        {
            Device = parsed.GetValue(_device),
            Threads = parsed.GetValue(_threads),
            CheckpointRequest = checkpointRequest,
            Warn = display.Warn,
            Watch = (name, modalities, run) =>
            {
                Say(name);
                return new RunDisplay(_terminal, modalities, quiet).Watch(run);
            },
        };
        try
        {
            var results = new Reproduction(context, folder, parsed.GetRequiredValue(_format)).Run(items, Tell);
            ReproductionResult.Print(results, folder, _terminal);
            return ExitCode(results);
        }
        catch (OperationCanceledException)
        {
            _terminal.Error.WriteLine($"Interrupted; what is finished is kept in {folder}. The same command with --out {folder} goes on.");
            return Failure.Interrupted;
        }

        void Tell(ReproducedItem result)
        {
            if (result.Failure is not null || !quiet)
            {
                _terminal.Error.WriteLine(Words(result)); // an error is no progress
            }
        }

        void Say(string line)
        {
            if (!quiet)
            {
                _terminal.Error.WriteLine(line);
            }
        }
    }

    private string Folder(ParseResult parsed) => parsed.GetValue(_out)
        ?? (parsed.GetValue(_resume) ? Newest() : null)
        ?? Path.Combine(Everywhere, DateTime.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture));

    private static string? Newest() => Directory.Exists(Everywhere)
        ? Directory.GetDirectories(Everywhere).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    private static string Words(ReproducedItem result) => result.Failure is { } failure ? $"{result.Name} failed: {Failure.Describe(failure)}"
        : result.WasSkipped ? $"{result.Name} was finished earlier"
        : $"{result.Name} took {result.Seconds:F1} s";

    /// <summary>That of the first failure; results that differ from the paper are results, not failures.</summary>
    private static int ExitCode(IEnumerable<ReproducedItem> results) =>
        results.FirstOrDefault(result => result.Failure is not null)?.Failure is { } failure ? Failure.ExitCode(failure) : 0;
}

/// <summary>The tables that end a reproduction.</summary>
internal static class ReproductionResult
{
    /// <summary>Prints one row an item, published means beside ours, the claims that do not agree, and what failed.</summary>
    public static void Print(IReadOnlyList<ReproducedItem> results, string folder, Terminal terminal)
    {
        var table = new TextTable(
            ["item", "claims that agree", "seconds", "remark"],
            [.. results.Select(result => (IReadOnlyList<string>)
            [
                result.Name, $"{result.Agreeing} of {result.Checked}", $"{result.Seconds:F1}", Remark(result),
            ])]);
        table.Write(terminal.Out, terminal.OutIsTerminal);
        PublishedMeans(results)?.Write(terminal.Out, terminal.OutIsTerminal);
        foreach (var (item, claim) in Claims(results).Where(pair => pair.Claim.Verdict != Verdict.Agrees && pair.Claim.Comparison is null))
        {
            terminal.Out.WriteLine(Plain($"{item} {ComparisonText.Word(claim.Verdict)}: {claim.Text} {claim.Evidence}"));
        }

        terminal.Out.WriteLine($"{Path.Combine(folder, "report.html")}");
        string[] failed = [.. results.Where(result => result.Failure is not null).Select(result => result.Name)];
        if (failed.Length > 0)
        {
            terminal.Error.WriteLine(
                $"error: {failed.Length} of {results.Count} items failed: {string.Join(", ", failed)}; the others are complete.");
        }
    }

    private static TextTable? PublishedMeans(IReadOnlyList<ReproducedItem> results)
    {
        IReadOnlyList<string>[] rows = [.. Claims(results)
            .Where(pair => pair.Claim.Comparison is not null)
            .Select(pair => Row(pair.Item, pair.Claim.Text, pair.Claim.Comparison!))];
        return rows.Length == 0 ? null : new TextTable(["item", "quantity", "published", "ours", "difference", "verdict"], rows);
    }

    private static IReadOnlyList<string> Row(string item, string quantity, PublishedComparison comparison) =>
    [
        item, Plain(quantity), ComparisonText.Published(comparison.Published),
        comparison.Measured is { Mean: not null } measured ? Results.Mean(measured) : "-",
        comparison.Difference is { } difference ? $"{difference:F1} s.e." : "-",
        ComparisonText.Verdict(comparison),
    ];

    private static string Remark(ReproducedItem result) => string.Join(", ", new[]
    {
        result.Failure is not null ? "failed" : result.WasSkipped ? "finished earlier" : null,
        result.IsQuick ? "reduced" : null,
        result.Count(Verdict.NotComparable) is > 0 and var apart ? $"{apart} not comparable" : null,
        result.Count(Verdict.NotRun) is > 0 and var missing ? $"{missing} not run" : null,
    }.OfType<string>());

    private static IEnumerable<(string Item, PaperClaim Claim)> Claims(IEnumerable<ReproducedItem> results) =>
        results.SelectMany(result => (result.Findings?.Claims ?? []).Select(claim => (result.Name, claim)));

    // Mathematics stands between dollar signs, for figures and pages.
    private static string Plain(string text) => text.Replace("$", "");
}
