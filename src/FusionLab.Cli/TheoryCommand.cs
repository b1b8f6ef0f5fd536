using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using FusionLab.Config;
using FusionLab.Linear;
using FusionLab.Runs;

namespace FusionLab.Cli;

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
            var theories = loaded.Points.Select(point => (point, ConfigTheory.Predict(point.Config))).ToArray();
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

/// <summary>Prints what the theory says of one config.</summary>
internal static class PredictionResult
{
    /// <summary>Smaller time ratios are within what the theory leaves out, such as the seed: they say nothing of the order.</summary>
    private const double NearTie = 1.05;

    public static void Print(SweepPoint point, ConfigTheory theory, Terminal terminal)
    {
        var prediction = theory.Prediction;
        var output = terminal.Out;
        string values = string.Join(", ", point.Values.Select(value => $"{value.Key} = {value.Value}"));
        output.WriteLine($"{point.Config.Name}{(values.Length > 0 ? $" ({values})" : "")}: {Order(prediction)}");
        PrintFormulas(prediction, terminal);
        if (prediction.MisAttribution is { } misAttribution)
        {
            output.WriteLine($"mis-attribution         {misAttribution.ToString("G4", CultureInfo.InvariantCulture)}");
        }

        string preference = prediction.SuperficialPreference ? "yes: the modality learned first contributes less" : "no";
        output.WriteLine($"superficial preference  {preference}");
        output.WriteLine($"correlations            of {theory.Source}");
        foreach (string note in theory.Notes)
        {
            output.WriteLine(note);
        }

        output.WriteLine();
    }

    private static void PrintFormulas(Prediction prediction, Terminal terminal)
    {
        var formulas = prediction.Formulas.Where(formula => formula.Applies).ToArray();
        if (formulas.Length == 0)
        {
            terminal.Out.WriteLine("No formula gives a time ratio for this network:");
            foreach (var alike in prediction.Formulas.GroupBy(formula => formula.WhyNot, formula => formula.Name))
            {
                terminal.Out.WriteLine($"- {string.Join(", ", alike)}: {alike.Key}");
            }

            return;
        }

        new TextTable(
            ["formula", "equation", .. prediction.Modalities.Select(modality => $"t_{modality.Name} (steps)"), "time ratio"],
            [.. formulas.Select(formula => (IReadOnlyList<string>)
            [
                formula.Name == prediction.Default ? $"{formula.Name} *" : formula.Name,
                formula.Equation,
                .. formula.LearnedAt.Select(time => time?.ToString() ?? "-"),
                formula.TimeRatio?.ToString() ?? "-",
            ])]).Write(terminal.Out, terminal.OutIsTerminal);
        terminal.Out.WriteLine("* the formula to trust for this network");
        if (formulas.Any(formula => formula.TimeRatio is null || formula.LearnedAt.Contains(null)))
        {
            terminal.Out.WriteLine("- not said by this formula, or later than it is followed");
        }
    }

    private static string Order(Prediction prediction)
    {
        if (prediction.FirstModality is null)
        {
            return "all modalities are learned together";
        }

        if (prediction.TimeRatio is { Never: false, Value: < NearTie })
        {
            return $"all modalities are learned nearly together (time ratio {prediction.TimeRatio}, {prediction.FirstModality} first)";
        }

        string ratio = prediction.TimeRatio is not { } value ? "with an unknown time ratio"
            : value.Never ? "never"
            : $"{value} times as late";
        var times = prediction.Formulas.FirstOrDefault(formula => formula.Name == prediction.Default)?.LearnedAt ?? [];
        string[] rest = [.. prediction.Modalities.Select(modality => modality.Name).Index()
            .Where(modality => modality.Item != prediction.FirstModality)
            .OrderBy(modality => times.ElementAtOrDefault(modality.Index)?.Value ?? double.PositiveInfinity)
            .Select(modality => modality.Item)];
        return $"{prediction.FirstModality} is learned first, then {string.Join(", then ", rest)}, {ratio}";
    }
}
