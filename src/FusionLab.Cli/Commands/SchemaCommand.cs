using System.CommandLine;
using FusionLab.Config;

namespace FusionLab.Cli.Commands;

/// <summary><c>schema</c>: prints the JSON schema of configs; <c>dotnet run -- schema > configs/schema.json</c> renews the file.</summary>
internal static class SchemaCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("schema", "Print the JSON schema of configs (configs/schema.json).") { Hidden = true };
        command.SetAction(_ => terminal.Out.Write(ConfigSchema.Write()));
        return command;
    }
}
