using System.Runtime.CompilerServices;

namespace FusionLab.Linear;

/// <summary>
/// Full-batch gradient descent of one linear fusion network on a loss of its total weights (appendix B): exact, step by step,
/// without samples in the inner loop, and where that changes nothing without most of the hidden units.
/// </summary>
/// <param name="architecture">The network.</param>
/// <param name="objective">The training loss.</param>
/// <param name="landmarks">What marks the stages of learning.</param>
/// <param name="settings">How to train and what to keep.</param>
/// <param name="truth">The population for the generalization error; null where it is unknown.</param>
public sealed class LinearSimulation(
    LinearArchitecture architecture,
    TotalWeightObjective objective,
    Landmarks landmarks,
    LinearRunSettings settings,
    GeneralizationTruth? truth = null)
{
    /// <summary>The share of the full network's numbers from which a reduction saves too little to be worth its check.</summary>
    private const double HighestCost = 0.6;

    /// <summary>Trains from random initial weights.</summary>
    /// <param name="initialization">Their distribution.</param>
    /// <param name="seed">The replica's seed.</param>
    public LinearRun Run(LinearInitialization initialization, ulong seed) =>
        Run(LinearWeights.Draw(architecture, initialization, seed), seed);

    /// <summary>Trains from given initial weights; they are not changed.</summary>
    /// <param name="initial">The weights.</param>
    /// <param name="seed">The seed to report.</param>
    public LinearRun Run(LinearWeights initial, ulong seed)
    {
        settings.Validate();

        for (int order = architecture.Depth; settings.Reduce; order++)
        {
            var coarse = HiddenReduction.Create(initial, order);
            var fine = coarse.IsExact ? coarse : HiddenReduction.Create(initial, order + 1);
            if (fine.Cost > HighestCost)
            {
                break;
            }

            if (Train(initial, fine, coarse.IsExact ? null : coarse, seed) is { } run)
            {
                return run;
            }
        }

        return Train(initial, null, null, seed)!;
    }

    /// <summary>One training; null when the coarser reduction departs from the finer one by more than the tolerance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private LinearRun? Train(LinearWeights initial, HiddenReduction? reduction, HiddenReduction? coarser, ulong seed)
    {
        var network = LinearNetwork.Create(reduction?.Reduced ?? initial, settings.SinglePrecision);
        var check = coarser is null
            ? null
            : new ReductionCheck(LinearNetwork.Create(coarser.Reduced, settings.SinglePrecision), objective, settings);
        var watch = new LinearRunWatch(architecture, objective.Outputs, landmarks, settings, truth);
        var snapshots = new List<WeightSnapshot>();
        var snapshotSteps = settings.SnapshotSteps.ToHashSet();
        var descent = new double[objective.Outputs * objective.Inputs];
        double initialSlope = SlopeAtZero();
        double decay = 1 - (settings.LearningRate * settings.WeightDecay);
        for (long step = 0; ; step++)
        {
            network.Propagate();
            double loss = objective.Evaluate(network.TotalWeights, descent);
            watch.Observe(step, loss, network.TotalWeights);
            if (snapshotSteps.Contains(step))
            {
                var weights = network.Weights();
                snapshots.Add(new WeightSnapshot(step, reduction?.Lift(weights, Math.Pow(decay, step)) ?? weights));
            }

            if (check is not null && !check.Agrees(network.TotalWeights))
            {
                return null;
            }

            var status = settings.StatusAt(step, loss, VectorMath.Norm(descent) / initialSlope);
            if (status is not null)
            {
                int dimensions = reduction?.LargestDimension ?? architecture.Width;
                return watch.Finish(seed, status.Value, step, snapshots, dimensions, check?.Residual ?? 0);
            }

            network.Descend(descent, settings.LearningRate, decay);
            check?.Descend(decay);
        }
    }

    private double SlopeAtZero()
    {
        var slope = new double[objective.Outputs * objective.Inputs];
        objective.Evaluate(new double[slope.Length], slope);
        return VectorMath.Norm(slope);
    }
}
