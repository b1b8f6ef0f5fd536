using System.Globalization;
using FusionLab.Runs;

namespace FusionLab.Cli.Results;

/// <summary>Prints how imported weights do on the test set: all modalities together, then each alone.</summary>
internal static class ImportResult
{
    /// <summary>Prints the scores, the run folder and every warning.</summary>
    public static void Print(ImportOutcome outcome, Terminal terminal)
    {
        var scores = outcome.Scores;
        Line("loss", scores.Loss.ToString("G6", CultureInfo.InvariantCulture));
        if (scores.Accuracy is { } accuracy)
        {
            Line("accuracy", Percent(accuracy));
        }

        foreach (var (modality, alone) in outcome.Measured.Zip(scores.Unimodal))
        {
            Line($"{modality} alone", Percent(alone));
        }

        Line("run folder", outcome.Folder.Path);
        foreach (string warning in outcome.Warnings)
        {
            terminal.Out.WriteLine($"WARNING: {warning}");
        }

        void Line(string name, string value) => terminal.Out.WriteLine($"{name,-12}{value}");
    }

    private static string Percent(double share) => $"{(100 * share).ToString("F2", CultureInfo.InvariantCulture)} %";
}
