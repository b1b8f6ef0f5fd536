namespace FusionLab.Data;

/// <summary>The plans of the epoch that is being trained, one a replica; those of other epochs are let go.</summary>
/// <param name="samples">Training samples.</param>
/// <param name="mixture">How samples are corrupted.</param>
internal sealed class EpochPlans(long samples, CorruptionMixture mixture) : IDisposable
{
    private readonly Dictionary<ulong, EpochPlan> plans = [];

    /// <summary>The number of plans held.</summary>
    public int Count => plans.Count;

    /// <summary>The plan of one replica, drawn when it is first asked for.</summary>
    public EpochPlan Get(ulong seed, int epoch)
    {
        if (plans.TryGetValue(seed, out var plan) && plan.Epoch == epoch)
        {
            return plan;
        }

        // Also the plans of replicas that have left the run.
        foreach (var (other, old) in plans.Where(pair => pair.Value.Epoch != epoch).ToList())
        {
            old.Dispose();
            plans.Remove(other);
        }

        return plans[seed] = EpochPlan.Draw(seed, epoch, samples, mixture);
    }

    public void Dispose()
    {
        foreach (var plan in plans.Values)
        {
            plan.Dispose();
        }

        plans.Clear();
    }
}
