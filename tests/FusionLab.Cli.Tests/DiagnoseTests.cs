using System.Globalization;
using System.Text.Json;

namespace FusionLab.Tests.Cli;

public class DiagnoseTests
{
    [Theory]
    [InlineData(SmallRun.Mlp)]
    [InlineData(SmallRun.Cnn)]
    public void The_measures_of_a_run_agree_with_its_metrics_and_with_each_other(string network)
    {
        using var run = new SmallRun(network);
        var json = CommandRun.Execute("diagnose", run.Run, "--json");
        var table = CommandRun.Execute("diagnose", run.Run);

        Assert.Equal((0, 0), (json.ExitCode, table.ExitCode));
        var replicas = JsonDocument.Parse(json.Out).RootElement.GetProperty("replicas").EnumerateArray().ToArray();
        Assert.Equal([4, 5, 6], replicas.Select(replica => replica.GetProperty("seed").GetInt32()));
        foreach (var replica in replicas)
        {
            var measures = replica.GetProperty("measures");
            double Number(string key) => measures.GetProperty(key).GetDouble();
            var row = SmallRun.LastRow(run.Run, replica.GetProperty("replica").ToString());
            Assert.Equal(double.Parse(row["accuracy"], CultureInfo.InvariantCulture), Number("accuracy"), 1e-12);
            Assert.Equal(double.Parse(row["accuracy_a"], CultureInfo.InvariantCulture), Number("alone.zero.a"), 1e-12);
            Assert.Equal(Number("accuracy") - Number("none"), Number("shapley.a") + Number("shapley.b"), 1e-12);
            Assert.InRange(Number("probe.b"), 0, 1);
            Assert.InRange(Number("probeBefore.b"), 0, 1);
        }

        Assert.StartsWith($"{run.Run}: accuracy on the test samples, 3 replicas, mean ± s.d.\nall modalities ", table.Out);
        Assert.Matches(@"\n +Shapley value \(points\) +-?\d+\.\d ± \d+\.\d +-?\d+\.\d ± \d+\.\d\n", table.Out);
        Assert.Matches(@"\nOf \d+\.\d % accuracy, \d+\.\d % with every modality blank, the modalities bring these points: ", table.Out);
    }

    [Fact]
    public void Measures_along_training_are_later_columns_and_speeds_stand_in_the_diagnosis()
    {
        using var run = new SmallRun(SmallRun.Mlp, more: """, "measures": ["shapley", "speed"]""");
        var diagnosis = CommandRun.Execute("diagnose", run.Run, "--json");

        string[] head = File.ReadLines(Path.Combine(run.Run, "metrics.csv")).First().Split(',');
        Assert.Equal(["shapley.a", "shapley.b", "speed.a", "speed.b"], head[^4..]);
        foreach (var replica in JsonDocument.Parse(diagnosis.Out).RootElement.GetProperty("replicas").EnumerateArray())
        {
            var row = SmallRun.LastRow(run.Run, replica.GetProperty("replica").ToString());
            Assert.All(head[^4..], key => Assert.Equal(
                double.Parse(row[key], CultureInfo.InvariantCulture), replica.GetProperty("measures").GetProperty(key).GetDouble()));
        }
    }

    [Fact]
    public void A_run_without_classes_is_refused()
    {
        using var run = new SmallRun("""{ "depth": 2, "fusionDepth": 1, "width": 8 }""", """{ "kind": "xor", "samples": 200 }""", "mse");
        var refused = CommandRun.Execute("diagnose", run.Run);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("has no classes", refused.Error);
    }
}
