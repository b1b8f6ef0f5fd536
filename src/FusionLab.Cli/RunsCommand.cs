using System.CommandLine;
using System.Globalization;
using System.Text;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Cli;

/// <summary><c>runs list</c>: the runs of a folder as a table, CSV or JSON.</summary>
internal static class RunsCommand
{
    public static ProgramCommand Create(Terminal terminal) => new(
        "runs", "Look at the runs of a folder.", "dotnet run -- runs list", "dotnet run -- runs list runs/mnist_mlp_lf3 --csv > runs.csv")
    {
        List(terminal),
    };

    private static ProgramCommand List(Terminal terminal)
    {
        var command = new ProgramCommand(
            "list",
            "List the runs below a folder, a row each.",
            "dotnet run -- runs list",
            "dotnet run -- runs list runs/mnist_mlp_lf3 --csv > runs.csv");
        var folder = new Argument<string>("DIR") { Description = "The folder.", DefaultValueFactory = _ => "runs" };
        command.Add(folder);
        var csv = command.AddFlag("--csv", "Print CSV.");
        var json = command.AddFlag("--json", "Print JSON: one object a run.");
        command.SetAction(parsed =>
        {
            var runs = RunList.Read(parsed.GetRequiredValue(folder));
            if (parsed.GetValue(json))
            {
                terminal.Out.Write(RunJson.Write(runs));
            }
            else if (parsed.GetValue(csv))
            {
                using var file = new MemoryStream();
                RunList.WriteCsv(runs, file);
                terminal.Out.Write(Encoding.UTF8.GetString(file.ToArray()));
            }
            else
            {
                terminal.WriteTable(
                    ["folder", "status", "task", "network", "L_f", "points", Results.NameRatio(runs.Select(run => run.TimeRatio)), "epochs", "seconds"],
                    runs.Select(run => (IReadOnlyList<string>)
                    [
                        run.Folder, run.Status, run.Task ?? "-", run.Network ?? "-", Number(run.FusionDepth, "0"), $"{run.Points}",
                        NeverLearned.Describe(run.TimeRatio, run.NeverLearned),
                        Number(run.Epochs, "G6"), Number(run.Seconds, "0"),
                    ]));
            }
        });
        return command;
    }

    private static string Number(double? number, string format) => number?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
