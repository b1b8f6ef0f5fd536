using FusionLab.Linear;

namespace FusionLab.Data;

/// <summary>A task made of numbers drawn from a known distribution: everything about it can be computed.</summary>
public interface IToyTask
{
    /// <summary>The modalities in the order of the features.</summary>
    IReadOnlyList<ModalityBlock> Modalities { get; }

    /// <summary>The number of real targets O.</summary>
    int Outputs { get; }

    /// <summary>The number of training samples; null for the population, the limit of infinitely many.</summary>
    int? SampleCount { get; }

    /// <summary>Σ, Σ_yx and ⟨y²⟩ of the training set: exact for the population, averaged over the drawn samples otherwise.</summary>
    /// <param name="seed">Names the draw.</param>
    TaskStatistics Statistics(ulong seed);

    /// <summary>Draws samples.</summary>
    /// <param name="seed">Names the draw.</param>
    /// <param name="count">How many.</param>
    /// <param name="set"><c>"train"</c>, <c>"test"</c>, …: sets of different names are independent.</param>
    TaskSamples Samples(ulong seed, int count, string set = "train");
}
