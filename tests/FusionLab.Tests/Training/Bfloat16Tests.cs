using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

/// <summary>Steps and checkpoints in bf16; whole runs are in PrecisionTests.</summary>
public class Bfloat16Tests
{
    private static readonly TrainConfig config = SmallTask.Config with { Precision = Precision.Bf16, Momentum = 0.9, LearningRate = 0.05, Decay = 1 };

    [Fact]
    public void Steps_lower_the_loss_as_they_do_in_single_precision()
    {
        double[] single = Losses(Precision.Fp32);
        double[] brain = Losses(Precision.Bf16);

        Assert.True(single[^1] < 0.7 * single[0]);
        Assert.All(single.Zip(brain), pair => Assert.Equal(pair.First, pair.Second, 0.03));

        static double[] Losses(Precision precision)
        {
            using var run = new TrainingRun(config with { Precision = precision, Epochs = 7, EvaluateEvery = 1 }, [1]);
            return [.. run.Trainer.Run().Replicas[0].History.Skip(1).Take(20).Select(row => row.Loss)];
        }
    }

    [Fact]
    public void A_checkpoint_keeps_the_32_bit_masters_and_a_resumed_run_equals_the_run_never_stopped()
    {
        using var folder = new Folder();
        using var whole = new TrainingRun(config, [1, 2]);
        whole.Trainer.Run();

        using var stop = new CancellationTokenSource();
        using var part = new TrainingRun(config, [1, 2], new TrainerOptions { Checkpoints = new CheckpointStore(folder.Path) });
        part.Trainer.Run([new RecordedTraining(progress => { if (progress.Step == 4) { stop.Cancel(); } })], stop.Token);
        using var saved = new CheckpointStore(folder.Path).Load()!;
        using var resumed = new TrainingRun(config, [1, 2]);
        resumed.Trainer.Resume(saved);
        resumed.Trainer.Run();

        var masters = saved.Tensors.Where(named => named.Key.StartsWith("master/", StringComparison.Ordinal)).ToList();
        Assert.Equal(whole.Network.parameters().Count(), masters.Count);
        Assert.All(masters, named => Assert.Equal(ScalarType.Float32, named.Value.dtype));
        Assert.All(whole.Network.parameters().Zip(resumed.Network.parameters()), pair => Assert.Equal(pair.First.bytes.ToArray(), pair.Second.bytes.ToArray()));
    }
}
