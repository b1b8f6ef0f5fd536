using System.CommandLine;
using FusionLab.Cli.Results;
using FusionLab.Config;
using FusionLab.Runs;

namespace FusionLab.Cli.Commands;

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
