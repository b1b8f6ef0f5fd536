using System.CommandLine;
using System.Globalization;
using FusionLab.Config;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Cli;

/// <summary><c>export RUN</c>: one replica's weights in a file that PyTorch can use.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal, Dictionary<Command, string[]> examples)
    {
        var run = new Argument<string>("RUN") { Description = "A run folder; its last checkpoint is read." };
        var replica = new Option<string?>("--replica")
        {
            Description = "Which replica, counted from 1; by default the first.",
            HelpName = "K",
        };
        var file = new Option<string?>("--out")
        {
            Description = "The file to write; by default replica-K.safetensors in the run folder.",
            HelpName = "FILE",
        };
        var force = new Option<bool>("--force") { Description = "Overwrite the file where it exists." };
        var command = new Command("export", "Write one replica's weights to a safetensors file, named and shaped as PyTorch has them.")
        {
            run, replica, file, force,
        };
        command.SetAction(parsed =>
        {
            string? target = parsed.GetValue(file);
            if (target is "")
            {
                throw new ConfigException("--out is empty; name the file to write.");
            }

            var exported = ReplicaExport.Write(
                parsed.GetRequiredValue(run), Replica(parsed.GetValue(replica)), target, parsed.GetValue(force));
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{exported.File}: replica {exported.Replica} (seed {exported.Seed}) "
                + $"after {exported.Epochs} epoch{(exported.Epochs == 1 ? "" : "s")}, {exported.Parameters:N0} parameters"));
        });
        examples[command] =
        [
            "dotnet run -- export runs/quickstart/20260101-120000",
            "dotnet run -- export runs/mine --replica 3 --out third.safetensors",
        ];
        return command;
    }

    private static int Replica(string? text) => text is null ? 1
        : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number
        : throw new ConfigException($"--replica is \"{text}\"; it must be a whole number, 1 or more.");
}

/// <summary><c>import FILE CONFIG</c>: weights from elsewhere in the network of a config, measured on its test set.</summary>
internal static class ImportCommand
{
    public static Command Create(Terminal terminal, Dictionary<Command, string[]> examples)
    {
        var file = new Argument<string>("FILE") { Description = "A safetensors file with weights as PyTorch names and shapes them." };
        var config = new Argument<string>("CONFIG")
        {
            Description = "The config that describes their network: its path, or the name of one in configs/.",
        };
        var assignments = CommonOptions.Assignments();
        var device = CommonOptions.Device();
        var folder = CommonOptions.Out("The run folder to make; by default runs/NAME/TIMESTAMP.");
        var command = new Command("import", "Measure weights from a file on a config's test set, and make a run that trains on from them.")
        {
            file, config, assignments, device, folder,
        };
        command.SetAction(parsed =>
        {
            string[] changes =
            [
                .. parsed.GetValue(assignments) ?? [],
                .. parsed.GetValue(device) is { } name ? [$"device={name}"] : Array.Empty<string>(),
            ];
            var loaded = ConfigLoader.Load(ConfigNames.Resolve(parsed.GetRequiredValue(config), []), changes);
            var options = new RunOptions
            {
                Out = parsed.GetValue(folder),
                CommandLine = CommandLine.Written(parsed),
                Report = RunReport.Write,
            };
            ImportResult.Print(ReplicaImport.Run(loaded, parsed.GetRequiredValue(file), options), terminal);
        });
        examples[command] =
        [
            "dotnet run -- import replica-1.safetensors mnist_mlp_lf3 --out runs/imported",
            "dotnet run -- mnist_mlp_lf3 --seeds 1 --out runs/imported --resume",
        ];
        return command;
    }
}

/// <summary>Prints how imported weights do on the test set: all modalities together, then each alone.</summary>
internal static class ImportResult
{
    /// <summary>Prints the scores, the run folder and every warning.</summary>
    public static void Print(ImportOutcome outcome, Terminal terminal)
    {
        var scores = outcome.Scores;
        Line("loss", scores.Loss.ToString("G6", CultureInfo.InvariantCulture));
        if (scores.Accuracy is { } accuracy)
        {
            Line("accuracy", Percent(accuracy));
        }

        foreach (var (modality, alone) in outcome.Measured.Zip(scores.Unimodal))
        {
            Line($"{modality} alone", Percent(alone));
        }

        Line("run folder", outcome.Folder.Path);
        foreach (string warning in outcome.Warnings)
        {
            terminal.Out.WriteLine($"WARNING: {warning}");
        }

        void Line(string name, string value) => terminal.Out.WriteLine($"{name,-12}{value}");
    }

    private static string Percent(double share) => $"{(100 * share).ToString("F2", CultureInfo.InvariantCulture)} %";
}
