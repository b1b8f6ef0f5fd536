using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Cli;

/// <summary><c>export RUN</c>: one replica's weights in a file that PyTorch can use.</summary>
internal static class ExportCommand
{
    public static ProgramCommand Create(Terminal terminal)
    {
        var command = new ProgramCommand(
            "export",
            "Write one replica's weights to a safetensors file, named and shaped as PyTorch has them.",
            "dotnet run -- export runs/quickstart/20260101-120000",
            "dotnet run -- export runs/mine --replica 3 --out third.safetensors");
        var run = command.AddArgument("RUN", "A run folder; its last checkpoint is read.");
        var replica = command.AddOption("--replica", "K", "Which replica, counted from 1; by default the first.");
        var file = command.AddOption("--out", "FILE", "The file to write; by default replica-K.safetensors in the run folder.");
        var force = command.AddFlag("--force", "Overwrite the file where it exists.");
        command.SetAction(parsed =>
        {
            string? target = parsed.GetValue(file);
            if (target is "")
            {
                throw new ConfigException("--out is empty; name the file to write.");
            }

            int number = parsed.GetValue(replica) is not { } text ? 1
                : int.TryParse(text, out int given) ? given
                : throw new ConfigException($"--replica is \"{text}\"; it must be a whole number from 1 to {int.MaxValue}.");
            var exported = ReplicaExport.Write(parsed.GetRequiredValue(run), number, target, parsed.GetValue(force));
            terminal.Out.WriteLine(
                $"{exported.File}: replica {exported.Replica} (seed {exported.Seed}) "
                + $"after {exported.Epochs} epoch{(exported.Epochs == 1 ? "" : "s")}, {exported.Parameters:N0} parameters");
        });
        return command;
    }
}

/// <summary><c>import FILE CONFIG</c>: weights from elsewhere in the network of a config, measured on its test set.</summary>
internal static class ImportCommand
{
    public static ProgramCommand Create(Terminal terminal)
    {
        var command = new ProgramCommand(
            "import",
            "Measure weights from a file on a config's test set, and make a run that trains on from them.",
            "dotnet run -- import replica-1.safetensors mnist_mlp_lf3 --out runs/imported",
            "dotnet run -- mnist_mlp_lf3 --seeds 1 --out runs/imported --resume");
        var file = command.AddArgument("FILE", "A safetensors file with weights as PyTorch names and shapes them.");
        var config = new ConfigArgument(
            command, "The config that describes their network: its path, or the name of one in configs/.");
        var device = command.AddDevice();
        var folder = command.AddOption("--out", "DIR", "The run folder to make; by default runs/NAME/TIMESTAMP.");
        command.SetAction(async (parsed, cancel) =>
        {
            var options = new RunOptions
            {
                Out = parsed.GetValue(folder),
                CommandLine = CommandLine.Written(parsed),
                Report = RunReport.Write,
            };
            var loaded = config.Load(parsed, device);
            var run = await Interruption.EndAnywhere(
                terminal, cancel, _ => ReplicaImport.Run(loaded, parsed.GetRequiredValue(file), options));
            terminal.PrintKept(kept => Results.Print(run, kept), run.Folder!.Path);
            return 0;
        });
        return command;
    }
}
