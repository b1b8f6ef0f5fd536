using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using FusionLab.Config;

namespace FusionLab.Training.Remedies;

/// <summary>A remedy against unimodal bias (config key <c>train.remedy</c>); each replica may have its own.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = ConfigKinds.Key)]
[JsonDerivedType(typeof(NoRemedyConfig), "none")]
[JsonDerivedType(typeof(ModalityDropoutConfig), "modalityDropout")]
[JsonDerivedType(typeof(UnimodalLossesConfig), "unimodalLosses")]
[JsonDerivedType(typeof(OgmConfig), "ogm")]
[JsonDerivedType(typeof(OgmGeConfig), "ogmGe")]
[JsonDerivedType(typeof(RatesConfig), "rates")]
public abstract record RemedyConfig
{
    /// <summary>
    /// <c>none</c>; <c>modalityDropout</c> (branches see blanks at random), <c>unimodalLosses</c> (each modality alone must answer, too),
    /// <c>ogm</c> and <c>ogmGe</c> (smaller gradients for the branch that is ahead; with noise), <c>rates</c> (learning rates of branches).
    /// </summary>
    [JsonIgnore]
    public string Kind => ConfigKinds.FindName(typeof(RemedyConfig), GetType());

    /// <summary>Checks that a task and a network have what the remedy needs.</summary>
    /// <param name="isClassification">True when the task's targets are classes.</param>
    /// <param name="fusionDepth">The network's fusion layer.</param>
    /// <exception cref="ConfigException">They have not.</exception>
    internal virtual void Require(bool isClassification, int fusionDepth)
    {
    }

    /// <summary>Refuses a task without classes, whose probabilities the remedy compares.</summary>
    private protected void RequireClasses(bool isClassification)
    {
        if (!isClassification)
        {
            throw new ConfigException("train.remedy.kind", $"is \"{Kind}\", which compares probabilities of classes, but this task has none.");
        }
    }

    /// <summary>Refuses a network without layers before the fusion layer, whose gradients the remedy changes.</summary>
    private protected void RequireBranches(int fusionDepth)
    {
        if (fusionDepth < 2)
        {
            throw new ConfigException(
                "train.remedy.kind", $"is \"{Kind}\", which changes the gradients of the layers before the fusion layer, but "
                + "network.fusionDepth is 1; choose 2 or more.");
        }
    }
}

/// <summary>No remedy.</summary>
public sealed record NoRemedyConfig : RemedyConfig;

/// <summary>Branches see blanks at random (<see cref="ModalityDropout"/>).</summary>
public sealed record ModalityDropoutConfig : RemedyConfig
{
    /// <summary>How often a modality of a training sample is a blank.</summary>
    [Range(0.0, 1.0)]
    public double Probability { get; init; } = 0.2;
}

/// <summary>Each modality alone must answer, too (<see cref="UnimodalLosses"/>).</summary>
public sealed record UnimodalLossesConfig : RemedyConfig
{
    /// <summary>The weight of every modality's loss beside that of all together.</summary>
    [Range(0.0, double.MaxValue)]
    public double Weight { get; init; } = 1;
}

/// <summary>Smaller gradients for the branch that is ahead (<see cref="GradientModulation"/>).</summary>
public record OgmConfig : RemedyConfig
{
    /// <summary>The published coefficient, which jumps from 1 to 1 − tanh(α) at ρ = 1.</summary>
    public const string Published = "published";

    /// <summary>1 − tanh(α max(0, ρ − 1)).</summary>
    public const string Continuous = "continuous";

    /// <summary>How strongly, α.</summary>
    [Range(0.0, double.MaxValue)]
    public double Alpha { get; init; } = 0.3;

    /// <summary>
    /// The coefficient of a branch that is ahead by the factor ρ: <c>published</c>, 1 − tanh(αρ) where ρ is above 1 and else 1, or
    /// <c>continuous</c>, 1 − tanh(α max(0, ρ − 1)).
    /// </summary>
    [AllowedValues(Published, Continuous)]
    public string Coefficient { get; init; } = Published;

    /// <inheritdoc/>
    internal override void Require(bool isClassification, int fusionDepth)
    {
        RequireClasses(isClassification);
        RequireBranches(fusionDepth);
    }
}

/// <summary>The same, with noise on the gradients of all branches (<see cref="GradientModulation"/>).</summary>
public sealed record OgmGeConfig : OgmConfig;

/// <summary>
/// Learning rates of branches, as train.rates has them: for sweeps over remedies. (MSLR: Yao and Mihalcea, Modality-specific Learning
/// Rates for Effective Multimodal Additive Late-fusion, Findings of ACL 2022, whose simplest strategy gives each branch the rate that
/// is best for its modality alone.)
/// </summary>
public sealed record RatesConfig : RemedyConfig
{
    /// <summary>The learning rate of the first epoch by modality; branches that are not named keep train.learningRate.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public IReadOnlyDictionary<string, double> Rates { get; init; } = new Dictionary<string, double>();
}
