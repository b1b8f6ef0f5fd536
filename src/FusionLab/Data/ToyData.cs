// Shapes: P samples, D_m features of one modality, O outputs.
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>Toy tasks as tensors, for networks that must be trained on samples (XOR, early-fusion ReLU).</summary>
public static class ToyData
{
    /// <summary>Draws the training and test sets of a toy task; all replicas share them.</summary>
    /// <param name="config">The <c>data</c> block.</param>
    /// <param name="seed">Names the draw.</param>
    /// <param name="device">Where the tensors live.</param>
    /// <param name="dtype">Their type: that of the network.</param>
    /// <exception cref="ConfigException">The config contradicts itself, or asks for the population.</exception>
    public static TensorData Create(DataConfig config, ulong seed, Device device, ScalarType dtype = ScalarType.Float32)
    {
        var task = ToyTasks.Create(config, seed);
        int count = task.SampleCount ?? throw new ConfigException(
            "data.samples is \"population\"; this network is trained on samples: give their number, such as 8192.");
        var train = task.Samples(seed, count);
        var test = task.Samples(seed, count, "test");
        Modality[] modalities = [.. task.Modalities.Select(modality => new Modality(modality.Name, [modality.Dimension]))];
        return new TensorData(modalities, task.Outputs, Inputs(train), Targets(train), new EvaluationSet(Inputs(test), Targets(test)));

        Tensor[] Inputs(TaskSamples samples) =>
            [.. samples.Modalities.Select((modality, m) => Place(samples.Of(m), samples.Count, modality.Dimension))];

        Tensor Targets(TaskSamples samples) => Place(samples.Targets, samples.Count, samples.Outputs);

        Tensor Place(double[] values, int rows, int columns)
        {
            using var scope = NewDisposeScope();
            return tensor(values, [rows, columns], ScalarType.Float64).to(dtype).to(device).MoveToOuterDisposeScope();
        }
    }
}
