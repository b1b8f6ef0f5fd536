using FusionLab.Data;
using FusionLab.Runs;
using FusionLab.Tests.Runs;
using FusionLab.Tests.Training;
using FusionLab.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Tests;

/// <summary>
/// What a GPU must do: the CPU's numbers where nothing random is drawn on it, and its own to the last bit every time. Nothing runs beside
/// these tests, since a GPU has one generator and one memory.
/// </summary>
[Trait("Category", "Cuda")]
[CollectionDefinition(nameof(CudaTests), DisableParallelization = true)]
[Collection(nameof(CudaTests))]
public sealed class CudaTests : IDisposable
{
    private readonly TrainedSweep _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    private static Device Gpu => Devices.Parse(Machine.GpuName);

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [NeedsFact(Need.CudaOrStandIn)]
    public void Losses_over_twenty_steps_are_those_of_the_CPU_and_a_training_repeats()
    {
        var results = DeviceCheck.Run([Gpu]).ToList();

        Assert.Equal(["mlp", "cnn"], results.Select(result => result.Network));
        Assert.All(results, result => Assert.InRange(result.Difference, 0, DeviceCheck.Tolerance));
        Assert.All(results, result => Assert.True(result.Repeats, $"two trainings of the {result.Network} differ"));
    }

    [NeedsFact(Need.CudaOrStandIn)]
    public void A_batch_is_the_same_bits_alone_and_among_others_and_shows_the_samples_of_the_CPU()
    {
        using var data = new NoisyMnist(Data.NoisyMnistTests.Digits, new NoisyMnistConfig(), Gpu, flatten: true, drawsTogether: true);
        using var onCpu = new NoisyMnist(Data.NoisyMnistTests.Digits, new NoisyMnistConfig(), CPU, flatten: true);
        using var together = data.DrawBatch([1, 2, 3], epoch: 1, index: 2, batchSize: 500);
        using var alone = data.DrawBatch([2], epoch: 1, index: 2, batchSize: 500);
        using var expected = onCpu.DrawBatch([2], epoch: 1, index: 2, batchSize: 500);

        for (int m = 0; m < 2; m++)
        {
            Assert.Equal(Data.NoisyMnistTests.Bits(alone.Inputs[m].cpu()), Data.NoisyMnistTests.Bits(together.Inputs[m][1].cpu()));
        }

        Assert.Equal(expected.Targets.data<long>().ToArray().Order(), alone.Targets.cpu().data<long>().ToArray().Order());
        var noise = (alone.Inputs[1] - (0.1 * alone.Inputs[0])).cpu().to(ScalarType.Float64); // of the four fifths with b corrupted
        var struck = Data.NoisyMnistTests.Struck(alone.Inputs[1].cpu());
        var rows = noise.view(500, 784)[tensor(struck)];
        Assert.InRange(struck.Count(one => one), 340, 450);
        Assert.InRange(rows.std().item<double>(), 0.148, 0.152);
        Assert.InRange(rows.mean().item<double>(), -0.002, 0.002);
    }

    [NeedsTheory(Need.CudaOrStandIn)]
    [InlineData(TrainedSweep.Mlp)]
    [InlineData(TrainedSweep.Cnn)]
    public void The_same_command_gives_the_same_bytes_twice_and_when_it_was_interrupted(string network)
    {
        byte[] whole = Run("whole", network);
        byte[] again = Run("again", network);
        using (var stop = new CancellationTokenSource())
        {
            Run("parts", network, stop: stop);
        }

        byte[] parts = Run("parts", network, resume: true);

        Assert.Equal(whole, again);
        Assert.Equal(whole, parts);
        Assert.Equal(Gpu.type == DeviceType.CUDA, RunEnvironment.Read(_folder.At("whole", "environment.json"))!.Gpu is not null);
    }

    [NeedsFact(Need.CudaOrStandIn)]
    public void One_diverged_replica_keeps_its_weights_and_the_others_go_on_unchanged()
    {
        using var data = SmallTask.Data(device: Gpu);
        using var together = Train([0.1, 1e25, 0.1]);
        using var alone = Train([0.1]);

        Assert.Equal(new Divergence(2, 2, 1, 2, 1e25), together.Result.Replicas[1].Divergence);
        Assert.Equal(6, together.Result.Replicas[2].Final!.Epoch);
        foreach (var (one, other) in alone.Result.Replicas[0].History.Zip(together.Result.Replicas[0].History))
        {
            Assert.Equal(one.Loss, other.Loss, 1e-4);
        }

        Trained Train(double[] rates)
        {
            var network = SmallTask.Network(data, [.. rates.Select((_, r) => (ulong)r + 1)], device: Gpu);
            var replicas = rates.Select((rate, r) => new Replica(r + 1, (ulong)r + 1, data, SmallTask.Config with { LearningRate = rate }));
            var trainer = new Trainer(network, SmallTask.Config, [.. replicas], new TrainerOptions { StepsAsOnGpu = true });
            return new Trained(network, trainer, trainer.Run());
        }
    }

