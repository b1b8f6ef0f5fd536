using System.Globalization;
using FusionLab.Runs;

namespace FusionLab.Cli;

/// <summary><c>diagnose RUN</c>: how a run's networks use their modalities.</summary>
internal static class DiagnoseCommand
{
    /// <summary>The measures of one modality, in the order of the table, with what they say.</summary>
    private static readonly (string Key, string Meaning)[] s_measures =
    [
        ("alone.mean", "accuracy alone, others at their mean"),
        ("alone.zero", "accuracy alone, others zero"),
        ("alone.permuted", "accuracy alone, others permuted"),
        ("lost", "accuracy lost without it"),
        ("shapley", "Shapley value of accuracy"),
        ("perceptual", "perceptual score"),
        ("utilisation", "conditional utilisation"),
        ("discrepancy", "OGM discrepancy ratio"),
        ("probe", "linear probe of its branch"),
        ("speed", "conditional learning speed"),
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

            Print(diagnosis, terminal.Out);
            return 0;
        });
        return command;
    }

    private static void Print(RunDiagnosis run, TextWriter output)
    {
        int count = run.Replicas.Count;
        output.WriteLine($"{run.Run}: {(count == 1 ? "1 replica" : $"{count} replicas, mean ± s.d.")}");
        output.WriteLine($"{"accuracy",-38}{Cell("accuracy")}");
        output.WriteLine($"{"accuracy of blanks alone",-38}{Cell("none")}");
        output.WriteLine($"{"interaction",-38}{Cell("interaction")}");
        output.WriteLine();
        output.WriteLine($"{"",-38}{string.Concat(run.Modalities.Select(name => $"{name,-17}"))}".TrimEnd());
        foreach (var (key, meaning) in s_measures)
        {
            output.WriteLine($"{meaning,-38}{string.Concat(run.Modalities.Select(name => $"{Cell($"{key}.{name}"),-17}"))}".TrimEnd());
        }

        string Cell(string key)
        {
            double[] values = [.. run.Replicas.Select(replica => replica.Measures[key]).OfType<double>()];
            return values.Length == 0 ? "none"
                : values.Length == 1 ? string.Create(CultureInfo.InvariantCulture, $"{values[0]:F4}")
                : string.Create(CultureInfo.InvariantCulture, $"{values.Average():F4} ± {Deviation(values):F4}");
        }
    }

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
