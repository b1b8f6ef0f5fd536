using System.CommandLine;
using FusionLab.Reports;

namespace FusionLab.Cli;

/// <summary><c>report RUN...</c>: one self-contained page about a run, or about several side by side.</summary>
internal static class ReportCommand
{
    public static ProgramCommand Create(Terminal terminal)
    {
        var command = new ProgramCommand(
            "report",
            "Rebuild the report of a run, or compare several runs on one page.",
            "dotnet run -- report runs/quickstart/20260101-120000",
            "dotnet run -- report runs/mnist_mlp_lf1/* runs/mnist_mlp_lf5/* --out fusion.html");
        var folders = new Argument<string[]>("RUN") { Description = "Run folders.", Arity = ArgumentArity.OneOrMore };
        command.Add(folders);
        var page = command.AddOption(
            "--out", "FILE", "The HTML file; by default report.html in the run folder, or comparison.html for several runs.");
        command.SetAction(parsed =>
        {
            var runs = parsed.GetRequiredValue(folders).Select(RunFiles.Read).ToArray();
            string file = parsed.GetValue(page) ?? (runs is [var only] ? Path.Combine(only.Folder, "report.html") : "comparison.html");
            HtmlReport.Save(runs is [var one] ? RunReport.Build(one) : ComparisonReport.Build(runs), file);
            foreach (var run in runs.Where(run => run.ChangeWarning is not null))
            {
                terminal.Error.WriteLine($"WARNING: {run.Folder}: {run.ChangeWarning}");
            }

            foreach (string finding in runs is [var single] ? single.Summary?.Findings ?? [] : ComparisonReport.ListFindings(runs))
            {
                terminal.WriteSentence(finding);
            }

            terminal.Out.WriteLine(file);
        });
        return command;
    }
}
