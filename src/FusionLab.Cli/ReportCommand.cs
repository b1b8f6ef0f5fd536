using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Cli;

/// <summary><c>report RUN...</c>: one self-contained page about a run, or about several side by side; or their figure as a file.</summary>
internal static partial class ReportCommand
{
    private const double PixelsPerInch = 96;

    public static ProgramCommand Create(Terminal terminal)
    {
        var command = new ProgramCommand(
            "report",
            "Rebuild the report of a run, compare several runs on one page, or write their figure for a paper or a talk.",
            "dotnet run -- report runs/quickstart/20260101-120000",
            "dotnet run -- report runs/mnist_mlp_lf1/* runs/mnist_mlp_lf5/* --out fusion.html",
            "dotnet run -- report runs/init_sweep/20260101-120000 --format pdf --width 85mm --label network.init.scale='Scale $u_0$'");
        var folders = new Argument<string[]>("RUN") { Description = "Run folders.", Arity = ArgumentArity.OneOrMore };
        command.Add(folders);
        var output = command.AddOption(
            "--out",
            "FILE",
            "The file to write; by default report.html or figure.FORMAT in the run folder, for several runs comparison.html or "
            + "comparison.FORMAT in the folder that holds all of them.");
        var format = new Option<string?>("--format") { Description = "Write the figure, not the page.", HelpName = "svg|png|pdf" };
        format.AcceptOnlyFromAmong("svg", "png", "pdf");
        command.Add(format);
        var width = command.AddOption("--width", "WIDTH", "The figure's width, such as 85mm, 3.3in, 240pt or 320px; type keeps its size.");
        var title = command.AddOption("--title", "TEXT", "The figure's title; '' for none. By default the run's name.");
        var labels = new Option<string[]>("--label")
        {
            Description = "The name of a setting along axes and in legends; mathematics between dollar signs. Can be given several times.",
            HelpName = "path=text",
        };
        command.Add(labels);
        var json = command.AddFlag("--json", "Print JSON: the files written, what came out, and every run's summary.");
        command.SetAction(parsed =>
        {
            var runs = parsed.GetRequiredValue(folders).Select(RunFiles.Read).ToArray();
            string folder = runs is [var only] ? only.Folder : FindCommonFolder([.. runs.Select(run => run.Folder)]);
            string[] written;
            if (parsed.GetValue(format) is { } kind)
            {
                var names = new SettingNames((parsed.GetValue(labels) ?? []).Select(ParseLabel).ToDictionary());
                string file = parsed.GetValue(output) ?? Path.Combine(folder, $"{(runs.Length == 1 ? "figure" : "comparison")}.{kind}");
                written = WriteFigures(
                    [.. Draw(runs, names).Select(figure => Adapt(figure, parsed.GetValue(title), parsed.GetValue(width)))], kind, file);
            }
            else
            {
                Option[] ofFigures = [width, title, labels];
                if (ofFigures.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } stray)
                {
                    throw new ConfigException($"{stray.Name} is about a figure; add {format.Name} svg, png or pdf.");
                }

                written = [parsed.GetValue(output) ?? Path.Combine(folder, runs.Length == 1 ? "report.html" : "comparison.html")];
                HtmlReport.Save(runs is [var one] ? RunReport.Build(one) : ComparisonReport.Build(runs, written[0]), written[0]);
            }

            IReadOnlyList<string> findings = runs is [var single] ? single.Summary?.Findings ?? [] : ComparisonReport.ListFindings(runs);
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(ToJson(runs, findings, written).ToJsonString(ConfigJson.Options));
                return;
            }

            foreach (string finding in parsed.GetValue(format) is null ? findings : [])
            {
                terminal.WriteSentence(finding);
            }

            foreach (var run in runs.Where(run => run.ChangeWarning is not null))
            {
                terminal.WriteError($"WARNING: {run.Folder}: {run.ChangeWarning}");
            }

            foreach (string file in written)
            {
                terminal.Out.WriteLine(file);
            }
        });
        return command;
    }

    /// <summary>The innermost folder that holds all of some; the working directory where that is the root of a file system.</summary>
    private static string FindCommonFolder(string[] folders)
    {
        string[] paths = [.. folders.Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar)];
        string? common = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(paths[0]));
        while (common is not null && !paths.All(path => path.StartsWith(Path.Join(common, "/"), StringComparison.Ordinal)))
        {
            common = Path.GetDirectoryName(common);
        }

        return common is null || Path.GetPathRoot(common) == common ? "" : Path.GetRelativePath(Environment.CurrentDirectory, common);
    }

    /// <summary>What a script can use: a run is its folder, what to know of it, and its summary.json.</summary>
    private static JsonObject ToJson(RunFiles[] runs, IReadOnlyList<string> findings, string[] written) => new()
    {
        ["files"] = new JsonArray([.. written.Select(file => (JsonNode)file)]),
        ["findings"] = new JsonArray([.. findings.Select(finding => (JsonNode)finding)]),
        ["runs"] = new JsonArray([.. runs.Select(run => new JsonObject
        {
            ["folder"] = run.Folder,
            ["warning"] = run.ChangeWarning,
            ["summary"] = run.Summary is { } summary ? JsonNode.Parse(RunJson.Write(summary)) : null,
        })]),
    };

    private static IReadOnlyList<Figure> Draw(RunFiles[] runs, SettingNames names)
    {
        IReadOnlyList<Figure> figures = runs is [var run]
            ? RunFigures.Draw(run, run.Name, RunReport.WarnOfData(run), names) is { } figure ? [figure] : []
            : ComparisonReport.Draw(runs, names);
        return figures.Count > 0 ? figures : throw new DataException(
            $"{string.Join(", ", runs.Select(run => run.Folder))} has neither curves nor points with a time ratio, so there is no figure.");
    }

    private static Figure Adapt(Figure figure, string? title, string? width)
    {
        figure = title is null ? figure : figure with { Title = title.Length > 0 ? title : figure.Title, ShowTitle = title.Length > 0 };
        return width is null ? figure : FigureSvg.FitWidth(figure, ParseWidth(width));
    }

    /// <summary>Writes the figures; those after the first get a number.</summary>
    private static string[] WriteFigures(Figure[] figures, string format, string file) => [.. figures.Select((figure, i) =>
    {
        string path = i == 0 ? file : Path.Combine(
            Path.GetDirectoryName(file) ?? "", $"{Path.GetFileNameWithoutExtension(file)}-{i + 1}{Path.GetExtension(file)}");
        FigureExport.Save(figure, format, path);
        return path;
    })];

    private static KeyValuePair<string, string> ParseLabel(string label) => label.Split('=', 2) is [var path, var text]
        ? KeyValuePair.Create(path, text)
        : throw new ConfigException($"--label is \"{label}\"; it must be path=text, such as data.rho=Correlation.");

    /// <summary>A width in CSS pixels.</summary>
    private static double ParseWidth(string text)
    {
        var match = Width().Match(text);
        double number = match.Success ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        double pixels = match.Groups[2].Value switch
        {
            "mm" => number * PixelsPerInch / 25.4,
            "cm" => number * PixelsPerInch / 2.54,
            "in" => number * PixelsPerInch,
            "pt" => number * PixelsPerInch / 72,
            _ => number,
        };
        return pixels is >= 150 and <= 4000
            ? pixels
            : throw new ConfigException(
                $"--width is \"{text}\"; it must be a length from 40mm to 1000mm, such as 85mm, 3.3in, 240pt or 320px.");
    }

    [GeneratedRegex(@"^(\d+(?:\.\d+)?)(mm|cm|in|pt|px)?$")]
    private static partial Regex Width();
}
