using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Reports;
using FusionLab.Runs;
using FusionLab.Training;

namespace FusionLab.Paper;

/// <summary>
/// Makes items of the paper in a folder: an SVG file per figure, comparison.json and report.html, which show everything that is
/// finished in that folder, whichever call made it. One failing item does not stop the others; an item that an earlier call has
/// finished there with the same configs and code is not run again. Networks trained on images lie below <c>runs/</c> there,
/// shared by the items that show them.
/// </summary>
/// <remarks>
/// The version of the code is part of what must be equal: a figure or a claim drawn by other code is another result. Training
/// runs, which take minutes to hours, do not depend on it: they are found by the hash of their config alone, so that after a
/// change of the code an item is drawn anew from them. environment.json in each says which version trained it.
/// </remarks>
/// <param name="context">How to run.</param>
/// <param name="folder">The folder; made where there is none.</param>
/// <param name="format">The files of figures: <c>svg</c>, or <c>png</c> or <c>pdf</c> beside it.</param>
public sealed class Reproduction(PaperContext context, string folder, string format = "svg")
{
    private readonly PaperContext _context = context with { Runs = Path.Combine(folder, "runs") };
    private string _format = format;

    /// <summary>Makes the items.</summary>
    /// <param name="items">What to make.</param>
    /// <param name="finished">Receives each item as soon as it is done.</param>
    /// <returns>The outcome of each, in the same order.</returns>
    /// <exception cref="OperationCanceledException">
    /// Cancellation was asked for. What is finished is written down; another call in the same folder goes on.
    /// </exception>
    public IReadOnlyList<ReproducedItem> Run(IReadOnlyList<PaperItem> items, Action<ReproducedItem>? finished = null)
    {
        Directory.CreateDirectory(Path.Combine(folder, "items"));
        var results = new List<ReproducedItem>();
        try
        {
            foreach (var item in items)
            {
                _context.Cancellation.ThrowIfCancellationRequested();
                var result = Make(item);
                results.Add(result);
                finished?.Invoke(result);
            }
        }
        finally
        {
            ReproductionReport.Write(AddEarlier(results), folder, _context.QuickOption);
        }

        return results;
    }

    private ReproducedItem Make(PaperItem item)
    {
        var clock = Stopwatch.StartNew();
        var begun = new ReproducedItem
        {
            Name = item.Name,
            Title = item.Title,
            Statement = item.Statement,
            Version = RunEnvironment.CodeVersion,
            IsQuick = _context.IsQuick,
            Options = _context.Options,
        };
        try
        {
            var configs = item.LoadConfigs(_context);
            string hash = Hash(item, configs);
            if (Load(item) is { Findings.IsProvisional: false } earlier && earlier.Hash == hash)
            {
                WriteFigures(item, earlier.Findings);
                return earlier;
            }

            var findings = item.Run(_context, configs);
            WriteFigures(item, findings);
            var made = begun with { Hash = hash, Findings = findings, Seconds = clock.Elapsed.TotalSeconds };
            AtomicFile.WriteText(Store(item), RunJson.Write(made with { Sha256 = Checksum(RunJson.Write(made)) }));
            return made;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return begun with { Failure = failure, Seconds = clock.Elapsed.TotalSeconds };
        }
    }

    /// <summary>These results and those that earlier calls left in the folder, in the paper's order.</summary>
    private List<ReproducedItem> AddEarlier(List<ReproducedItem> results)
    {
        var shown = results.ToList();
        foreach (var item in PaperItems.All.Where(item => results.All(result => result.Name != item.Name)))
        {
            if (Load(item) is { } earlier)
            {
                shown.Add(earlier);
            }
            else if (File.Exists(Store(item)))
            {
                _context.Warn?.Invoke(
                    $"{Store(item)} is damaged or of another version of FusionLab; the report leaves {item.Name} out until it is made again.");
            }
        }

        var order = PaperItems.All.Select(item => item.Name).ToList();
        return [.. shown.OrderBy(result => order.IndexOf(result.Name))];
    }

