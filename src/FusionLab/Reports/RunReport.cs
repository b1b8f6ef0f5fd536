using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using FusionLab.Figures;

namespace FusionLab.Reports;

/// <summary>Builds the report of one run from its folder.</summary>
public static class RunReport
{
    private static readonly JsonSerializerOptions Indented = new()
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
        Warnings = RunWarnings.Of(run),
    };

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
            ("Task", summary.Text("task")),
            ("Data", Join(summary.Text("dataset", "name"), summary.Text("dataset", "source"))),
            ("Data checksum (SHA-256)", summary.Text("dataset", "sha256")),
            ("Network", Network(run)),
            ("Device", summary.Text("device")),
            ("Duration", summary.Number("seconds") is { } seconds ? Duration(seconds) : null),
            ("Epochs", summary.Text("epochs")),
            ("Seconds an epoch", run.SecondsPerEpoch is var (train, evaluate)
                ? string.Create(CultureInfo.InvariantCulture, $"{train:0.###} training, {evaluate:0.###} evaluation") : null),
            .. environment.Leaves().Where(leaf => leaf.Value.Length < 200).Select(leaf => (leaf.Path, (string?)leaf.Value)),
        ];
        return [.. facts.Where(fact => fact.Value is not null).Select(fact => new ReportFact(fact.Name, fact.Value!))];
    }

    private static ReportSection Result(RunFiles run)
    {
        var sweep = SweepTable.Of(run);
        var tables = new List<ReportTable> { sweep ?? TimeRatioTable.Of(run) };
        if (sweep is null && ReplicaTable.Of(run) is { } replicas)
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
    private static IReadOnlyList<ReportClaim> Published(RunFiles run)
    {
        string source = run.Summary.Text("paper", "source") ?? "named in the config";
        return Enum.TryParse(run.Summary.Text("comparison", "verdict"), ignoreCase: true, out Verdict verdict)
            ? [new ReportClaim($"Published time ratio: {source}.", verdict, run.Summary.Text("comparison", "evidence"))]
            : [];
    }

    private static ReportSection Circumstances(RunFiles run) => new("What was run")
    {
        Facts = Facts(run),
        Paragraphs = run.Missing,
        Attachments =
        [
            .. run.Config is null ? [] : new[] { new ReportAttachment("config.json", run.Config.ToJsonString(Indented)) },
            .. run.Environment is null ? [] : new[] { new ReportAttachment("environment.json", run.Environment.ToJsonString(Indented)) },
        ],
    };

    private static string? Subtitle(RunFiles run) => Join(run.Summary.Text("task"), Network(run));

    private static string? Network(RunFiles run)
    {
        // What a sweep varies is in the table of its points.
        string? Fixed(string key) => run.Config.At("sweep", $"network.{key}") is null ? run.Summary.Text("network", key) : null;
        string? kind = Fixed("kind"), depth = Fixed("depth"), fusion = Fixed("fusionDepth");
        string depths = (depth is null ? "" : $", depth L = {depth}") + (fusion is null ? "" : $", fusion depth L_f = {fusion}");
        return kind is null ? null : kind + depths;
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
