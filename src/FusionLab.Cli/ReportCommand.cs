using System.CommandLine;
using FusionLab.Reports;

namespace FusionLab.Cli;

/// <summary><c>report RUN...</c>: one self-contained page about a run, or about several side by side.</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal, Dictionary<Command, string[]> examples)
    {
        var folders = new Argument<string[]>("RUN") { Description = "Run folders.", Arity = ArgumentArity.OneOrMore };
        var page = new Option<string?>("--out")
        {
            Description = "The HTML file; by default report.html in the run folder, or comparison.html for several runs.",
            HelpName = "FILE",
        };
        var command = new Command("report", "Rebuild the report of a run, or compare several runs on one page.") { folders, page };
        command.SetAction(parsed =>
        {
            var runs = parsed.GetRequiredValue(folders).Select(RunFiles.Read).ToArray();
            string file = parsed.GetValue(page) ?? (runs is [var only] ? Path.Combine(only.Folder, "report.html") : "comparison.html");
            HtmlReport.Save(runs is [var one] ? RunReport.Build(one) : ComparisonReport.Build(runs), file);
            terminal.Out.WriteLine(file);
        });
        examples[command] =
        [
            "dotnet run -- report runs/quickstart/20260101-120000",
            "dotnet run -- report runs/mnist_mlp_lf1/* runs/mnist_mlp_lf5/* --out fusion.html",
        ];
        return command;
    }
}
