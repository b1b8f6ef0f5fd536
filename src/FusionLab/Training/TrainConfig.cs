using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Training.Remedies;
using TorchSharp;

namespace FusionLab.Training;

/// <summary>How replicas are trained (config key <c>train</c>). Defaults are those of the paper's noisy MNIST experiments.</summary>
public sealed record TrainConfig
{
    /// <summary>The unimodal accuracy that counts as learned in the paper.</summary>
    internal const double DefaultThreshold = 0.5;

    /// <summary>The training loss.</summary>
    public LossKind Loss { get; init; } = LossKind.CrossEntropy;

    /// <summary>Samples a step and replica; 0 is the full batch. The last batch of an epoch may be shorter.</summary>
    [Range(0, int.MaxValue)]
    public int BatchSize { get; init; } = 1000;

    /// <summary>The learning rate of the first epoch, above 0.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 0.04;

    /// <summary>The factor by which the learning rate is multiplied after every epoch; 1 keeps it.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Decay { get; init; } = 1;

    /// <summary>
    /// Learning rates of their own, by modality: each for that modality's branch and its block of the fusion layer, in the place of
    /// <see cref="LearningRate"/>, which all other weights keep; <see cref="Decay"/> goes for all. Null: none. (Yao and Mihalcea 2022
    /// call it MSLR, and take for each branch the rate that is best for its modality alone.)
    /// </summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public IReadOnlyDictionary<string, double>? Rates { get; init; }

    /// <summary>A remedy against unimodal bias.</summary>
    public RemedyConfig Remedy { get; init; } = new NoRemedyConfig();

    /// <summary>How gradients become steps.</summary>
    public OptimizerConfig Optimizer { get; init; } = new SgdConfig();

    /// <summary>The learning rates of branches, of train.rates or of the remedy; null: none.</summary>
    [JsonIgnore]
    internal IReadOnlyDictionary<string, double>? EffectiveRates => (Remedy as RatesConfig)?.Rates ?? Rates;

    /// <summary>SGD momentum, 0 up to below 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Momentum { get; init; }

    /// <summary>
    /// Weight decay λ, 0 or above: SGD adds λw to the gradient, AdamW shrinks the weights by the factor 1 − λ times the learning rate.
    /// </summary>
    [Range(0, double.MaxValue)]
    public double WeightDecay { get; init; }

    /// <summary>Epochs at most.</summary>
    [Range(1, int.MaxValue)]
    public int Epochs { get; init; } = 200;

    /// <summary>
    /// When a replica is done earlier: <c>never</c>, <c>allLearned</c>, <c>validation</c> (the loss on the validation samples has not fallen
    /// for train.patience epochs), or a multimodal test accuracy (for regression: R²) such as <c>0.97</c>.
    /// </summary>
    [AllowedValues("never", "allLearned", "validation")]
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public string StopWhen { get; init; } = "never";

    /// <summary>
    /// Epochs that a replica trains on after its lowest loss on the validation samples, where stopWhen is validation; null: 10.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? Patience { get; init; }

    /// <summary>When a replica is done before the last epoch.</summary>
    [JsonIgnore]
    internal StopCondition Stop => StopCondition.Parse(StopWhen, Patience);

    /// <summary>Epochs that a replica trains even when it meets stopWhen earlier, so that curves show what follows; null: none.</summary>
    [Range(1, int.MaxValue)]
    public int? MinEpochs { get; init; }

    /// <summary>Steps between evaluations within an epoch; null evaluates only between epochs.</summary>
    [Range(1, int.MaxValue)]
    public int? EvaluateEvery { get; init; }

    /// <summary>Epochs between evaluations; 1 evaluates after each. The last epoch is always evaluated.</summary>
    [Range(1, int.MaxValue)]
    public int EvaluateEveryEpochs { get; init; } = 1;

    /// <summary>
    /// The unimodal accuracy at which a modality counts as learned, above the share of the most frequent class among the test labels; null:
    /// 0.5, for one's own arrays halfway between that share and 1. Or a share of what the modality reaches alone, measured above chance:
    /// <c>50% of attainable</c>, with baselines; or of what all modalities reach together: <c>50% of together</c>. For regression an R² or
    /// such a share; null: half of attainable with baselines, and half of together without.
    /// </summary>
    public LearningThreshold? Threshold { get; init; }

