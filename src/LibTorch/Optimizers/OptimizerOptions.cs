namespace TorchSharp.Modules;

/// <summary>Settings of an optimizer; those left open are taken from the optimizer's own.</summary>
public class OptimizerOptions
{
    /// <summary>The learning rate of the next step.</summary>
    public double? LearningRate { get; set; }

    /// <summary>The learning rate of the first step.</summary>
    public double InitialLearningRate { get; set; }
}
