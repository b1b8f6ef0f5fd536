using System.Reflection;
using FusionLab.Config;
using FusionLab.Runs;

namespace FusionLab.Tests.Runs;

/// <summary>The configs of the authors' experiments, as they ship.</summary>
internal static class PaperConfigs
{
    public static ExperimentConfig Load(string name, params string[] assignments)
    {
        string root = typeof(PaperConfigs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!;
        return ConfigLoader.Load(Path.Combine(root, "configs", "paper", $"{name}.json"), assignments);
    }

    public static RunResult Run(string name, params string[] assignments) => SimulateRun.Simulate(Load(name, assignments));
}