    /// <summary>
    /// Writes an item's figures: fig3.svg, and where something moves, fig3-film.svg. A film stays SVG whatever the format.
    /// </summary>
    private void WriteFigures(PaperItem item, PaperFindings findings)
    {
        if (findings.Film is { } film)
        {
            File.WriteAllText(Path.Combine(folder, $"{item.Name}-film.svg"), film.Svg);
        }

        if (findings.Figure is not { } figure)
        {
            return;
        }

        string svg = Path.Combine(folder, $"{item.Name}.svg");
        File.WriteAllText(svg, figure.Svg);
        if (_format == "svg")
        {
            return;
        }

        try
        {
            FigureExport.Convert(svg, _format);
        }
        catch (MachineException failure)
        {
            // A missing library does not discard half an hour of training: this figure and later ones stay SVG.
            _format = "svg";
            _context.Warn?.Invoke(failure.Message);
        }
    }

    /// <summary>Loads what an earlier call has made; null where it made nothing, or its file is damaged or of another version.</summary>
    private ReproducedItem? Load(PaperItem item)
    {
        string file = Store(item);
        return RunJson.Read<ReproducedItem>(file) is { } earlier
            && (earlier.Sha256 is not { } sha256 || sha256 == Checksum(File.ReadAllText(file).Replace($"\"{sha256}\"", "null")))
                ? earlier with { WasSkipped = true }
                : null;
    }

    private string Store(PaperItem item) => Path.Combine(folder, "items", $"{item.Name}.json");

    private static string Checksum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private string Hash(PaperItem item, IEnumerable<ExperimentConfig> configs)
    {
        string own = $"{item.Name} {_context.IsQuick} {RunEnvironment.CodeVersion}";
        string all = string.Join('\n', configs.Select(config => $"{ConfigJson.Hash(config)} {TrainingDevice(config)}").Prepend(own));
        return Checksum(all);

        // What is simulated does not depend on the device, and does not load torch to ask for it.
        static string? TrainingDevice(ExperimentConfig config) =>
            config.Data is ToyConfig && SimulateRun.WhyNot(config) is null ? null : Devices.NameType(config.Device);
    }
}

/// <summary>The outcome of one item. A finished one is kept on disk as it is, so that another call can show it.</summary>
public sealed record ReproducedItem
{
    /// <summary>The name on the command line: <c>fig3</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>What the paper says about it.</summary>
    public required string Statement { get; init; }

    /// <summary>The version of the code that made it.</summary>
    public required string Version { get; init; }

    /// <summary>Whether it is the reduced version.</summary>
    public required bool IsQuick { get; init; }

    /// <summary>The options it was made with, as on the command line, each after a blank.</summary>
    public required string Options { get; init; }

    /// <summary>The hash of everything that determines it; null when it failed.</summary>
    public string? Hash { get; init; }

    /// <summary>The checksum of its file as it was without this line's value, so that damage is found; null before it is written.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Wall-clock seconds, of the earlier call where it was skipped.</summary>
    public double Seconds { get; init; }

    /// <summary>Its results; null when it failed.</summary>
    public PaperFindings? Findings { get; init; }

