// Shapes: R replicas, N batch, O outputs.
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>The training losses; <c>P</c> is the number of samples, <c>ŷ</c> the network's output.</summary>
public enum LossKind
{
    /// <summary>Mean cross-entropy of the softmax over the outputs; targets are class numbers.</summary>
    CrossEntropy,

    /// <summary><c>1/(2P) Σ (y − ŷ)²</c>; class numbers become one-hot targets.</summary>
    Mse,

    /// <summary><c>⟨ln(1 + exp(−y ŷ))⟩</c>; targets are ±1.</summary>
    Logistic,

    /// <summary><c>⟨exp(−y ŷ)⟩</c>; targets are ±1.</summary>
    Exponential,
}

/// <summary>
/// Computes the losses of <see cref="LossKind"/>, one value per replica. Training differentiates their sum over replicas: its
/// derivative by one replica's weights is that of the replica's own loss, so replicas do not influence one another.
/// </summary>
public static class Losses
{
    /// <summary>Computes one loss.</summary>
    /// <param name="kind">Which loss.</param>
    /// <param name="outputs">The networks' outputs, <c>[R, N, O]</c>.</param>
    /// <param name="targets">Class numbers <c>[R, N]</c> (int64) or real targets <c>[R, N, O]</c>.</param>
    /// <returns>The mean over samples, <c>[R]</c>.</returns>
    public static Tensor Compute(LossKind kind, Tensor outputs, Tensor targets)
    {
        using var scope = NewDisposeScope();
        return (kind switch
        {
            LossKind.CrossEntropy => CrossEntropy(outputs, targets),
            LossKind.Mse => MeanSquaredError(outputs, targets),
            LossKind.Logistic => nn.functional.softplus(-(targets * outputs)).sum(2).mean([1]),
            LossKind.Exponential => (-(targets * outputs)).exp().sum(2).mean([1]),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        }).MoveToOuterDisposeScope();
    }

    /// <summary>Computes L₀, the loss of the best answer that never changes: what a network reaches that has learned no modality.</summary>
    /// <param name="kind">The loss, of classes: cross-entropy or squared error.</param>
    /// <param name="shares">The share of every class among the test labels; they add up to 1.</param>
    /// <param name="outputs">The network's outputs.</param>
    /// <param name="hasBias">
    /// Whether the network has biases, which can answer the class frequencies. One without answers 0 for every class, which is as likely as
    /// any other then.
    /// </param>
    public static double ComputeChance(LossKind kind, IReadOnlyCollection<double> shares, int outputs, bool hasBias) => kind switch
    {
        LossKind.CrossEntropy => hasBias ? -shares.Where(share => share > 0).Sum(share => share * Math.Log(share)) : Math.Log(outputs),
        LossKind.Mse => hasBias ? (1 - shares.Sum(share => share * share)) / 2 : 0.5,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This loss is not of classes."),
    };

    /// <summary>Computes L₀ of real targets and the squared error: half their variance, summed over outputs.</summary>
    /// <param name="targets">The test targets, <c>[T, O]</c>.</param>
    /// <param name="hasBias">Whether the network has biases, which can answer the mean. One without answers 0.</param>
    public static double ComputeChance(Tensor targets, bool hasBias)
    {
        using var scope = NewDisposeScope();
        var values = targets.to(ScalarType.Float64);
        var errors = hasBias ? values.sub(values.mean([0], keepdim: true)) : values;
        return errors.square().sum(dim: 1).mean().item<double>() / 2;
    }

    /// <summary>Checks that a loss fits a task.</summary>
    /// <param name="kind">The loss.</param>
    /// <param name="isClassification">True when the task's targets are class numbers.</param>
    /// <exception cref="ConfigException">The loss needs other targets.</exception>
    public static void Require(LossKind kind, bool isClassification)
    {
        if (kind == LossKind.CrossEntropy && !isClassification)
        {
            throw new ConfigException("train.loss", "is crossEntropy, but this task has real targets; use mse, logistic or exponential.");
        }

        if (kind is LossKind.Logistic or LossKind.Exponential && isClassification)
        {
            throw new ConfigException(
                "train.loss", $"is {kind.ToString().ToLowerInvariant()}, which needs targets of ±1, but this task has classes; "
                + "use crossEntropy or mse.");
        }
    }

    private static Tensor CrossEntropy(Tensor outputs, Tensor targets)
    {
        long replicas = outputs.shape[0];
        var flat = outputs.reshape(-1, outputs.shape[2]);                                              // [R·N, O]
        return nn.functional.cross_entropy(flat, targets.reshape(-1), reduction: nn.Reduction.None)    // [R·N]
            .view(replicas, -1).mean([1]);                                                             // [R]
    }

    private static Tensor MeanSquaredError(Tensor outputs, Tensor targets)
    {
        var expected = targets.dtype == ScalarType.Int64
            ? zeros_like(outputs).scatter_(2, targets.unsqueeze(2), ones_like(targets).unsqueeze(2).to(outputs.dtype))
            : targets;
        return (expected - outputs).pow(HeldScalars.Two).sum(2).mean([1]).mul(HeldScalars.Half);       // [R]
    }
}
