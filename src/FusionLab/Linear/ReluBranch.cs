using System.Numerics;

namespace FusionLab.Linear;

/// <summary>One branch of a two-layer ReLU network on a scalar input: H units v·relu(w x).</summary>
/// <param name="first">w, the first-layer weights.</param>
/// <param name="second">v, the second-layer weights.</param>
internal sealed class ReluBranch(double[] first, double[] second)
{
    private readonly double[] first = Pad(first);
    private readonly double[] second = Pad(second);

    /// <summary>w, the first-layer weights.</summary>
    public double[] First => first[..Width];

    /// <summary>v, the second-layer weights.</summary>
    public double[] Second => second[..Width];

    private int Width { get; } = first.Length;

    /// <summary>The branch's output is Plus·x⁺ + Minus·x⁻: units with w &gt; 0 see x⁺, units with w &lt; 0 see x⁻.</summary>
    public (double Plus, double Minus) Response()
    {
        var plus = Vector<double>.Zero;
        var minus = Vector<double>.Zero;
        for (int i = 0; i < first.Length; i += Vector<double>.Count)
        {
            var w = new Vector<double>(first, i);
            var v = new Vector<double>(second, i);
            plus += v * Vector.Max(w, Vector<double>.Zero);
            minus += v * Vector.Max(-w, Vector<double>.Zero);
        }

        return (Vector.Sum(plus), Vector.Sum(minus));
    }

    /// <summary>One step of gradient descent.</summary>
    /// <param name="plus">⟨(y − ŷ) x⁺⟩.</param>
    /// <param name="minus">⟨(y − ŷ) x⁻⟩.</param>
    /// <param name="learningRate">η.</param>
    public void Descend(double plus, double minus, double learningRate)
    {
        // dL/dw = −v ⟨e x 1[wx > 0]⟩: ⟨e x⁺⟩ where w > 0, −⟨e x⁻⟩ where w < 0, and as in torch 0 at w = 0.
        var up = new Vector<double>(learningRate * plus);
        var down = new Vector<double>(-learningRate * minus);
        for (int i = 0; i < first.Length; i += Vector<double>.Count)
        {
            var w = new Vector<double>(first, i);
            var v = new Vector<double>(second, i);
            var slope = Vector.ConditionalSelect(Vector.GreaterThan(w, Vector<double>.Zero), up, Vector<double>.Zero)
                + Vector.ConditionalSelect(Vector.LessThan(w, Vector<double>.Zero), down, Vector<double>.Zero);
            (w + (slope * v)).CopyTo(first, i);
            (v + (slope * w)).CopyTo(second, i);
        }
    }

    // Padding units have w = v = 0 and stay there.
    private static double[] Pad(double[] values)
    {
        var padded = new double[(values.Length + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count];
        values.CopyTo(padded, 0);
        return padded;
    }
}
