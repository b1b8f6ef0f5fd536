using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Reports;

namespace FusionLab.Cli.Commands;

/// <summary>What a config would run, for <c>--dry-run</c>.</summary>
internal static class RunPlan
{
    public static void Print(ExperimentConfig config, TextWriter output)
    {
        var points = SweepGrid.Expand(config);
        string replicas = Counted.Of(points.Count * config.Seeds.Count, "replica");
        string epochs = Counted.Of(config.Train.Epochs, "epoch");
        string limits = $"at most {epochs}, stop when {config.Train.StopWhen}";
        output.WriteLine($"run       {config.Name}: {replicas} (seeds {config.Seeds}), {limits}");
        foreach (var point in points)
        {
            string values = string.Join(", ", point.Values.Select(value => $"{value.Key} = {value.Value}"));
            string where = values.Length > 0 ? $" ({values})" : "";
            var network = point.Config.Network;
            output.WriteLine($"network   {network.Kind}, depth {network.Depth}, fusion at {network.FusionDepth}{where}");
        }

        output.WriteLine($"data      {config.Data.Kind}{Origin(config.Data)}");
        output.WriteLine($"device    {config.Device}, {(config.Threads == 0 ? "every core" : Counted.Of(config.Threads, "thread"))}");
        output.WriteLine($"output    {config.Out ?? $"runs/{config.Name}/TIMESTAMP"}");
        output.WriteLine($"hash      {ConfigJson.Hash(config)}");
    }

    private static string Origin(DataConfig data) => data.IsArrays ? $", file {data.File}" : data.IsImages ? $", source {data.Source}" : "";
}