    /// <summary>The threshold, or that of the paper where neither the config nor its data gave one.</summary>
    [JsonIgnore]
    public LearningThreshold EffectiveThreshold => Threshold ?? DefaultThreshold;

    /// <summary>
    /// Whether each modality is also trained alone, for every seed and in the same batch, to find what it can reach. These networks train
    /// as long as those beside them.
    /// </summary>
    public bool Baselines { get; init; }

    /// <summary>
    /// What every evaluation measures besides accuracies and losses, in later columns of metrics.csv: names of measures that
    /// <c>diagnose</c> has, each of which costs time; <c>speed</c>, the conditional learning speed, is known along training alone. Null: none.
    /// </summary>
    [AllowedValues(
        "none", "interaction", "alone.mean", "alone.zero", "alone.permuted", "lost", "shapley", "utilisation", "perceptual", "perceptualError",
        "discrepancy", "probe", LearningSpeeds.Measure)]
    public IReadOnlyList<string>? Measures { get; init; }

    /// <summary>The numbers that training computes with.</summary>
    public Precision Precision { get; init; } = Precision.Fp32;

    /// <summary>What multiplies the matrices of fully connected layers: <c>auto</c>, <c>torch</c> or <c>own</c>.</summary>
    public ProductKind Product { get; init; }

    /// <summary>When checkpoints are written.</summary>
    public CheckpointConfig Checkpoint { get; init; } = new();

    /// <summary>Checks values, each valid by itself, against each other.</summary>
    /// <exception cref="ConfigException">Two contradict each other.</exception>
    internal void RefuseContradictions()
    {
        if (EffectiveThreshold.Scale == LearningScale.Attainable && !Baselines)
        {
            throw new ConfigException(
                "train.threshold", $"is \"{EffectiveThreshold}\", which train.baselines finds out; set train.baselines to true.");
        }

        if (Patience is not null && !Stop.IsByValidation)
        {
            throw new ConfigException(
                "train.patience", $"is set, but train.stopWhen is {StopWhen}; remove it, or let train.stopWhen be validation.");
        }

        if (EffectiveThreshold.IsShare && Stop == StopCondition.AllLearned)
        {
            throw new ConfigException("train.stopWhen", EffectiveThreshold.Scale == LearningScale.Attainable
                ? "is allLearned, but what is attainable is known when training is over; use never with fewer train.epochs, or an accuracy."
                : "is allLearned, but what all modalities reach together is known when training is over; use never, or set train.threshold.");
        }

        if (Momentum != 0 && Optimizer is not SgdConfig)
        {
            throw new ConfigException("train.momentum", string.Create(
                CultureInfo.InvariantCulture,
                $"is {Momentum}, but train.optimizer.kind is \"{Optimizer.Kind}\", which has none; remove it, or choose \"sgd\"."));
        }

        if (Rates is not null && Remedy is RatesConfig)
        {
            throw new ConfigException("train.rates", "is set beside train.remedy.rates; keep one.");
        }
    }

    /// <summary>Checks that a device can compute what is asked for.</summary>
    /// <exception cref="ConfigException">It cannot.</exception>
    /// <exception cref="MachineException">This machine's processor cannot.</exception>
    internal void RequireDevice(torch.Device device)
    {
        Precision.Require(device);
        Product.Require(device, Precision);
    }

