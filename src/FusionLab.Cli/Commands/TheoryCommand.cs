using System.CommandLine;
using System.Text.Json.Nodes;
using FusionLab.Cli.Results;
using FusionLab.Config;
using FusionLab.Runs;

namespace FusionLab.Cli.Commands;

/// <summary><c>theory CONFIG</c>: what the paper's formulas predict, without any training.</summary>
internal static class TheoryCommand
{
    public static Command Create(Terminal terminal, Dictionary<Command, string[]> examples)
    {
        var config = new Argument<string>("CONFIG") { Description = "A JSON config: its path, or the name of one in configs/." };
        var assignments = CommonOptions.Assignments();
        var json = new Option<bool>("--json") { Description = "Print JSON: one object a sweep point." };
        var command = new Command("theory", "Predict without training which modality is learned first, and when.")
        {
            config, assignments, json,
        };
        command.SetAction(parsed =>
        {
            var loaded = ConfigLoader.Load(ConfigNames.Resolve(parsed.GetRequiredValue(config), []), parsed.GetValue(assignments));
            var theories = SweepGrid.Expand(loaded).Select(point => (point, ConfigTheory.Of(point.Config))).ToArray();
            if (parsed.GetValue(json))
            {
                PrintJson(theories, terminal.Out);
                return;
            }

            foreach (string warning in theories.SelectMany(theory => theory.Item2.Warnings).Distinct())
            {
                terminal.Error.WriteLine($"WARNING: {warning}");
            }

            foreach (var (point, theory) in theories)
            {
                PredictionResult.Print(point, theory, terminal);
            }
        });
        examples[command] =
        [
            "dotnet run -- theory configs/paper/minimal_late.json",
            "dotnet run -- theory configs/paper/minimal_late.json data.rho=0.5 --json",
            "dotnet run -- theory configs/mnist_mlp_lf5.json",
        ];
        return command;
    }

    private static void PrintJson(IEnumerable<(SweepPoint Point, ConfigTheory Theory)> theories, TextWriter output)
    {
        var list = new JsonArray();
        foreach (var (point, theory) in theories)
        {
            var values = new JsonObject();
            foreach (var (path, value) in point.Values)
            {
                values[path] = JsonNode.Parse(value.GetRawText());
            }

            list.Add(new JsonObject
            {
                ["point"] = values,
                ["correlations"] = theory.Source,
                ["notes"] = new JsonArray([.. theory.Notes.Concat(theory.Warnings).Select(note => (JsonNode)note)]),
                ["prediction"] = JsonNode.Parse(theory.Prediction.ToJson()),
            });
        }

        output.WriteLine(list.ToJsonString(ConfigJson.Options));
    }
}
