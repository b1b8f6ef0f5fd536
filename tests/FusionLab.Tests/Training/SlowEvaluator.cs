using FusionLab.Networks;
using FusionLab.Training;

namespace FusionLab.Tests.Training;

/// <summary>Measures nothing and takes its time.</summary>
internal sealed class SlowEvaluator(Action takeTime) : IEvaluator
{
    public IReadOnlyList<Scores> Evaluate(FusionNetwork network)
    {
        takeTime();
        return [.. Enumerable.Repeat(new Scores(0.1, [0.1, 0.1]), network.Replicas)];
    }
}
