using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Tests.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

public class StepSlicesTests
{
    private static readonly Modality[] digits = [new("a", [1, 28, 28]), new("b", [1, 28, 28])];

    [Fact]
    public void A_cnn_goes_through_the_caches_and_an_mlp_whose_weights_are_many_goes_in_one_piece()
    {
        using var cnn = FusionNetwork.Create(new CnnConfig { FusionDepth = 5 }, digits, 10, [1, 2]);
        using var mlp = FusionNetwork.Create(new MlpConfig { FusionDepth = 5 }, [new("a", [784]), new("b", [784])], 10, [1, 2]);

        Assert.Equal([90, 91, 91, 91, 91, 91, 91, 91, 91, 91, 91], StepSlices.Split(cnn, 1000));
        Assert.Equal([1000], StepSlices.Split(mlp, 1000));
        Assert.Equal([7], StepSlices.Split(cnn, 7));
    }

    [Fact]
    public void A_gpu_takes_the_whole_batch() =>
        Assert.Equal(1, StepSlices.Count(new Device(TorchSharp.DeviceType.CUDA, 0), 1000, 1_000_000, 10, ScalarType.Float32));

    [Fact]
    public void Adding_up_over_slices_gives_the_losses_and_the_weights_of_the_whole_batch()
    {
        const int samples = 150;
        const double rate = 0.1;
        using var scope = NewDisposeScope();
        using var data = new TensorData(
            digits, 10, [randn([samples, 1, 28, 28]), randn([samples, 1, 28, 28])], arange(samples).remainder(10),
            new EvaluationSet([randn([1, 1, 28, 28]), randn([1, 1, 28, 28])], zeros(1, ScalarType.Int64)));
        var config = new TrainConfig { BatchSize = 0, LearningRate = rate, Epochs = 1 };
        var shape = new CnnConfig { FusionDepth = 5 };
        ulong[] seeds = [1, 2];
        using var sliced = FusionNetwork.Create(shape, digits, 10, seeds);
        using var whole = FusionNetwork.Create(shape, digits, 10, seeds);
        Assert.Equal([75, 75], StepSlices.Split(sliced, samples));

        using var trainer = new Trainer(data, sliced, config, seeds);
        var first = trainer.Run().Replicas.Select(replica => replica.Final!.Loss);
        using var batch = data.DrawBatch(seeds, 0, 0, samples);
        var losses = Losses.Compute(LossKind.CrossEntropy, whole.call([.. batch.Inputs]), batch.Targets);
        losses.sum().backward();

        Assert.Equal(losses.data<float>().ToArray().Select(loss => (double)loss), first, (one, other) => Math.Abs(one - other) < 1e-5);
        using var withoutGradient = no_grad();
        foreach (var (taken, untouched) in sliced.parameters().Zip(whole.parameters()))
        {
            TensorAssert.Close(untouched - (untouched.grad! * rate), taken, 1e-6);
        }
    }
}
