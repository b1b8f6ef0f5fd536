using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>Compares weights from outside with what a network needs, before any of its own is overwritten.</summary>
internal static class PyTorchNames
{
    /// <summary>Checks that every parameter is there, with its shape, and nothing else.</summary>
    /// <param name="needed">The network's parameters.</param>
    /// <param name="given">The weights from outside.</param>
    /// <exception cref="DataException">They belong to another network; the message names the first difference.</exception>
    public static void Check(IEnumerable<(string Name, long[] Shape)> needed, IReadOnlyDictionary<string, Tensor> given)
    {
        var known = new HashSet<string>();
        foreach (var (name, shape) in needed)
        {
            known.Add(name);
            if (!given.TryGetValue(name, out var value))
            {
                throw new DataException($"The weights lack '{name}' of shape {Text(shape)}; they belong to another network.");
            }

            if (!value.shape.SequenceEqual(shape))
            {
                throw new DataException($"The weights hold '{name}' with shape {Text(value.shape)}, but this network needs {Text(shape)}.");
            }
        }

        if (given.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw new DataException($"The weights hold '{unknown}', which this network lacks; they belong to another network.");
        }
    }

    private static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