    /// <summary>Checks that a task has the targets, accuracies and modalities that training asks for.</summary>
    /// <param name="classes">The task's number of classes; null where targets are real.</param>
    /// <param name="modalities">The task's modalities.</param>
    /// <param name="fusionDepth">The network's fusion layer.</param>
    /// <param name="isMeasured">Whether scores on the test samples are measured.</param>
    /// <param name="hasValidation">Whether there are validation samples.</param>
    /// <exception cref="ConfigException">It has not.</exception>
    internal void RequireTask(int? classes, IReadOnlyList<Modality> modalities, int fusionDepth, bool isMeasured, bool hasValidation)
    {
        Remedy.Require(isClassification: classes is not null, fusionDepth, hasValidation);
        if (Remedy is not NoRemedyConfig && modalities.Count < 2)
        {
            throw new ConfigException("train.remedy.kind", $"is \"{Remedy.Kind}\", but this task has one modality; leave it out.");
        }

        if (EffectiveRates?.Keys.FirstOrDefault(name => modalities.All(modality => modality.Name != name)) is { } unknown)
        {
            throw new ConfigException(
                $"train.{(Rates is null ? "remedy.rates" : "rates")}.{unknown}",
                $"is a learning rate of no modality; they are {string.Join(", ", modalities.Select(modality => modality.Name))}.");
        }

        if (isMeasured && classes is null && Loss != LossKind.Mse)
        {
            throw new ConfigException(
                "train.loss", $"is {JsonNamingPolicy.CamelCase.ConvertName($"{Loss}")}, but the targets are real numbers; use mse.");
        }

        Losses.Require(Loss, isClassification: classes is not null);
        if (!isMeasured && Stop != StopCondition.Never)
        {
            throw new ConfigException("train.stopWhen", $"is {StopWhen}, but this task has no accuracies; use never.");
        }

        if (Stop.IsByValidation && !hasValidation)
        {
            throw new ConfigException(
                "train.stopWhen", "is validation, but there are no validation samples; set data.validation, such as 0.1, or save val_ arrays.");
        }

        if (Baselines && (!isMeasured || modalities.Count < 2))
        {
            throw new ConfigException(
                "train.baselines", $"is true, but this task has {(!isMeasured ? "no accuracies" : "one modality, which is alone already")}; "
                + "leave it out.");
        }

        if (Measures is { Count: > 0 } && (classes is null || modalities.Count is < 2 or > ModalityValues.MostModalities))
        {
            throw new ConfigException(
                "train.measures", $"asks for {Measures[0]}, but this task has {(classes is null ? "no accuracies" : $"{modalities.Count} modalities")}; "
                + "leave it out.");
        }

        if (classes is { } count && !EffectiveThreshold.IsShare && EffectiveThreshold.Value * count <= 1)
        {
            throw new ConfigException("train.threshold", string.Create(
                CultureInfo.InvariantCulture,
                $"is {EffectiveThreshold}, an accuracy that guessing among {count} classes reaches; "
                + $"set it higher, such as {(1 + (1.0 / count)) / 2:0.##}."));
        }
    }

    /// <summary>Checks that the threshold lies above chance, the accuracy of an answer that never changes.</summary>
    /// <param name="majority">The most frequent class among the test labels, and its share.</param>
    /// <exception cref="ConfigException">It does not.</exception>
    internal void RequireAboveChance((long Class, double Share) majority)
    {
        if (!EffectiveThreshold.IsShare && EffectiveThreshold.Value <= majority.Share)
        {
            string remedy = majority.Share < 1 ? $"set it higher, such as {(1 + majority.Share) / 2:0.###}" : "test on more samples";
            throw new ConfigException("train.threshold", string.Create(
                CultureInfo.InvariantCulture,
                $"is {EffectiveThreshold}, an accuracy that always answering class {majority.Class} reaches, the class of "
                + $"{100 * majority.Share:0.##} % of the test labels; {remedy}."));
        }
    }
}

/// <summary>When checkpoints are written besides on interruption and at the end (config key <c>train.checkpoint</c>).</summary>
public sealed record CheckpointConfig
{
    /// <summary>Write one after every this many epochs; null: none by epochs.</summary>
    [Range(1, int.MaxValue)]
    public int? EveryEpochs { get; init; }

    /// <summary>Write one when this many minutes have passed since the last; null: none by time.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? EveryMinutes { get; init; } = 10;
}

/// <summary>How gradients become steps (config key <c>train.optimizer</c>).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = ConfigKinds.Key)]
[JsonDerivedType(typeof(SgdConfig), "sgd")]
[JsonDerivedType(typeof(AdamWConfig), "adamW")]
public abstract record OptimizerConfig
{
    /// <summary><c>sgd</c> (with train.momentum) or <c>adamW</c>.</summary>
    [JsonIgnore]
    public string Kind => ConfigKinds.FindName(typeof(OptimizerConfig), GetType());
}

/// <summary>Stochastic gradient descent (<see cref="ReplicaSgd"/>).</summary>
public sealed record SgdConfig : OptimizerConfig;

/// <summary>Adam with decoupled weight decay (<see cref="ReplicaAdamW"/>).</summary>
public sealed record AdamWConfig : OptimizerConfig
{
    /// <summary>How much of the mean gradient is kept from step to step, β₁.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How much of the mean squared gradient is kept from step to step, β₂.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>What is added to the root of the mean squared gradient, ε.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Epsilon { get; init; } = 1e-8;
}
