using FusionLab.Runs;
using FusionLab.Training;

namespace FusionLab.Paper;

/// <summary>Shows a training run of an item while it goes on.</summary>
/// <param name="name">The run's name.</param>
/// <param name="modalities">Its modalities.</param>
/// <param name="run">Trains, observed by whom it is given; null for no one.</param>
/// <returns>What <paramref name="run"/> gives.</returns>
public delegate RunOutcome TrainingWatch(string name, IReadOnlyList<string> modalities, Func<IRunEvents?, RunOutcome> run);
