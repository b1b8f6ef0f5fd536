using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using FusionLab.Config;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>
/// Makes items of the paper in a folder: an SVG file a figure, comparison.json and report.html, which show everything that is
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
    /// <param name="finished">Told each item as soon as it is done.</param>
    /// <returns>How each went, in the same order.</returns>
    /// <exception cref="OperationCanceledException">
    /// Cancellation was asked for. What is finished is written down; another call in the same folder goes on.
    /// </exception>
    public IReadOnlyList<ReproducedItem> Run(IReadOnlyList<IPaperItem> items, Action<ReproducedItem>? finished = null)
    {
        Directory.CreateDirectory(Path.Combine(folder, "items"));
        var results = new List<ReproducedItem>();
        try
        {
            foreach (var item in items)
            {
                var result = Make(item);
                results.Add(result);
                finished?.Invoke(result);
            }
        }
        finally
        {
            ReproductionReport.Write(AddEarlier(results), folder);
        }

        return results;
    }

    private ReproducedItem Make(IPaperItem item)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var configs = item.Configs(_context);
            string hash = Hash(item, configs);
            if (Read(item) is { Findings.IsProvisional: false } earlier && earlier.Hash == hash)
            {
                WriteFigures(item, earlier.Findings);
                return earlier.Show(item);
            }

            var findings = item.Run(_context, configs);
            WriteFigures(item, findings);
            var made = new FinishedItem
            {
                Hash = hash,
                Version = RunEnvironment.CodeVersion,
                IsQuick = _context.IsQuick,
                Options = _context.Options,
                Seconds = clock.Elapsed.TotalSeconds,
                Findings = findings,
            };
            AtomicFile.WriteText(Store(item), RunJson.Write(made));
            return made.Show(item) with { WasSkipped = false };
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new ReproducedItem(item, null, clock.Elapsed.TotalSeconds)
            {
                Failure = failure,
                IsQuick = _context.IsQuick,
                Options = _context.Options,
            };
        }
    }

    /// <summary>These results and those that earlier calls left in the folder, in the paper's order.</summary>
    private List<ReproducedItem> AddEarlier(List<ReproducedItem> results)
    {
        var shown = results.ToList();
        foreach (var item in PaperItems.All.Where(item => results.All(result => result.Item.Name != item.Name)))
        {
            if (Read(item) is { } earlier)
            {
                shown.Add(earlier.Show(item));
            }
            else if (File.Exists(Store(item)))
            {
                _context.Warn?.Invoke(
                    $"{Store(item)} is of another version of FusionLab; the report leaves {item.Name} out until it is made again.");
            }
        }

        var order = PaperItems.All.Select(item => item.Name).ToList();
        return [.. shown.OrderBy(result => order.IndexOf(result.Item.Name))];
    }

    /// <summary>
    /// Writes an item's figures: fig3.svg, and where something moves, fig3-film.svg. A film stays SVG whatever the format.
    /// </summary>
    private void WriteFigures(IPaperItem item, PaperFindings findings)
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
        catch (FusionLabException failure)
        {
            // Half an hour of training is not lost for want of a converter: this figure and the ones after it stay SVG.
            _format = "svg";
            _context.Warn?.Invoke(failure.Message);
        }
    }

    private FinishedItem? Read(IPaperItem item) => RunJson.Read<FinishedItem>(Store(item));

    private string Store(IPaperItem item) => Path.Combine(folder, "items", $"{item.Name}.json");

    private string Hash(IPaperItem item, IEnumerable<ExperimentConfig> configs)
    {
        string own = $"{item.Name} {_context.IsQuick} {RunEnvironment.CodeVersion}";
        string all = string.Join('\n', configs.Select(ConfigJson.Hash).Prepend(own));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }

    /// <summary>A finished item as it lies on disk, figures included.</summary>
    private sealed record FinishedItem
    {
        /// <summary>The hash of everything that determines it.</summary>
        public required string Hash { get; init; }

        /// <summary>The version of the code that made it.</summary>
        public required string Version { get; init; }

        public required bool IsQuick { get; init; }

        public required string Options { get; init; }

        public required double Seconds { get; init; }

        public required PaperFindings Findings { get; init; }

        /// <summary>The item as an earlier call's result.</summary>
        public ReproducedItem Show(IPaperItem item) => new(item, Findings, Seconds)
        {
            WasSkipped = true,
            IsQuick = IsQuick,
            Options = Options,
            OtherVersion = Version == RunEnvironment.CodeVersion ? null : Version,
        };
    }
}

/// <summary>How one item of a reproduction went.</summary>
/// <param name="Item">The item.</param>
/// <param name="Findings">What came of it; null when it failed.</param>
/// <param name="Seconds">Wall-clock seconds, of the earlier call where it was skipped.</param>
public sealed record ReproducedItem(IPaperItem Item, PaperFindings? Findings, double Seconds)
{
    /// <summary>Whether an earlier call had finished it, so that nothing ran.</summary>
    public bool WasSkipped { get; init; }

    /// <summary>Whether it is the reduced version.</summary>
    public bool IsQuick { get; init; }

    /// <summary>The options it was made with, as on the command line, each after a blank.</summary>
    public string Options { get; init; } = "";

    /// <summary>The version of the code that made it, where that is not the present one; null where it is.</summary>
    public string? OtherVersion { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public Exception? Failure { get; init; }

    /// <summary>The claims that hold.</summary>
    public int Agreeing => Count(Verdict.Agrees);

    /// <summary>The claims that were checked: neither not run nor not comparable.</summary>
    public int Checked => Count(Verdict.Agrees) + Count(Verdict.Differs);

    /// <summary>Counts the claims of one verdict.</summary>
    /// <param name="verdict">The verdict.</param>
    public int Count(Verdict verdict) => Findings?.Claims.Count(claim => claim.Verdict == verdict) ?? 0;
}