    /// <summary>Whether an earlier call had finished it, so that nothing ran.</summary>
    [JsonIgnore]
    public bool WasSkipped { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    [JsonIgnore]
    public Exception? Failure { get; init; }

    /// <summary>The version of the code that made it, where that is not the present one; null where it is.</summary>
    [JsonIgnore]
    public string? OtherVersion => Version == RunEnvironment.CodeVersion ? null : Version;

    /// <summary>The claims that hold.</summary>
    [JsonIgnore]
    public int Agreeing => Count(Verdict.Agrees);

    /// <summary>The claims that were checked: neither not run nor not comparable.</summary>
    [JsonIgnore]
    public int Checked => Agreeing + Count(Verdict.Differs);

    /// <summary>Counts the claims of one verdict.</summary>
    /// <param name="verdict">The verdict.</param>
    public int Count(Verdict verdict) => Findings?.Claims.Count(claim => claim.Verdict == verdict) ?? 0;
}

/// <summary>Writes the outcome of a reproduction: report.html for readers, comparison.json for programs.</summary>
internal static class ReproductionReport
{
    public static void Write(IReadOnlyList<ReproducedItem> items, string folder, string quickOption)
    {
        AtomicFile.WriteText(Path.Combine(folder, "comparison.json"), RunJson.Write(items.Select(Comparison)));
        HtmlReport.Save(Document(items, folder, quickOption), Path.Combine(folder, "report.html"));
    }

    private static object Comparison(ReproducedItem result) => new
    {
        item = result.Name,
        title = result.Title,
        isQuick = result.IsQuick,
        otherVersion = result.OtherVersion,
        seconds = Math.Round(result.Seconds, 3),
        failure = result.Failure?.Message,
        claims = result.Findings?.Claims ?? [],
    };

    private static ReportDocument Document(IReadOnlyList<ReproducedItem> items, string folder, string quickOption)
    {
        int agreeing = items.Sum(item => item.Agreeing), decided = items.Sum(item => item.Checked);
        int quick = items.Count(item => item.IsQuick);
        string share = quick == items.Count ? "" : $" of {quick} items";
        return new(
            "Reproduction of Zhang, Latham and Saxe, “Understanding Unimodal Bias in Multimodal Deep Linear Networks”",
            [Overview(items), .. items.Select(item => Section(item, folder, quickOption))])
        {
            Subtitle = $"{agreeing} of {decided} checked claims agree, in {items.Count} items.",
            Warnings = quick == 0
                ? []
                : [$"Reduced version ({quickOption}){share}: fewer seeds and points than in the paper; each figure says what was reduced."],
        };
    }

    private static ReportSection Overview(IReadOnlyList<ReproducedItem> items) => new("Overview")
    {
        Tables =
        [
            new ReportTable(["Item", "Shows", "Claims that agree", "Claims checked", "Not comparable", "Not run", "Seconds"],
                [.. items.Select(result => (IReadOnlyList<ReportCell>)
                [
                    result.Name,
                    result.Title,
                    ReportCell.Number(result.Agreeing, "0"),
                    ReportCell.Number(result.Checked, "0"),
                    ReportCell.Number(result.Count(Verdict.NotComparable), "0"),
                    ReportCell.Number(result.Count(Verdict.NotRun), "0"),
                    ReportCell.Number(result.Seconds, "F1"),
                ])]),
        ],
    };

    private static ReportSection Section(ReproducedItem result, string folder, string quickOption) => new($"{result.Name}: {result.Title}")
    {
        Warnings = [.. Warnings(result, quickOption)],
        Paragraphs = [$"The paper: {result.Statement}"],
        Drawings = [.. new[] { result.Findings?.Figure?.Page, result.Findings?.Film?.Page }.OfType<ReportFigure>()],
        Claims = [.. result.Findings?.Claims.Select(claim => new ReportClaim(claim.Text, claim.Verdict, claim.Evidence)) ?? []],
        Tables = result.Findings?.Tables ?? [],
        Facts = [new ReportFact("Time", $"{result.Seconds:F1} s"), .. result.Findings?.Facts ?? []],
        Command = $"dotnet run -- reproduce {result.Name}{result.Options} --out {folder}",
    };

    private static IEnumerable<string> Warnings(ReproducedItem result, string quickOption)
    {
        if (result.Failure is { } failure)
        {
            yield return $"This item failed: {failure.Message}";
        }

        if (result.IsQuick)
        {
            yield return $"Reduced version ({quickOption}).";
        }

        if (result.OtherVersion is { } version)
        {
            yield return $"Made by another version of the code, {version}.";
        }
    }
}
