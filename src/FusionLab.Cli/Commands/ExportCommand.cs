using System.CommandLine;
using System.Globalization;
using FusionLab.Runs;

namespace FusionLab.Cli.Commands;

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
            var exported = ReplicaExport.Write(
                parsed.GetRequiredValue(run), Replica(parsed.GetValue(replica)), parsed.GetValue(file), parsed.GetValue(force));
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
