namespace FusionLab.Linear;

/// <summary>
/// Full-batch gradient descent of two-layer late-fusion ReLU networks with scalar modalities and no biases: exact,
/// step by step, from the correlations of four features, at the cost of one pass over the hidden units.
/// </summary>
/// <remarks>
/// The total weight reported is Σ v w over a branch's units, as in the paper: twice the slope of the function, because half of
/// the units see each side of the input. Landmarks are in the same unit.
/// </remarks>
/// <param name="statistics">The feature correlations.</param>
/// <param name="width">Units of every branch.</param>
/// <param name="settings">How to train and what to keep. Weight decay, single precision and reduction do not apply.</param>
public sealed class ReluSimulation(ReluStatistics statistics, int width, LinearRunSettings settings)
{
    private readonly SquaredObjective objective = new(statistics.Features, statistics.TargetFeatures, statistics.OutputPower);
    private readonly LinearArchitecture architecture = LinearArchitecture.Uniform(
        [.. Enumerable.Repeat(1, statistics.Modalities)], 1, depth: 2, fusionDepth: 2, width);

    /// <summary>The plateaus and final values of the total weights.</summary>
    public Landmarks Landmarks
    {
        get
        {
            var modalities = Enumerable.Range(0, statistics.Modalities).ToArray();
            var global = statistics.Global();
            return new Landmarks(
                architecture.InputSizes,
                [.. modalities.Select(m => Total(statistics.Unimodal(m)[0, 0], statistics.Unimodal(m)[0, 1]))],
                [.. modalities.Select(m => Total(global[0, 2 * m], global[0, (2 * m) + 1]))]);
        }
    }

    /// <summary>Trains from random initial weights.</summary>
    /// <param name="initialization">Their distribution.</param>
    /// <param name="seed">The replica's seed.</param>
    public LinearRun Run(LinearInitialization initialization, ulong seed) =>
        Run(LinearWeights.Draw(architecture, initialization, seed), seed);

    /// <summary>Trains from given initial weights; they are not changed.</summary>
    /// <param name="initial">The weights, in the layout of a two-layer late-fusion linear network.</param>
    /// <param name="seed">The seed to report.</param>
    public LinearRun Run(LinearWeights initial, ulong seed)
    {
        settings.Validate();
        var branches = Enumerable.Range(0, statistics.Modalities)
            .Select(m => new ReluBranch(initial.Values[2 * m], initial.Values[(2 * m) + 1])).ToArray();
        var watch = new LinearRunWatch(architecture, 1, Landmarks, settings, null);
        var snapshots = new List<WeightSnapshot>();
        var snapshotSteps = settings.SnapshotSteps.ToHashSet();
        var response = new double[2 * branches.Length];
        var descent = new double[response.Length];
        var totals = new double[branches.Length];
        double initialSlope = statistics.TargetFeatures.FrobeniusNorm();
        for (long step = 0; ; step++)
        {
            for (int m = 0; m < branches.Length; m++)
            {
                (response[2 * m], response[(2 * m) + 1]) = branches[m].Response();
                totals[m] = response[2 * m] - response[(2 * m) + 1];
            }

            double loss = objective.Evaluate(response, descent);
            watch.Observe(step, loss, totals);
            if (snapshotSteps.Contains(step))
            {
                double[][] weights = [.. branches.SelectMany(branch => new[] { branch.First, branch.Second })];
                snapshots.Add(new WeightSnapshot(step, new LinearWeights(initial.Graph, weights)));
            }

            var status = settings.StatusAt(step, loss, VectorMath.Norm(descent) / initialSlope);
            if (status is not null)
            {
                return watch.Finish(seed, status.Value, step, snapshots, width, 0);
            }

            for (int m = 0; m < branches.Length; m++)
            {
                branches[m].Descend(descent[2 * m], descent[(2 * m) + 1], settings.LearningRate);
            }
        }
    }

    private static double[] Total(double plus, double minus) => [plus - minus];
}
