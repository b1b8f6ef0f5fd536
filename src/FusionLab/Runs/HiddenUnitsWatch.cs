using FusionLab.Networks;
using FusionLab.Training;

namespace FusionLab.Runs;

/// <summary>Keeps every replica's hidden units at the start, every few steps, and at the end.</summary>
/// <param name="network">The network in training.</param>
/// <param name="every">Steps between two copies.</param>
/// <param name="last">The last step.</param>
internal sealed class HiddenUnitsWatch(FusionNetwork network, int every, int last) : ITrainingObserver
{
    private readonly List<HiddenUnits>[] units = [.. Enumerable.Range(0, network.Replicas).Select(_ => new List<HiddenUnits>())];

    /// <summary>What was kept, a list a replica, in order of time.</summary>
    public IReadOnlyList<IReadOnlyList<HiddenUnits>> Units => units;

    /// <inheritdoc/>
    public void Started(TrainingStart start) => Keep(start.Steps);

    /// <inheritdoc/>
    public void StepTaken(TrainingProgress progress)
    {
        if (progress.Step % every == 0 || progress.Step == last)
        {
            Keep(progress.Step);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Those that stay move up in the replica dimension: their weights would be kept under another's seed.</remarks>
    /// <exception cref="DivergedException">Always.</exception>
    public void ReplicaLeft(ReplicaDeparture departure) => throw new DivergedException(
        departure.Divergence?.Message ?? $"The replica of seed {departure.Seed} left before the last epoch; set train.stopWhen to never.");

    private void Keep(long step)
    {
        for (int replica = 0; replica < units.Length; replica++)
        {
            units[replica].Add(HiddenUnits.Of(network, replica, step));
        }
    }
}
