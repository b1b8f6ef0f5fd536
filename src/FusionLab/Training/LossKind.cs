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
