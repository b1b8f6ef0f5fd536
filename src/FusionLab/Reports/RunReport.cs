using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using FusionLab.Figures;
using FusionLab.Runs;

namespace FusionLab.Reports;

/// <summary>Builds the report of one run from its folder.</summary>
public static class RunReport
{
    private static readonly JsonSerializerOptions s_indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Builds the report.</summary>
    /// <param name="run">The run's files.</param>
    /// <returns>A document with the result, the curves, every replica, and what was run.</returns>
    public static ReportDocument Build(RunFiles run) => new(run.Name, [Result(run), Circumstances(run)])
    {
        Subtitle = Subtitle(run),
        Warnings = Warnings(run),
    };

    /// <summary>What a reader of a run's numbers must know first.</summary>
    internal static IReadOnlyList<string> Warnings(RunFiles run)
    {
        var warnings = new List<string>();
        if (DataWarning(run) is { } data)
        {
            warnings.Add(data);
        }

        string? unfinished = run.Summary is null ? "This run has no summary: it is still going on, or it was killed."
            : run.Summary.Status == RunResult.Interrupted
                ? "This run was interrupted; its numbers are those of an unfinished run. Continue it with --resume."
            : run.Summary.Status == RunResult.Diverged ? "Training diverged: the loss left the range of numbers. See log.txt."
            : null;
        if (unfinished is not null)
        {
            warnings.Add(unfinished);
        }

        if (run.Summary?.TimeRatio?.Unlearned is > 0 and { } unlearned)
        {
            warnings.Add(unlearned == 1
                ? "1 replica never learned every modality; means leave it out."
                : $"{unlearned} replicas never learned every modality; means leave them out.");
        }

        return warnings;
    }

    /// <summary>What a reader must know of the data, short enough to stand below a figure; null for nothing.</summary>
    internal static string? DataWarning(RunFiles run) => run.Summary?.Dataset?.Source == "synthetic"
        ? "Synthetic digits, not MNIST: these numbers are not comparable with the paper."
        : null;

    internal static IReadOnlyList<Figure> Curves(RunFiles run, string name, string? note = null)
    {
        if (SweepCurves.Draw(name, run.Summary) is { } sweep)
        {
            return [sweep];
        }

        var weights = run.Metrics is null ? null : WeightCurves.Draw(name, run.Metrics);
        return weights is not null ? [weights]
            : run.History.Count > 0 ? [RunCurves.Draw(name, run.Modalities, run.History, run.Threshold, note)]
            : [];
    }

    internal static IReadOnlyList<ReportFact> Facts(RunFiles run)
    {
        var (summary, environment) = (run.Summary, run.Environment);
        (string Name, string? Value)[] facts =
        [
            ("Folder", run.Folder),
            ("Task", summary?.Task),
            ("Data", Join(summary?.Dataset?.Name, summary?.Dataset?.Source)),
            ("Data checksum (SHA-256)", summary?.Dataset?.Sha256),
            ("Network", Network(run)),
            ("Device", summary?.Device),
            ("Duration", summary?.Seconds is { } seconds ? Duration(seconds) : null),
            ("Epochs", summary?.Epochs?.ToString(CultureInfo.InvariantCulture)),
            ("Seconds an epoch", run.SecondsPerEpoch is var (train, evaluate)
                ? string.Create(CultureInfo.InvariantCulture, $"{train:0.###} training, {evaluate:0.###} evaluation") : null),
            .. environment.Leaves().Where(leaf => leaf.Value.Length < 200).Select(leaf => (leaf.Path, (string?)leaf.Value)),
        ];
        return [.. facts.Where(fact => fact.Value is not null).Select(fact => new ReportFact(fact.Name, fact.Value!))];
    }

    private static ReportSection Result(RunFiles run)
    {
        var points = RunTables.Points(run.Summary);
        var tables = new List<ReportTable> { points ?? RunTables.TimeRatio(run.Summary) };
        if (points is null && RunTables.Replicas(run.Summary) is { } replicas)
        {
            tables.Add(replicas); // of a sweep there are too many to read; replicas.csv has them
        }

        return new ReportSection("Result")
        {
            Figures = Curves(run, run.Name),
            Claims = Published(run),
            Tables = tables,
            Command = run.Environment.Text("command") ?? $"dotnet run -- {Path.Combine(run.Folder, "config.json")}",
        };
    }

    /// <summary>The published time ratio with the verdict that the run's summary holds.</summary>
    private static IReadOnlyList<ReportClaim> Published(RunFiles run) => run.Summary is { Comparison: { } comparison } summary
        ? [new ReportClaim(
            $"Published time ratio: {summary.Paper?.Source ?? "named in the config"}.", comparison.Verdict, comparison.Evidence)]
        : [];

    private static ReportSection Circumstances(RunFiles run) => new("What was run")
    {
        Facts = Facts(run),
        Paragraphs = run.Missing,
        Attachments =
        [
            .. run.Config is null ? [] : new[] { new ReportAttachment("config.json", run.Config.ToJsonString(s_indented)) },
            .. run.Environment is null ? [] : new[] { new ReportAttachment("environment.json", run.Environment.ToJsonString(s_indented)) },
        ],
    };

    private static string? Subtitle(RunFiles run) => Join(run.Summary?.Task, Network(run));

    private static string? Network(RunFiles run)
    {
        // What a sweep varies is in the table of its points.
        bool IsSwept(string key) => run.Config.At("sweep", $"network.{key}") is not null;
        return run.Summary?.Network is not { } network || IsSwept("kind") ? null
            : network.Kind
                + (IsSwept("depth") ? "" : $", depth L = {network.Depth}")
                + (IsSwept("fusionDepth") ? "" : $", fusion depth L_f = {network.FusionDepth}");
    }

    private static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return seconds < 120 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#} s")
            : seconds < 3600 ? time.ToString("m' min 's' s'", CultureInfo.InvariantCulture)
            : time.ToString(time.Days > 0 ? "d' d 'h' h 'm' min'" : "h' h 'm' min'", CultureInfo.InvariantCulture);
    }

    private static string? Join(params string?[] parts)
    {
        string joined = string.Join(", ", parts.Where(part => part is not null));
        return joined.Length == 0 ? null : joined;
    }
}
