using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace FusionLab.Data;

// The keys of the toy tasks; all are null for other data.
public sealed partial record DataConfig
{
    /// <summary>gaussian: the correlation ρ of two scalar modalities; 0 by default.</summary>
    [Range(-1.0, 1.0)]
    public double? Rho { get; init; }

    /// <summary>gaussian: the standard deviation of the scalar modality a; 1 by default. fission: of the input; 2 by default.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double? SigmaA { get; init; }

    /// <summary>gaussian: the standard deviation of the scalar modality b; 1 by default.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double? SigmaB { get; init; }

    /// <summary>
    /// gaussian: Σ as rows of a matrix, the modalities' features side by side; instead of rho, sigmaA, sigmaB and variances.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<double>>? Covariance { get; init; }

    /// <summary>gaussian, random: the features of every modality; [1, 1] by default, [10, 10] for random.</summary>
    [Range(1, 100_000)]
    public IReadOnlyList<int>? Dimensions { get; init; }

    /// <summary>
    /// gaussian: uncorrelated features, with this variance in every modality; instead of rho, sigmaA, sigmaB and covariance.
    /// </summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public IReadOnlyList<double>? Variances { get; init; }

    /// <summary>
    /// gaussian: the true weights w*, one a feature, or a single one for all; [1] by default. fission: one an output; [0.5, 1] by
    /// default.
    /// </summary>
    public IReadOnlyList<double>? Target { get; init; }

    /// <summary>gaussian, fission: the standard deviation of the noise on the target; 0 by default.</summary>
    [Range(0.0, double.MaxValue)]
    public double? Noise { get; init; }

    /// <summary>
    /// gaussian: <c>real</c> targets, or their <c>sign</c> (±1), which the logistic and exponential loss need; real by default.
    /// </summary>
    [AllowedValues("real", "sign")]
    public string? Labels { get; init; }

    /// <summary>
    /// gaussian, random, xor, fission: how many samples every replica draws, or <c>population</c>: the exact correlations, the limit of
    /// infinitely many (not for xor); 8192 by default.
    /// </summary>
    [RegularExpression(@"population|[1-9]\d{0,8}", ErrorMessage = "\"population\" or a number of samples, 1 or more")]
    public string? Samples { get; init; }

    /// <summary>xor: the variance of the linear modality; 1 by default.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double? LinearVariance { get; init; }

    /// <summary>random: tasks whose predicted time ratio is larger are drawn again; 20 by default.</summary>
    [Range(1.0, double.MaxValue, MinimumIsExclusive = true)]
    public double? MaximumRatio { get; init; }

    /// <summary>True for the tasks that are drawn from a known distribution.</summary>
    [JsonIgnore]
    public bool IsToy => Kind is ToyTasks.Gaussian or ToyTasks.Random or ToyTasks.Xor or ToyTasks.Fission;

    private DataConfig ResolvedToy()
    {
        _ = ToyTasks.Create(this, seed: 1);
        return this with { Samples = Samples ?? ToyTasks.DefaultSamples };
    }
}
