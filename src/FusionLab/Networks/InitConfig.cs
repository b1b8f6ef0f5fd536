using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace FusionLab.Networks;

/// <summary>How the weights of a network start.</summary>
public sealed record InitConfig
{
    /// <summary>PyTorch's default for linear and convolutional layers: weights and biases uniform in ±1/√(fan in).</summary>
    public const string PyTorch = "pytorch";

    /// <summary>Every weight and bias from N(0, <see cref="Scale"/>²), as in the paper's two-layer networks.</summary>
    public const string Normal = "normal";

    /// <summary>
    /// The paper's deep linear networks (appendix J): each pre-fusion matrix has the expected Frobenius norm u0 =
    /// <see cref="Scale"/>; the fusion layer and later ones √M·u0, where M is the number of modalities. Biases start at 0.
    /// </summary>
    public const string Deep = "deep";

    /// <summary>
    /// "pytorch" (uniform in ±1/√(fan in)), "normal" (N(0, scale²)) or "deep" (matrices of norm u0 = scale); null is the network's own.
    /// </summary>
    [AllowedValues(PyTorch, Normal, Deep)]
    public string? Kind { get; init; }

    /// <summary>The standard deviation of "normal" (default 1e-9), or u0 of "deep" (default 0.1); "pytorch" has none.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? Scale { get; init; }

    /// <summary>The same, with every default filled in.</summary>
    /// <param name="own">The kind that the network has of its own.</param>
    /// <exception cref="ConfigException">
    /// A scale stands alone, but the network's own kind has none and would ignore it in silence.
    /// </exception>
    internal InitConfig Resolve(string own) => Kind is null && own == PyTorch && Scale is { } scale
        ? throw new ConfigException("network.init.scale", string.Create(
            CultureInfo.InvariantCulture,
            $"is {scale}, but this network starts from \"{PyTorch}\", which has no scale; "
            + $"set network.init.kind to \"{Normal}\" or \"{Deep}\"."))
        : this with { Kind = Kind ?? own, Scale = Scale ?? (Kind ?? own) switch { Normal => 1e-9, Deep => 0.1, _ => 1 } };
}
