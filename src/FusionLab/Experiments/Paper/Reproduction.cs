using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using FusionLab.Experiments.Configuration;
using FusionLab.Reporting.Figures;

namespace FusionLab.Experiments.Paper;

/// <summary>
/// Makes items of the paper in a folder: an SVG file a figure, comparison.json and report.html. One failing item does not stop
/// the others; an item that an earlier call has finished there with the same configs and code is not run again.
/// </summary>
/// <param name="context">How to run.</param>
/// <param name="folder">The folder; made where there is none.</param>
public sealed class Reproduction(PaperContext context, string folder)
{
    private static readonly string Version =
        typeof(Reproduction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Makes the items.</summary>
    /// <param name="items">What to make.</param>
    /// <param name="finished">Told each item as soon as it is done.</param>
    /// <returns>How each went, in the same order.</returns>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public IReadOnlyList<ReproducedItem> Run(IReadOnlyList<IPaperItem> items, Action<ReproducedItem>? finished = null)
    {
        Directory.CreateDirectory(folder);
        var results = new List<ReproducedItem>();
        foreach (var item in items)
        {
            var result = Make(item);
            results.Add(result);
            finished?.Invoke(result);
        }

        ReproductionReport.Write(results, folder, context.IsQuick);
        return results;
    }

    private ReproducedItem Make(IPaperItem item)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var configs = item.Configs(context);
            string hash = Hash(item, configs);
            string file = Path.Combine(folder, "items", $"{item.Name}.json");
            if (FindingsFile.Read(file, hash) is { } stored)
            {
                Draw(item, stored.Findings);
                return new ReproducedItem(item, stored.Findings, stored.Seconds) { WasSkipped = true };
            }

            var findings = item.Run(context, configs);
            Draw(item, findings);
            double seconds = clock.Elapsed.TotalSeconds;
            FindingsFile.Write(file, new StoredFindings(hash, seconds, findings));
            return new ReproducedItem(item, findings, seconds);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new ReproducedItem(item, null, clock.Elapsed.TotalSeconds) { Failure = failure };
        }
    }

    /// <summary>One file a figure: fig3.svg, or fig3-1.svg, fig3-2.svg, … where there are several.</summary>
    private void Draw(IPaperItem item, PaperFindings findings)
    {
        for (int i = 0; i < findings.Figures.Count; i++)
        {
            string name = findings.Figures.Count == 1 ? item.Name : $"{item.Name}-{i + 1}";
            FigureSvg.Save(findings.Figures[i], Path.Combine(folder, $"{name}.svg"));
        }
    }

    private string Hash(IPaperItem item, IEnumerable<ExperimentConfig> configs)
    {
        string all = string.Join('\n', configs.Select(ConfigJson.Hash).Prepend($"{item.Name} {context.IsQuick} {Version}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }
}
