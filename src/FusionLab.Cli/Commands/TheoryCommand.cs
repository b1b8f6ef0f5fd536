using System.CommandLine;
using System.Text.Json.Nodes;
using FusionLab.Cli.Results;
using FusionLab.Data.Tasks;
using FusionLab.Experiments.Configuration;
using FusionLab.Experiments.Linear;
using FusionLab.Theory;

namespace FusionLab.Cli.Commands;

/// <summary><c>theory CONFIG</c>: what the paper's formulas predict, without any training.</summary>
internal static class TheoryCommand
{
    public static Command Create(Terminal terminal, Dictionary<Command, string[]> examples)
    {
        var config = new Argument<string>("CONFIG") { Description = "A JSON config with a toy task: its path, or the name of one in configs/." };
        var assignments = new Argument<string[]>("path=value") { Description = "Change a value of the config.", Arity = ArgumentArity.ZeroOrMore };
        var json = new Option<bool>("--json") { Description = "Print JSON: one object a sweep point." };
        var command = new Command("theory", "Predict without training which modality is learned first, and when.") { config, assignments, json };
        command.SetAction(parsed =>
        {
            var loaded = ConfigLoader.Load(ConfigNames.Resolve(parsed.GetRequiredValue(config), []), parsed.GetValue(assignments));
            var predictions = SweepGrid.Expand(loaded).Select(point => (point, Predict(point.Config))).ToArray();
            if (parsed.GetValue(json))
            {
                PrintJson(predictions, terminal.Out);
                return;
            }

            foreach (var (point, prediction) in predictions)
            {
                PredictionResult.Print(point, prediction, terminal);
            }
        });
        examples[command] =
        [
            "dotnet run -- theory configs/paper/minimal_late.json",
            "dotnet run -- theory configs/paper/minimal_late.json data.rho=0.5 --json",
        ];
        return command;
    }

    private static Prediction Predict(ExperimentConfig config)
    {
        var experiment = new LinearExperiment(config);
        ulong seed = config.Seeds[0];
        return experiment.Predict(ToyTasks.Create(config.Data, seed).Statistics(seed))
            ?? throw new ConfigException(
                "No formula applies: the theory is of two or more modalities and of small initial weights (network.init normal or deep).");
    }

    private static void PrintJson(IEnumerable<(SweepPoint Point, Prediction Prediction)> predictions, TextWriter output)
    {
        var list = new JsonArray();
        foreach (var (point, prediction) in predictions)
        {
            var values = new JsonObject();
            foreach (var (path, value) in point.Values)
            {
                values[path] = JsonNode.Parse(value.GetRawText());
            }

            list.Add(new JsonObject { ["point"] = values, ["prediction"] = JsonNode.Parse(prediction.ToJson()) });
        }

        output.WriteLine(list.ToJsonString(ConfigJson.Options));
    }
}
