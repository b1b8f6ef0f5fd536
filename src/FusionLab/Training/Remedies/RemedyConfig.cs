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
[JsonDerivedType(typeof(AgmConfig), "agm")]
[JsonDerivedType(typeof(MmParetoConfig), "mmPareto")]
[JsonDerivedType(typeof(PmrConfig), "pmr")]
[JsonDerivedType(typeof(GreedyConfig), "greedy")]
[JsonDerivedType(typeof(GradientBlendingConfig), "gradientBlending")]
public abstract record RemedyConfig
{
    /// <summary>
    /// <c>none</c>; <c>modalityDropout</c> (branches see blanks at random), <c>unimodalLosses</c> (each modality alone must answer, too),
    /// <c>ogm</c> and <c>ogmGe</c> (smaller gradients for the branch that is ahead; with noise), <c>rates</c> (learning rates of branches),
    /// <c>agm</c> (smaller gradients for what the modality ahead gives), <c>mmPareto</c> (gradients that harm no loss), <c>pmr</c>
    /// (prototypes for the branch that is behind), <c>greedy</c> (steps for the slowest modality alone), <c>gradientBlending</c> (losses
    /// weighted by what they gain on validation samples).
    /// </summary>
    [JsonIgnore]
    public string Kind => ConfigKinds.FindName(typeof(RemedyConfig), GetType());

    /// <summary>Checks that a task and a network have what the remedy needs.</summary>
    /// <param name="isClassification">True when the task's targets are classes.</param>
    /// <param name="fusionDepth">The network's fusion layer.</param>
    /// <param name="hasValidation">Whether there are validation samples.</param>
    /// <exception cref="ConfigException">They have not.</exception>
    internal virtual void Require(bool isClassification, int fusionDepth, bool hasValidation)
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
    internal override void Require(bool isClassification, int fusionDepth, bool hasValidation)
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

/// <summary>Smaller gradients for what the modality ahead gives (<see cref="AdaptiveModulation"/>).</summary>
public sealed record AgmConfig : RemedyConfig
{
    /// <summary>How strongly, α.</summary>
    [Range(0.0, double.MaxValue)]
    public double Alpha { get; init; } = 1;

    /// <inheritdoc/>
    internal override void Require(bool isClassification, int fusionDepth, bool hasValidation) => RequireClasses(isClassification);
}

/// <summary>Gradients that harm neither the loss of all modalities nor that of one (<see cref="ParetoGradients"/>).</summary>
public sealed record MmParetoConfig : RemedyConfig
{
    /// <summary>The factor on the gradients of all branches, γ.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Gamma { get; init; } = 1.5;

    /// <inheritdoc/>
    internal override void Require(bool isClassification, int fusionDepth, bool hasValidation) => RequireBranches(fusionDepth);
}

/// <summary>Prototypes for the branch that is behind (<see cref="ModalityPrototypes"/>).</summary>
public sealed record PmrConfig : RemedyConfig
{
    /// <summary>The weight of the prototypes' loss, α.</summary>
    [Range(0.0, double.MaxValue)]
    public double Alpha { get; init; } = 1;

    /// <summary>How much of the prototypes is kept from epoch to epoch.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Keep { get; init; } = 0.2;

    /// <summary>The weight of the entropy of a branch that is ahead, μ.</summary>
    [Range(0.0, double.MaxValue)]
    public double Entropy { get; init; }

    /// <summary>For how many epochs the entropy counts.</summary>
    [Range(0, int.MaxValue)]
    public int EntropyEpochs { get; init; } = 10;

    /// <inheritdoc/>
    internal override void Require(bool isClassification, int fusionDepth, bool hasValidation)
    {
        RequireClasses(isClassification);
        RequireBranches(fusionDepth);
    }
}

/// <summary>Steps for the slowest modality alone (<see cref="GreedyBalancing"/>).</summary>
public sealed record GreedyConfig : RemedyConfig
{
    /// <summary>By how much the fastest modality's conditional learning speed may exceed the slowest's, ε.</summary>
    [Range(0.0, double.MaxValue)]
    public double Epsilon { get; init; } = 0.02;

    /// <summary>Balancing steps in a row.</summary>
    [Range(1, int.MaxValue)]
    public int Steps { get; init; } = 5;

    /// <summary>Epochs of regular steps at first.</summary>
    [Range(0, int.MaxValue)]
    public int StartEpoch { get; init; } = 1;
}

/// <summary>Losses weighted by what they gain on validation samples (<see cref="GradientBlending"/>).</summary>
public sealed record GradientBlendingConfig : RemedyConfig
{
    /// <summary>Epochs from one computation of the weights to the next.</summary>
    [Range(1, int.MaxValue)]
    public int Epochs { get; init; } = 5;

    /// <inheritdoc/>
    internal override void Require(bool isClassification, int fusionDepth, bool hasValidation)
    {
        if (!isClassification || !hasValidation)
        {
            string lack = isClassification ? "validation samples, but there are none; set data.validation, such as 0.1, or save val_ arrays"
                : "classes, but this task has none";
            throw new ConfigException("train.remedy.kind", $"is \"{Kind}\", which needs {lack}.");
        }
    }
}
