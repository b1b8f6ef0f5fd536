namespace FusionLab.Data;

/// <summary>One input channel of a multimodal network, such as an image or a feature vector.</summary>
/// <param name="Name">The short name used in configs, columns and figures: <c>"a"</c>, <c>"b"</c>, <c>"audio"</c>.</param>
/// <param name="Shape">The shape of one sample: <c>[784]</c> for a vector, <c>[1, 28, 28]</c> for an image (channels first).</param>
public sealed record Modality(string Name, IReadOnlyList<long> Shape)
{
    /// <summary>The number of values in one sample.</summary>
    public long Features => Shape.Aggregate(1L, (product, size) => product * size);
}
