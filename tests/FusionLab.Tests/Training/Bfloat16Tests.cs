using FusionLab.Data;
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
        double[] single = Losses(ScalarType.Float32);
        double[] brain = Losses(ScalarType.BFloat16);

        Assert.True(single[^1] < 0.7 * single[0]);
        Assert.All(single.Zip(brain), pair => Assert.Equal(pair.First, pair.Second, 0.03));

        static double[] Losses(ScalarType type)
        {
            using var data = SmallTask.Data();
            using var network = SmallTask.Network(data, [1], type);
            using var steps = new StepRunner(data, network, config);
            using var state = State(data, 1);
            return [.. Enumerable.Range(0, 20).Select(step =>
            {
                steps.Meter.Reset();
                steps.Take(state.Live, step, 0, step + 1);
                return steps.Meter.Means()[0];
            })];
        }
    }

    [Fact]
    public void A_checkpoint_keeps_the_32_bit_masters()
    {
        using var data = SmallTask.Data();
        using var network = SmallTask.Network(data, [1, 2], ScalarType.BFloat16);
        using var steps = new StepRunner(data, network, config);
        using var state = State(data, 1, 2);
        steps.Take(state.Live, 0, 0, 1);
        using var saved = new Checkpoint(state.Capture("{}", steps.Meter, new Laps(TimeProvider.System)), TensorState.Capture(state, network, steps.Sgd));

        using var other = SmallTask.Network(data, [3, 4], ScalarType.BFloat16);
        using var resumed = new StepRunner(data, other, config);
        TensorState.Restore(saved, state, other, resumed.Sgd);
        foreach (var runner in new[] { steps, resumed })
        {
            runner.Take(state.Live, 0, 1, 2);
        }

        foreach (var (one, same) in steps.Sgd.Parameters.Zip(resumed.Sgd.Parameters))
        {
            Assert.Equal(ScalarType.Float32, one.Master.dtype);
            Assert.Equal(one.Master.data<float>().ToArray(), same.Master.data<float>().ToArray());
            Assert.Equal(one.Momentum!.data<float>().ToArray(), same.Momentum!.data<float>().ToArray());
            Assert.Equal(one.Weight.bytes.ToArray(), same.Weight.bytes.ToArray());
        }
    }

    private static TrainingState State(IReplicaData data, params ulong[] seeds) =>
        new([.. seeds.Select((seed, index) => TrainedReplica.Of(index + 1, seed, data, config))]);
}
