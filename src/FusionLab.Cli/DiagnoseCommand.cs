using System.Globalization;
using FusionLab.Runs;

namespace FusionLab.Cli;

/// <summary><c>diagnose RUN</c>: how a run's networks use their modalities.</summary>
internal static class DiagnoseCommand
{
    /// <summary>The measures of one modality in the order of the table, in words, with what their numbers are multiplied by.</summary>
    private static readonly (string Key, string Meaning, double Factor)[] s_measures =
    [
        ("alone.mean", "alone, others at their mean (%)", 100),
        ("alone.zero", "alone, others zero (%)", 100),
        ("alone.permuted", "alone, others permuted (%)", 100),
        ("lost", "lost without it (points)", 100),
        ("shapley", "Shapley value (points)", 100),
        ("perceptual", "perceptual score (points)", 100),
        ("utilisation", "conditional utilisation", 1),
        ("discrepancy", "discrepancy ratio", 1),
        ("probe", "linear probe of its branch (%)", 100),
        (RunDiagnosis.ProbeBefore, "the same before training (%)", 100),
        ("speed", "conditional learning speed", 1),
    ];

    public static ProgramCommand Create(Terminal terminal)
    {
        var command = new ProgramCommand(
            "diagnose",
            "Measure how a run's networks use their modalities.",
            "dotnet run -- diagnose runs/quickstart/20260101-120000",
            "dotnet run -- diagnose runs/mine --json");
        var folder = command.AddArgument("RUN", "A run folder; the weights of its last checkpoint are measured.");
        var device = command.AddDevice();
        var json = command.AddFlag("--json", "Print JSON: every measure of every replica.");
        command.SetAction(async (parsed, cancel) =>
        {
            var diagnosis = await Interruption.EndAnywhere(
                terminal, cancel, _ => RunDiagnosis.Measure(parsed.GetRequiredValue(folder), parsed.GetValue(device)));
            Results.PrintWarnings(diagnosis.Warnings, terminal.WriteError);
            if (parsed.GetValue(json))
            {
                terminal.Out.Write(RunJson.Write(diagnosis));
                return 0;
            }

            Print(diagnosis, terminal);
            return 0;
        });
        return command;
    }

    private static void Print(RunDiagnosis run, Terminal terminal)
    {
        int count = run.Replicas.Count;
        terminal.Out.WriteLine($"{run.Run}: accuracy on the test samples, {Wording.Count(count, "replica")}{(count > 1 ? ", mean ± s.d." : "")}");
        terminal.Out.WriteLine($"all modalities {Cell("accuracy", 100)} %, all blank {Cell("none", 100)} %, interaction {Cell("interaction", 100)} points");
        terminal.WriteTable(
            ["", .. run.Modalities.Select(Wording.LabelModality)],
            s_measures.Select(measure => (IReadOnlyList<string>)
                [measure.Meaning, .. run.Modalities.Select(name => Cell($"{measure.Key}.{name}", measure.Factor))]));
        terminal.Out.WriteLine();
        foreach (string finding in run.Findings)
        {
            terminal.WriteSentence(finding);
        }

        string Cell(string key, double factor)
        {
            string format = factor == 1 ? "F3" : "F1";
            var over = run.Summarize(key);
            return over.Mean is not { } mean ? "-" : (factor * mean).ToString(format, CultureInfo.InvariantCulture)
                + (over.Std is { } std ? $" ± {(factor * std).ToString(format, CultureInfo.InvariantCulture)}" : "");
        }
    }
}
