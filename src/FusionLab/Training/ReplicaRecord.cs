using FusionLab.Metrics;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>What the trainer knows of one replica.</summary>
/// <param name="number">Its position in the run, counted from 1.</param>
/// <param name="seed">Its seed.</param>
/// <param name="learningRate">Its learning rate in the first epoch.</param>
internal sealed class ReplicaRecord(int number, ulong seed, double learningRate) : IDisposable
{
    public int Number => number;

    public ulong Seed => seed;

    public double LearningRate => learningRate;

    public List<Evaluation> History { get; } = [];

    public Divergence? Divergence { get; set; }

    /// <summary>Its last weights, once it has left the batch; null before.</summary>
    public IReadOnlyList<(string Name, Tensor Value)>? Weights { get; set; }

    public void Dispose()
    {
        foreach (var (_, value) in Weights ?? [])
        {
            value.Dispose();
        }
    }
}
