using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>
/// The paper's rank-one ansatz (43): every layer is one amplitude along fixed hidden directions, which leaves <c>u_A, u_B, u</c>
/// (44). That network is a fusion network with one hidden unit a layer; following its weights by <see cref="WeightDynamics"/> is (44)
/// before saturation, and goes on through saturation and rotation of the first layers to <c>t_A</c> and <c>t_B</c>.
/// </summary>
public static class ReducedDynamics
{
    /// <summary>
    /// The start of (44): all amplitudes of a branch equal to <c>u0</c>, those of the shared layers <c>√M u0</c> (41), the first layers
    /// along <c>Σ_yxA</c>.
    /// </summary>
    /// <param name="task">A task with a scalar output.</param>
    /// <param name="network">The network.</param>
    /// <exception cref="ConfigException">The output is not a scalar, or the weights do not start small.</exception>
    public static FusionWeights Start(TaskStatistics task, LinearFusion network)
    {
        double[] norms = [.. task.Modalities.Select(m => network.InitialNorm(m.Dimension))];
        FormulaDomain.CheckInitialNorm(norms.Max());
        double shared = Math.Sqrt(norms.Sum(norm => norm * norm));
        return RankOne(
            task,
            [.. network.BranchDepths.Zip(norms, (depth, norm) => Enumerable.Repeat(norm, depth).ToArray())],
            [.. Enumerable.Repeat(shared, network.SharedDepth)]);
    }

    /// <summary>A network of one hidden unit a layer with the given amplitude in each layer, its first layers along <c>Σ_yxA</c>.</summary>
    internal static FusionWeights RankOne(TaskStatistics task, double[][] branchAmplitudes, double[] sharedAmplitudes)
    {
        if (task.Outputs != 1)
            throw new ConfigException($"The task has {task.Outputs} outputs; the reduced dynamics (44) needs 1.");
        var branches = branchAmplitudes.Select((amplitudes, m) =>
        {
            var direction = task.SigmaYxOf(m);
            double size = direction.FrobeniusNorm();
            var first = size > 0 ? direction * (amplitudes[0] / size) : direction;
            return (IReadOnlyList<Matrix<double>>)[first, .. amplitudes.Skip(1).Select(Scalar)];
        });
        return new([.. branches], [.. sharedAmplitudes.Select(Scalar)]);
    }

    private static Matrix<double> Scalar(double amplitude) => Matrix<double>.Build.Dense(1, 1, amplitude);
}
