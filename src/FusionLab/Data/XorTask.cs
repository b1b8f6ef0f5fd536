using FusionLab.Linear;

namespace FusionLab.Data;

/// <summary>
/// A linear modality beside one that only a nonlinear network can read: y = x_A + XOR(x_B) with x_A ~ N(0, Var), XOR = +1 where
/// the signs of x_B differ and −1 where they agree (figure 12). The four corners of {±1}² take turns, as in the authors'
/// data: drawn at random, their imbalance would be a faint linear signal, enough to free networks that the paper finds stuck.
/// </summary>
/// <param name="linearVariance">The variance of x_A, above 0.</param>
/// <param name="sampleCount">The number of training samples, 1 or more.</param>
public sealed class XorTask(double linearVariance, int sampleCount = 8192) : IToyTask
{
    private readonly double _deviation = Math.Sqrt(linearVariance);

    /// <inheritdoc/>
    public IReadOnlyList<ModalityBlock> Modalities { get; } = [new("a", 1), new("b", 2)];

    /// <inheritdoc/>
    public int Outputs => 1;

    /// <inheritdoc/>
    public int? SampleCount => sampleCount;

    /// <inheritdoc/>
    public TaskStatistics ComputeStatistics(ulong seed) => Draw(seed, sampleCount).ComputeStatistics();

    /// <inheritdoc/>
    public TaskSamples Draw(ulong seed, int count, string set = "train")
    {
        var linear = new RandomNumbers(new RandomStream(seed, $"task/{set}/inputs"));
        var values = new double[count * 3];
        var targets = new double[count];
        for (int p = 0; p < count; p++)
        {
            double first = (p & 1) == 0 ? -1 : 1;
            double second = (p & 2) == 0 ? -1 : 1;
            double x = _deviation * linear.NextNormal();
            (values[3 * p], values[(3 * p) + 1], values[(3 * p) + 2]) = (x, first, second);
            targets[p] = x - (first * second);
        }

        return new TaskSamples(Modalities, Outputs, values, targets);
    }
}
