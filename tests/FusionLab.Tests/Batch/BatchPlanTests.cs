using FusionLab.Batch;
using TorchSharp;

namespace FusionLab.Tests.Batch;

public sealed class BatchPlanTests : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public void Seeds_and_points_that_fit_a_pass_stay_together()
    {
        string file = Write("""{ "train.learningRate": [0.1, 0.2, 0.3] }""", seeds: "1..4");

        var run = Assert.Single(Plan(file, bytes: null));

        Assert.Equal(("small", 12, ""), (run.Name, run.Replicas, run.Part));
    }

    [Fact]
    public void Points_of_other_shapes_are_runs_of_their_own()
    {
        string file = Write("""{ "network.width": [8, 9], "train.learningRate": [0.1, 0.2] }""", seeds: "1..2");

        var runs = Plan(file, bytes: null);

        Assert.Equal([("small-01", 4, "network.width=8"), ("small-02", 4, "network.width=9")], runs.Select(run => (run.Name, run.Replicas, run.Part)));
    }

    [Theory]
    [InlineData(4, new[] { 4, 4 })]
    [InlineData(5, new[] { 4, 4 })]
    [InlineData(3, new[] { 3, 3, 2 })]
    [InlineData(1, new[] { 1, 1, 1, 1, 1, 1, 1, 1 })]
    public void Seeds_that_do_not_fit_are_split_evenly(int perPass, int[] expected)
    {
        string file = Write(sweep: null, seeds: "1..8");

        var runs = Plan(file, BytesFor(perPass, file));

        Assert.Equal(expected, runs.Select(run => run.Replicas));
        Assert.Equal(Enumerable.Range(1, 8).Select(seed => (ulong)seed), runs.SelectMany(run => run.Config!.Seeds));
    }

    [Fact]
    public void Points_that_do_not_fit_are_split_before_their_seeds()
    {
        string file = Write("""{ "train.learningRate": [0.1, 0.2, 0.3, 0.4] }""", seeds: "1..2");

        Assert.Equal([4, 4], Plan(file, BytesFor(5, file)).Select(run => run.Replicas));
        Assert.Equal([2, 2, 2, 2], Plan(file, BytesFor(2, file)).Select(run => run.Replicas));
        Assert.Equal(8, Plan(file, BytesFor(1, file)).Count);
    }

    [Fact]
    public void All_points_of_a_split_sweep_are_there_once()
    {
        string file = Write("""{ "network.width": [8, 9], "train.learningRate": [0.1, 0.2, 0.3], "train.decay": [1, 0.9] }""", seeds: "1..2");

        var points = Plan(file, BytesFor(4, file)).SelectMany(run => run.Config!.Points)
            .Select(point => (point.Config.Network.Width, point.Config.Train.LearningRate, point.Config.Train.Decay)).ToArray();

        Assert.Equal(12, points.Length);
        Assert.Equal(12, points.Distinct().Count());
    }

    [Fact]
    public void GPUs_that_others_use_are_skipped()
    {
        var slots = WorkerSlots.Choose("auto", perDevice: 2, [0.01, 0.7, null, 0]);

        Assert.Equal(["cuda:0", "cuda:0", "cuda:2", "cuda:2", "cuda:3", "cuda:3"], slots.Slots.Select(slot => slot.Name));
        Assert.Equal("3", slots.Slots[^1].Environment["CUDA_VISIBLE_DEVICES"]);
    }

    [Fact]
    public void A_machine_whose_GPUs_are_all_taken_is_an_error()
    {
        var failure = Assert.Throws<MachineException>(() => WorkerSlots.Choose("auto", 1, [0.5, 0.9]));

        Assert.Contains("(cuda:0 50 %, cuda:1 90 %)", failure.Message);
    }

    [Theory]
    [InlineData("cuda:0,cuda:0")]
    [InlineData("cpu,cuda:1")]
    [InlineData("cuda,cuda:0")]
    public void Devices_stand_once_and_are_of_one_kind(string devices) =>
        Assert.Throws<ConfigException>(() => WorkerSlots.Choose(devices, 1, [0, 0]));

    [Fact]
    public void Workers_share_the_cores()
    {
        var slots = WorkerSlots.Choose("cpu", perDevice: 2, [0]);

        Assert.Equal($"{Math.Max(1, TorchLibrary.DefaultThreads / 2)}", slots.Slots[1].Environment["OMP_NUM_THREADS"]);
        Assert.Equal("", slots.Slots[1].Environment["CUDA_VISIBLE_DEVICES"]);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Memory that holds so many networks of a config and not one more.</summary>
    private static long BytesFor(int networks, string file)
    {
        var whole = Plan(file, bytes: null)[0];
        return (long)((networks + 0.5) * (whole.Bytes!.Value / whole.Replicas) / 0.7);
    }

    private static IReadOnlyList<PlannedRun> Plan(string file, long? bytes) =>
        BatchPlanner.Plan([file], [], new WorkerCapacity(torch.CPU, bytes));

    private string Write(string? sweep, string seeds)
    {
        string file = _folder.At("small.json");
        File.WriteAllText(file, $$"""
            { "seeds": "{{seeds}}", "data": { "source": "synthetic", "trainSamples": 100, "testSamples": 100 },
              "network": { "depth": 3, "fusionDepth": 2, "width": 8 },
              "train": { "epochs": 2, "batchSize": 50 }{{(sweep is null ? "" : $", \"sweep\": {sweep}")}} }
            """);
        return file;
    }
}
