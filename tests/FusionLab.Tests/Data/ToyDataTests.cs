using FusionLab.Data;
using static TorchSharp.torch;

namespace FusionLab.Tests.Data;

public class ToyDataTests
{
    [Fact]
    public void Tensors_hold_the_samples_of_the_task()
    {
        var config = new DataConfig { Kind = "xor", Samples = "50", LinearVariance = 2 };
        using var data = ToyTasks.DrawTensors(config, seed: 3, CPU, ScalarType.Float64);
        using var batch = data.DrawBatch([1, 2], epoch: 0, index: 0, batchSize: 50);
        var samples = new XorTask(2, 50).Draw(3, 50);

        Assert.Equal([1L, 2L], data.Modalities.Select(modality => modality.Features));
        Assert.Equal([2L, 50, 2], batch.Inputs[1].shape);
        using var second = batch.Inputs[1][1].contiguous();
        Assert.Equal(samples.SelectModality(1), second.data<double>().ToArray());
        using var targets = batch.Targets[0].contiguous();
        Assert.Equal(samples.Targets, targets.data<double>().ToArray());
    }

    [Fact]
    public void The_population_cannot_be_trained_on_samples()
    {
        var config = new DataConfig { Kind = "gaussian", Samples = "population" };
        Assert.Contains("population", Assert.Throws<ConfigException>(() => ToyTasks.DrawTensors(config, 1, CPU)).Message);
    }
}
