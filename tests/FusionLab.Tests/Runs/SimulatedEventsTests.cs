using System.Globalization;
using FusionLab.Runs;

namespace FusionLab.Tests.Runs;

/// <summary>A simulated run shows in TensorBoard what its metrics.csv says.</summary>
public sealed class SimulatedEventsTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("fusionlab-simulated-").FullName, "run");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public void Every_recorded_value_of_a_run_is_an_event()
    {
        Simulate("minimal_late", "seeds=1..3");

        var events = Events();
        foreach (var (curve, column) in new[] { ("loss", "loss"), ("generalization_error", "generalization_error"), ("weight_a", "weight_a"), ("weight_b", "weight_b") })
        {
            for (int replica = 1; replica <= 3; replica++)
            {
                Assert.Equal(Column(replica, column), Curve(events, $"{curve}/replica_{replica}"));
            }
        }

        Assert.Equal(events.Select(one => one.Step).Order(), events.Select(one => one.Step));
    }

    [Fact]
    public void The_mean_takes_replicas_that_did_not_record_a_step_between_their_records()
    {
        var report = Simulate("minimal_late", "seeds=1..2", "train.learningRate=0.01");

        var mean = Curve(Events(), "loss/mean").ToDictionary(point => point.Step, point => point.Value);
        var (first, second) = (report.Replicas[0].Simulation!.Run.Trajectory, report.Replicas[1].Simulation!.Run.Trajectory);
        var alone = first.First(state => second.All(other => other.Step != state.Step));
        int next = second.Index().First(other => other.Item.Step > alone.Step).Index;
        var (before, after) = (second[next - 1], second[next]);
        double between = before.Loss + ((after.Loss - before.Loss) * (alone.Step - before.Step) / (after.Step - before.Step));
        Assert.Equal((float)((alone.Loss + between) / 2), mean[alone.Step], 1e-6f);
        Assert.Equal((float)((first[^1].Loss + second[^1].Loss) / 2), mean.MaxBy(point => point.Key).Value);
    }

    [Fact]
    public void A_sweep_has_a_mean_for_each_of_its_points()
    {
        Simulate("minimal_late", "seeds=1..2", "sweep={\"data.sigmaA\":[2,3]}");

        var tags = Events().SelectMany(one => one.Summary.Value.Select(value => value.Tag)).Where(tag => tag.StartsWith("loss/", StringComparison.Ordinal)).Distinct();

        Assert.Equal(
            ["loss/mean_point_0", "loss/mean_point_1", "loss/replica_1", "loss/replica_2", "loss/replica_3", "loss/replica_4"],
            tags.Order(StringComparer.Ordinal));
    }

    private RunResult Simulate(string config, params string[] assignments) =>
        SimulateRun.Run(PaperConfigs.Load(config, assignments), new RunOptions { Out = _folder });

    /// <summary>All but the first, which names the format.</summary>
    private List<Tensorboard.Event> Events() => RecordedEvents.Read(Assert.Single(Directory.GetFiles(_folder, "events.out.tfevents.*")))[1..];

    private static IEnumerable<(long Step, float Value)> Curve(IEnumerable<Tensorboard.Event> events, string tag) =>
        events.SelectMany(one => one.Summary.Value.Where(value => value.Tag == tag).Select(value => (one.Step, value.SimpleValue)));

    private IEnumerable<(long Step, float Value)> Column(int replica, string name)
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(_folder, "metrics.csv")).Select(line => line.Split(','))];
        var (step, value) = (Array.IndexOf(rows[0], "step"), Array.IndexOf(rows[0], name));
        return rows.Skip(1).Where(row => row[0] == replica.ToString(CultureInfo.InvariantCulture))
            .Select(row => (long.Parse(row[step], CultureInfo.InvariantCulture), (float)double.Parse(row[value], CultureInfo.InvariantCulture)));
    }
}
