using FusionLab.Cli.Results;
using FusionLab.Config;
using FusionLab.Runs;

namespace FusionLab.Cli.Commands;

/// <summary>Runs a config whose networks can be simulated from correlations, a whole sweep at once.</summary>
internal static class SimulatedRun
{
    /// <summary>
    /// Simulates (see <see cref="LinearLaboratory.WhyNot"/>), writes the run folder and prints the table over the points.
    /// </summary>
    public static void Execute(ExperimentConfig config, RunOptions options, bool quiet, Terminal terminal, CancellationToken cancel)
    {
        var (report, folder) = SimulatedRunFolder.Run(config, options, quiet ? null : new ShareReport(terminal.Error), cancel);
        SimulationResult.Print(report, folder.Path, terminal);
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
