namespace FusionLab;

/// <summary>One evaluation of one replica: a row of metrics.csv.</summary>
/// <param name="Replica">The replica's position in the run, counted from 1.</param>
/// <param name="Seed">The replica's seed.</param>
/// <param name="Epoch">Epochs trained so far; fractional where evaluation happens within an epoch.</param>
/// <param name="Step">SGD steps taken so far.</param>
/// <param name="LearningRate">The learning rate of the next step.</param>
/// <param name="Loss">Mean training loss since the previous evaluation; at step 0, of the first batch before any step.</param>
/// <param name="Accuracy">Multimodal test accuracy in 0..1; null for regression.</param>
/// <param name="Unimodal">Test accuracy of each modality alone (the others blank), in the order of the modalities.</param>
public sealed record Evaluation(
    int Replica, ulong Seed, double Epoch, long Step, double LearningRate, double Loss, double? Accuracy, IReadOnlyList<double> Unimodal);