    [NeedsFact(Need.CudaOrStandIn)]
    public void A_checkpoint_gives_weights_back_to_the_last_bit()
    {
        using var folder = new Folder();
        using var data = SmallTask.Data(device: Gpu);
        using var network = SmallTask.Network(data, [1, 2], device: Gpu);
        using var other = SmallTask.Network(data, [1, 2], device: Gpu);
        var config = SmallTask.Config with { Momentum = 0.9 };
        using var trainer = new Trainer(data, network, config, [1, 2], new TrainerOptions { Checkpoints = new CheckpointStore(folder.Path) });
        trainer.Run();

        using var resumed = new Trainer(data, other, config, [1, 2]);
        using var checkpoint = new CheckpointStore(folder.Path).Load()!;
        resumed.Resume(checkpoint);

        Assert.Contains(checkpoint.Tensors.Keys, name => name.StartsWith("momentum/", StringComparison.Ordinal));
        for (int r = 0; r < 2; r++)
        {
            foreach (var (expected, actual) in network.ExportReplica(r).Zip(other.ExportReplica(r)))
            {
                Assert.Equal(Gpu.type, actual.Value.device_type);
                Assert.Equal(expected.Value.cpu().bytes.ToArray(), actual.Value.cpu().bytes.ToArray());
            }
        }
    }

    [NeedsFact(Need.Cuda)]
    public void Cuda_is_the_first_device_in_all_but_its_name()
    {
        Run("cuda", TrainedSweep.Mlp);
        Run("first", TrainedSweep.Mlp, device: "cuda:0");

        Assert.Equal(File.ReadAllBytes(_folder.At("cuda", "metrics.csv")), File.ReadAllBytes(_folder.At("first", "metrics.csv")));
        Assert.Equal(new Device(DeviceType.CUDA, 0).ToString(), Devices.Parse("cuda").ToString());
        Assert.Contains("N goes from 0 to", Assert.Throws<MachineException>(() => Devices.Parse("cuda:99")).Message);
    }

    [NeedsFact(Need.Cuda)]
    public void A_run_of_a_GPU_is_not_continued_on_the_CPU()
    {
        using (var stop = new CancellationTokenSource())
        {
            Run("run", TrainedSweep.Mlp, stop: stop);
        }

        string environment = _folder.At("run", "environment.json");
        string config = _folder.At("run", "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"device\": \"cuda\"", "\"device\": \"cpu\"")); // as with auto in both

        var error = Assert.Throws<ConfigException>(() => Run("run", TrainedSweep.Mlp, device: "cpu", resume: true));
        Assert.Contains("was begun on cuda:0, and cpu draws other noise", error.Message);
        Assert.Equal("cuda", RunEnvironment.Read(environment)!.DeviceType);
    }

    [NeedsFact(Need.Cuda)]
    public void Where_memory_does_not_hold_all_replicas_fewer_are_tried()
    {
        const string wide = """
            "network": { "depth": 3, "fusionDepth": 1, "width": 12000 },
            "train": { "batchSize": 100, "learningRate": 0.001, "epochs": 1 },
            """;
        long left = 6L << 30; // two replicas take 3 GB, five 8 GB
        var warnings = new List<string>();
        long free = Devices.FindMemory(Gpu)!.Value;
        Assert.True(free > left, $"only {free / 1e9:F1} GB are free");
        using var rest = empty((free - left) / 4, dtype: ScalarType.Float32, device: Gpu);

        TrainRun.Run(
            _folder.Config(TrainedSweep.Digits, wide) with { Device = "cuda", Seeds = new([1, 2, 3, 4, 5]) },
            new RunOptions { Out = _folder.At("short"), Warn = warnings.Add });

        Assert.Contains(warnings, sentence => sentence.StartsWith("Memory does not hold 5 replicas together; trying 2.", StringComparison.Ordinal));
    }

    /// <summary>Trains a small config; with a token source, which is cancelled after the second step, a part of it.</summary>
    /// <returns>Its metrics.csv.</returns>
    private byte[] Run(string name, string network, string? device = null, bool resume = false, CancellationTokenSource? stop = null)
    {
        var config = _folder.Config(TrainedSweep.Digits, network) with { Device = device ?? Machine.GpuName };
        var observer = new RecordedTraining(progress => { if (progress.Step == 2) { stop?.Cancel(); } });
        TrainRun.Run(config, new RunOptions { Out = _folder.At(name), Resume = resume }, observer, stop?.Token ?? default);
        return File.ReadAllBytes(_folder.At(name, "metrics.csv"));
    }

    private sealed record Trained(FusionLab.Networks.FusionNetwork Network, Trainer Trainer, TrainingResult Result) : IDisposable
    {
        public void Dispose()
        {
            Trainer.Dispose();
            Network.Dispose();
        }
    }
}
