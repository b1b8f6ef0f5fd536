namespace FusionLab.Data;

/// <summary>The plans of the epoch that is being trained, one a replica; those of other epochs are let go.</summary>
/// <param name="samples">Training samples.</param>
/// <param name="mixture">How samples are corrupted.</param>
internal sealed class EpochPlans(long samples, CorruptionMixture mixture) : IDisposable
{
    private readonly Dictionary<ulong, EpochPlan> _plans = [];

    /// <summary>The number of plans held.</summary>
    public int Count => _plans.Count;

    /// <summary>The plan of one replica, drawn when it is first asked for.</summary>
    public EpochPlan Get(ulong seed, int epoch)
    {
        if (_plans.TryGetValue(seed, out var plan) && plan.Epoch == epoch)
            return plan;

        // Also the plans of replicas that have left the run.
        foreach (var (other, old) in _plans.Where(pair => pair.Value.Epoch != epoch).ToList())
        {
            old.Dispose();
            _plans.Remove(other);
        }

        return _plans[seed] = EpochPlan.Draw(seed, epoch, samples, mixture);
    }

    public void Dispose()
    {
        foreach (var plan in _plans.Values)
            plan.Dispose();
        _plans.Clear();
    }
}
