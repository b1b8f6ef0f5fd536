using System.Text.Json.Nodes;
using FusionLab.Config;
using FusionLab.Runs;

namespace FusionLab.Cli;

/// <summary><c>theory CONFIG</c>: what the paper's formulas predict, without any training.</summary>
internal static class TheoryCommand
{
    public static ProgramCommand Create(Terminal terminal)
    {
        var command = new ProgramCommand(
            "theory",
            "Predict without training which modality is learned first, and when.",
            "dotnet run -- theory configs/paper/minimal_late.json",
            "dotnet run -- theory configs/paper/minimal_late.json data.rho=0.5 --json",
            "dotnet run -- theory configs/mnist_mlp_lf5.json");
        var config = new ConfigArgument(command);
        var json = command.AddFlag("--json", "Print JSON: one object a sweep point.");
        command.SetAction(async (parsed, cancel) =>
        {
            var theories = await PredictAsync(config.Load(parsed), terminal, cancel);
            if (parsed.GetValue(json))
            {
                var list = new JsonArray([.. theories.Select(theory => ToJson(theory.Point, theory.Theory))]);
                terminal.Out.WriteLine(list.ToJsonString(ConfigJson.Options));
                return 0;
            }

            Results.PrintWarnings(theories.SelectMany(theory => theory.Theory.Warnings).Distinct(), terminal.WriteError);
            foreach (var (point, theory) in theories)
            {
                Results.Print(point, theory, terminal);
            }

            return 0;
        });
        return command;
    }

    private static async Task<(SweepPoint Point, ConfigTheory Theory)[]> PredictAsync(
        ExperimentConfig config, Terminal terminal, CancellationToken cancel)
    {
        using var watch = new PredictionProgressLines(terminal);
        return await Interruption.EndAnywhere(terminal, cancel, token => config.Points.Select(point =>
        {
            token.ThrowIfCancellationRequested();
            return (point, ConfigTheory.Predict(point.Config, progress: watch.Report));
        }).ToArray());
    }

    private static JsonObject ToJson(SweepPoint point, ConfigTheory theory) => new()
    {
        ["point"] = new JsonObject(point.Values.Select(value => KeyValuePair.Create(value.Key, JsonNode.Parse(value.Value.GetRawText())))),
        ["correlations"] = theory.Source,
        ["notes"] = new JsonArray([.. theory.Notes.Concat(theory.Warnings).Select(note => (JsonNode)note)]),
        ["prediction"] = JsonNode.Parse(theory.Prediction.ToJson()),
    };
}
