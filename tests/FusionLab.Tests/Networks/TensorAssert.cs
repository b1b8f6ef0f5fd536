using static TorchSharp.torch;

namespace FusionLab.Tests.Networks;

/// <summary>Compares tensors, shape first.</summary>
internal static class TensorAssert
{
    /// <summary>No two entries differ by more than the tolerance, relative to the largest entry where that is above 1.</summary>
    public static void Close(Tensor expected, Tensor actual, double tolerance = 2e-6)
    {
        Assert.Equal(expected.shape, actual.shape);
        using var scope = NewDisposeScope();
        double scale = Math.Max(1, expected.abs().max().to(float64).item<double>());
        Assert.InRange((expected - actual).abs().max().to(float64).item<double>(), 0, tolerance * scale);
    }

    /// <summary>All entries are the same bits.</summary>
    public static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        using var scope = NewDisposeScope();
        Assert.True(expected.eq(actual).all().item<bool>());
    }

    /// <summary>The same names, with the same values, in the same order.</summary>
    public static void Same(IReadOnlyList<(string Name, Tensor Value)> expected, IReadOnlyList<(string Name, Tensor Value)> actual)
    {
        Assert.Equal(expected.Select(p => p.Name), actual.Select(p => p.Name));
        Assert.All(expected.Zip(actual), pair => Same(pair.First.Value, pair.Second.Value));
    }
}
