// Shapes: R replicas, H hidden units, D features of a modality, G features that the units see, a bias's included.
using FusionLab.Networks;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>The weights of one group of hidden units of all replicas, and the sums by task that their gradients are made of.</summary>
/// <param name="parameters">The group.</param>
/// <param name="rows">The features that its units see, as rows of all features; the bias's comes last.</param>
internal sealed class GroupWeights(HiddenGroup parameters, int[] rows)
{
    private readonly nuint[] starts = new nuint[rows.Length];
    private float[] ins = [];
    private float[] outs = [];
    private double[] sums = [];

    /// <summary>The features that its units see, the bias's included.</summary>
    public int Features => rows.Length;

    private int Units { get; } = (int)parameters.Outputs.shape[2];

    private int Size => Units * rows.Length;

    /// <summary>Copies the weights of all replicas.</summary>
    /// <param name="padded">How many places the samples of a feature take.</param>
    public void Read(int padded)
    {
        for (int f = 0; f < rows.Length; f++)
        {
            starts[f] = (nuint)(rows[f] * padded);
        }

        Tensor[] blocks =
        [
            .. parameters.Inputs.Select(input => input.Weight),
            .. parameters.Bias is { } bias ? [bias.unsqueeze(2)] : Array.Empty<Tensor>(),
        ];
        FloatBuffer.Copy(cat(blocks, 2), ref ins);                                                     // [R, H, G]
        FloatBuffer.Copy(parameters.Outputs, ref outs);                                                // [R, 1, H]
    }

    /// <summary>The weights of one replica.</summary>
    public UnitWeights Of(int replica, float slope) => new()
    {
        Rows = starts,
        In = ins.AsSpan(replica * Size, Size),
        Out = outs.AsSpan(replica * Units, Units),
        Slope = slope,
    };

    /// <summary>Makes room for the sums of so many tasks.</summary>
    public void Clear(int tasks)
    {
        FloatBuffer.Resize(ref sums, tasks * Size);
        Array.Clear(sums);
    }

    /// <summary>Where a task adds its sums, <c>[H, G]</c>.</summary>
    public Span<double> Sums(int task) => sums.AsSpan(task * Size, Size);

    /// <summary>Adds up the tasks of each replica, in their order, and hands the gradients to the parameters.</summary>
    public void Write(int replicas, int chunks)
    {
        var byIn = new float[replicas * Size];
        var byOut = new float[replicas * Units];
        for (int unit = 0; unit < byOut.Length; unit++)
        {
            double product = 0;
            for (int f = 0; f < rows.Length; f++)
            {
                int weight = (unit * rows.Length) + f;
                double sum = 0;
                for (int chunk = 0; chunk < chunks; chunk++)
                {
                    sum += sums[(((unit / Units * chunks) + chunk) * Size) + (weight % Size)];
                }

                byIn[weight] = (float)(outs[unit] * sum);
                product += ins[weight] * sum;
            }

            byOut[unit] = (float)product;
        }

        var all = FloatBuffer.ToTensor(byIn, [replicas, Units, rows.Length]);                        // [R, H, G]
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

        parameters.Outputs.grad = FloatBuffer.ToTensor(byOut, parameters.Outputs.shape);
    }
}
