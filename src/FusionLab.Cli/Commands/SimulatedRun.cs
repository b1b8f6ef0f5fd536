using System.Text;
using FusionLab.Cli.Results;
using FusionLab.Experiments;
using FusionLab.Experiments.Configuration;
using FusionLab.Experiments.Linear;

namespace FusionLab.Cli.Commands;

/// <summary>Runs a config whose networks can be simulated from correlations, a whole sweep at once.</summary>
internal static class SimulatedRun
{
    /// <summary>Simulates (see <see cref="LinearLaboratory.WhyNot"/>), writes the run folder and prints the table over the points.</summary>
    public static void Execute(ExperimentConfig config, bool quiet, Terminal terminal, CancellationToken cancel)
    {
        var folder = RunFolder.Create(config.Name!, config.Out, TimeProvider.System);
        RunFolder.Replace(folder.Config, ConfigJson.Write(config));
        var report = LinearLaboratory.Run(config, quiet ? null : new ShareReport(terminal.Error), cancellation: cancel);
        Write(folder, "replicas.csv", writer => LinearCsv.WriteRows(report, writer));
        Write(folder, "points.csv", writer => LinearCsv.WriteSummary(report, writer));
        Write(folder, "trajectories.csv", writer => LinearCsv.WriteTrajectories(report, writer));
        RunFolder.Replace(folder.Summary, RunJson.Write(LinearSummary.Of(report)));
        SimulationResult.Print(report, folder.Path, terminal);
    }

    private static void Write(RunFolder folder, string name, Action<TextWriter> write)
    {
        using var writer = new StreamWriter(Path.Combine(folder.Path, name), append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        write(writer);
    }

    /// <summary>A line for every tenth of the networks.</summary>
    private sealed class ShareReport(TextWriter error) : IProgress<double>
    {
        private readonly Lock _lock = new();
        private int _tenths;

        public void Report(double value)
        {
            lock (_lock)
            {
                if ((int)(10 * value) > _tenths)
                {
                    _tenths = (int)(10 * value);
                    error.WriteLine($"simulated {10 * _tenths} %");
                }
            }
        }
    }
}
