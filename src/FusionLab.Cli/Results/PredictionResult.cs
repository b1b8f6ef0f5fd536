using System.Globalization;
using FusionLab.Experiments.Configuration;
using FusionLab.Experiments.Linear;
using FusionLab.Theory;

namespace FusionLab.Cli.Results;

/// <summary>Prints what the theory says of one config.</summary>
internal static class PredictionResult
{
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

        output.WriteLine($"superficial preference  {(prediction.SuperficialPreference ? "yes: the modality learned first contributes less" : "no")}");
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
            foreach (string? reason in prediction.Formulas.Select(formula => formula.WhyNot).Distinct())
            {
                terminal.Out.WriteLine($"- {reason}");
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
    }

    private static string Order(Prediction prediction) => prediction.FirstModality is null
        ? "all modalities are learned together"
        : $"{prediction.FirstModality} is learned first, then {prediction.SecondModality}, "
            + (prediction.TimeRatio is not { } ratio ? "with an unknown time ratio" : ratio.Never ? "never" : $"{ratio} times as late");
}
