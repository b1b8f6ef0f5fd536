// Shapes: R replicas, H hidden units, D features of a modality, G features that the units see, a bias's included.
using FusionLab.Networks;
using static TorchSharp.torch;

namespace FusionLab.Training.HiddenLayer;

/// <summary>The weights of one group of hidden units of all replicas, and their gradients by task.</summary>
/// <param name="parameters">The group.</param>
/// <param name="rows">The features that its units see, as rows of all features; the bias's comes last.</param>
internal sealed class GroupWeights(HiddenGroup parameters, int[] rows)
{
    private readonly nuint[] starts = new nuint[rows.Length];
    private float[] ins = [];
    private float[] outs = [];
    private double[] byIn = [];
    private double[] byOut = [];

    /// <summary>The features that its units see, the bias's included.</summary>
    public int Features => rows.Length;

    private int InSize { get; } = (int)parameters.Inputs[0].Weight.shape[1] * rows.Length;

    private int OutSize { get; } = (int)parameters.Outputs.shape[2];

    /// <summary>Copies the weights of all replicas.</summary>
    /// <param name="padded">How many places the samples of a feature take.</param>
    public void Read(int padded)
    {
        for (int f = 0; f < rows.Length; f++)
        {
            starts[f] = (nuint)(rows[f] * padded);
        }

        Tensor[] blocks = [.. parameters.Inputs.Select(input => input.Weight), .. parameters.Bias is { } bias ? [bias.unsqueeze(2)] : Array.Empty<Tensor>()];
        FloatBuffer.Copy(cat(blocks, 2), ref ins);                                                     // [R, H, G]
        FloatBuffer.Copy(parameters.Outputs, ref outs);                                                // [R, 1, H]
    }

    /// <summary>The weights of one replica.</summary>
    public UnitWeights Units(int replica, float slope) => new()
    {
        Rows = starts,
        In = ins.AsSpan(replica * InSize, InSize),
        Out = outs.AsSpan(replica * OutSize, OutSize),
        Slope = slope,
    };

    /// <summary>Makes room for the gradients of so many tasks.</summary>
    public void Clear(int tasks) => (byIn, byOut) = (new double[tasks * InSize], new double[tasks * OutSize]);

    /// <summary>Where a task adds its gradients by the weights from the features, <c>[H, G]</c>.</summary>
    public Span<double> ByIn(int task) => byIn.AsSpan(task * InSize, InSize);

    /// <summary>Where a task adds its gradients by the weights to the output, <c>[H]</c>.</summary>
    public Span<double> ByOut(int task) => byOut.AsSpan(task * OutSize, OutSize);

    /// <summary>Adds up the tasks of each replica, in their order, and hands the sums to the parameters.</summary>
    public void Write(int replicas, int chunks)
    {
        var all = FloatBuffer.ToTensor(Sum(byIn, replicas, chunks, InSize), [replicas, InSize / rows.Length, rows.Length]);   // [R, H, G]
        long column = 0;
        foreach (var (_, weight) in parameters.Inputs)
        {
            weight.grad = all.narrow(2, column, weight.shape[2]).contiguous();
            column += weight.shape[2];
        }

        if (parameters.Bias is { } bias)
        {
            bias.grad = all.select(2, column).contiguous();
        }

        parameters.Outputs.grad = FloatBuffer.ToTensor(Sum(byOut, replicas, chunks, OutSize), parameters.Outputs.shape);
    }

    private static float[] Sum(double[] parts, int replicas, int chunks, int size)
    {
        var sums = new float[replicas * size];
        for (int i = 0; i < sums.Length; i++)
        {
            double sum = 0;
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                sum += parts[(((i / size * chunks) + chunk) * size) + (i % size)];
            }

            sums[i] = (float)sum;
        }

        return sums;
    }
}
