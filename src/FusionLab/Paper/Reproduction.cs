using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using FusionLab.Config;
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
    private readonly FigureFiles _figures = new(folder, format, context.Warn);

    /// <summary>Makes the items.</summary>
    /// <param name="items">What to make.</param>
    /// <param name="finished">Told each item as soon as it is done.</param>
    /// <returns>How each went, in the same order.</returns>
    /// <exception cref="OperationCanceledException">
    /// Cancellation was asked for. What is finished is written down; another call in the same folder goes on.
    /// </exception>
    public IReadOnlyList<ReproducedItem> Run(IReadOnlyList<IPaperItem> items, Action<ReproducedItem>? finished = null)
    {
        Directory.CreateDirectory(folder);
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
            ReproductionReport.Write(WithStored(results), folder);
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
            if (FindingsFile.Read(Store(item)) is { Findings.IsProvisional: false } earlier && earlier.Hash == hash)
            {
                _figures.Write(item, earlier.Findings);
                return Stored(item, earlier);
            }

            var findings = item.Run(_context, configs);
            _figures.Write(item, findings);
            double seconds = clock.Elapsed.TotalSeconds;
            var stored = new StoredFindings(hash, seconds, findings) { Options = _context.Options, Version = RunEnvironment.CodeVersion };
            FindingsFile.Write(Store(item), stored);
            return new ReproducedItem(item, findings, seconds) { Options = stored.Options };
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new ReproducedItem(item, null, clock.Elapsed.TotalSeconds) { Failure = failure, Options = _context.Options };
        }
    }

    /// <summary>These results and those that earlier calls left in the folder, in the paper's order.</summary>
    private List<ReproducedItem> WithStored(List<ReproducedItem> results)
    {
        var others = PaperItems.All.Where(item => results.All(result => result.Item.Name != item.Name))
            .Select(item => FindingsFile.Read(Store(item)) is { } stored ? Stored(item, stored) : null).OfType<ReproducedItem>();
        var order = PaperItems.All.Select(item => item.Name).ToList();
        return [.. results.Concat(others).OrderBy(result => order.IndexOf(result.Item.Name))];
    }

    private static ReproducedItem Stored(IPaperItem item, StoredFindings stored) => new(item, stored.Findings, stored.Seconds)
    {
        WasSkipped = true,
        Options = stored.Options,
        OtherVersion = stored.Version == RunEnvironment.CodeVersion ? null : stored.Version ?? "unknown",
    };

    private string Store(IPaperItem item) => Path.Combine(folder, "items", $"{item.Name}.json");

    private string Hash(IPaperItem item, IEnumerable<ExperimentConfig> configs)
    {
        string own = $"{item.Name} {_context.IsQuick} {RunEnvironment.CodeVersion}";
        string all = string.Join('\n', configs.Select(ConfigJson.Hash).Prepend(own));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }
}
