namespace FusionLab.Training;

/// <summary>How replicas are trained (config key <c>train</c>). Defaults are those of the paper's noisy MNIST experiments.</summary>
public sealed record TrainConfig
{
    /// <summary>The training loss.</summary>
    public LossKind Loss { get; init; } = LossKind.CrossEntropy;

    /// <summary>Samples a step and replica; 0 is the full batch. The last batch of an epoch may be shorter.</summary>
    public int BatchSize { get; init; } = 1000;

    /// <summary>The learning rate of the first epoch, above 0.</summary>
    public double LearningRate { get; init; } = 0.04;

    /// <summary>The factor by which the learning rate is multiplied after every epoch; 1 keeps it.</summary>
    public double Decay { get; init; } = 1;

    /// <summary>SGD momentum, 0 up to below 1.</summary>
    public double Momentum { get; init; }

    /// <summary>L2 weight decay added to the gradient, 0 or above.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Epochs at most.</summary>
    public int Epochs { get; init; } = 200;

    /// <summary>When a replica is done earlier: <c>never</c>, <c>allLearned</c>, or a multimodal accuracy such as <c>0.97</c>.</summary>
    public string StopWhen { get; init; } = "never";

    /// <summary>Steps between evaluations within an epoch; null evaluates only between epochs.</summary>
    public int? EvaluateEvery { get; init; }

    /// <summary>Epochs between evaluations; 1 evaluates after each. The last epoch is always evaluated.</summary>
    public int EvaluateEveryEpochs { get; init; } = 1;

    /// <summary>The unimodal accuracy at which a modality counts as learned.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>The numbers that training computes with.</summary>
    public Precision Precision { get; init; } = Precision.Fp32;

    /// <summary>When checkpoints are written.</summary>
    public CheckpointConfig Checkpoint { get; init; } = new();

    /// <summary>Checks every value; an impossible one is named with its key.</summary>
    /// <param name="key">The config key of this record.</param>
    /// <exception cref="ConfigException">A value is out of range.</exception>
    public void Validate(string key = "train")
    {
        Require(Enum.IsDefined(Loss), "loss", Loss, "crossEntropy, mse, logistic or exponential");
        Require(BatchSize >= 0, "batchSize", BatchSize, "a number of samples, or 0 for the full batch");
        Require(double.IsFinite(LearningRate) && LearningRate > 0, "learningRate", LearningRate, "above 0");
        Require(double.IsFinite(Decay) && Decay > 0, "decay", Decay, "above 0 (1 keeps the learning rate)");
        Require(Momentum is >= 0 and < 1, "momentum", Momentum, "at least 0 and below 1");
        Require(double.IsFinite(WeightDecay) && WeightDecay >= 0, "weightDecay", WeightDecay, "0 or above");
        Require(Epochs >= 1, "epochs", Epochs, "1 or more");
        Require(EvaluateEvery is null or >= 1, "evaluateEvery", EvaluateEvery, "a number of steps, 1 or more, or left out");
        Require(EvaluateEveryEpochs >= 1, "evaluateEveryEpochs", EvaluateEveryEpochs, "1 or more");
        Require(Threshold is > 0 and <= 1, "threshold", Threshold, "an accuracy above 0 and up to 1");
        Require(Enum.IsDefined(Precision), "precision", Precision, "fp32, tf32, bf16 or fp64");
        Require(Checkpoint.EveryEpochs is null or >= 1, "checkpoint.everyEpochs", Checkpoint.EveryEpochs, "1 or more, or left out");
        Require(Checkpoint.EveryMinutes is null or > 0, "checkpoint.everyMinutes", Checkpoint.EveryMinutes, "above 0, or left out");
        _ = StopCondition.Parse(StopWhen, $"{key}.stopWhen");

        void Require(bool condition, string name, object? value, string rule)
        {
            if (!condition)
            {
                throw new ConfigException(FormattableString.Invariant($"{key}.{name} is {value}; it must be {rule}."));
            }
        }
    }
}
