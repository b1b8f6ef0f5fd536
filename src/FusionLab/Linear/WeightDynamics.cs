namespace FusionLab.Linear;

/// <summary>
/// Follows the weights of a linear fusion network, usually one reduced to a few hidden units, until every modality is learned.
/// The squared error is followed exactly through (3) to (5), saturation and rotation included.
/// </summary>
public static class WeightDynamics
{
    // On a long plateau the stability of the learned part limits the integrator's steps: about 15,000 of them for figure 6 at its
    // smallest start. Past this bound, a fifth of a second, a prediction is no longer a quick one.
    private const int LongestFlow = 50_000;
    private const int LongestDescent = 200_000;

    /// <summary>
    /// When each modality is learned under gradient flow, by an adaptive integrator; its cost does not depend on the learning rate.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="start">The weights at time 0.</param>
    /// <param name="timeConstant"><c>τ</c>: 1 / learning rate for times in steps.</param>
    /// <param name="tolerance">The relative error allowed in each layer in each step.</param>
    /// <returns>One time a modality: infinity for never, null where the run ended before.</returns>
    public static IReadOnlyList<double?> Flow(TaskStatistics task, FusionWeights start, double timeConstant, double tolerance = 1e-7)
    {
        var gradient = new NetworkGradient(task, start);
        var milestones = new Milestones(task, start.IsEarlyFusion);
        var integrator = new DormandPrince(gradient.Evaluate, gradient.Initial, gradient.Blocks, tolerance);
        double[] norms = new double[task.Modalities.Count], state = new double[gradient.Initial.Length];
        for (int step = 0; step < LongestFlow && !milestones.Complete; step++)
        {
            integrator.Advance();
            gradient.TotalWeightNorms(integrator.State, norms);
            while (milestones.Reaches(norms))
            {
                // The earliest crossing in this step is noted first, because it moves the others' thresholds.
                var crossings = Enumerable.Range(0, norms.Length)
                    .Where(m => milestones.IsReached(m, norms[m])).Select(m => (Modality: m, Time: Crossing(m)));
                var (modality, time) = crossings.MinBy(crossing => crossing.Time);
                milestones.Note(modality, time * timeConstant);
            }
        }
        return milestones.LearnedAt;

        double Crossing(int modality)
        {
            double before = integrator.PreviousTime, after = integrator.Time;
            double[] within = new double[norms.Length];
            for (int halving = 0; halving < 40; halving++)
            {
                double middle = (before + after) / 2;
                integrator.Interpolate(middle, state);
                gradient.TotalWeightNorms(state, within);
                (before, after) = within[modality] >= milestones.Threshold(modality) ? (before, middle) : (middle, after);
            }
            return after;
        }
    }

    /// <summary>When each modality is learned under full-batch gradient descent, step by step.</summary>
    /// <param name="task">The task.</param>
    /// <param name="start">The weights at step 0.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="longest">The most steps to take.</param>
    /// <returns>One time a modality in steps, interpolated between them: infinity for never, null where the run ended before.</returns>
    /// <exception cref="DivergedException">The learning rate is too large for the task.</exception>
    public static IReadOnlyList<double?> Descent(
        TaskStatistics task, FusionWeights start, double learningRate, int longest = LongestDescent)
    {
        var gradient = new NetworkGradient(task, start);
        var milestones = new Milestones(task, start.IsEarlyFusion);
        double[] state = [.. gradient.Initial], slope = new double[state.Length];
        double[] norms = new double[task.Modalities.Count], before = new double[norms.Length];
        gradient.TotalWeightNorms(state, before);
        for (int step = 1; step <= longest && !milestones.Complete; step++)
        {
            gradient.Evaluate(state, slope);
            RowMajor.AddScaled(state, slope, learningRate);
            gradient.TotalWeightNorms(state, norms);
            if (!(norms.Max() < milestones.Absurd))
            {
                throw new DivergedException(
                    $"The linear network diverged at step {step}; lower the learning rate, which is {learningRate}.");
            }
            while (milestones.Reaches(norms))
            {
                var crossings = Enumerable.Range(0, norms.Length)
                    .Where(m => milestones.IsReached(m, norms[m])).Select(m => (Modality: m, Share: Share(m)));
                var (modality, share) = crossings.MinBy(crossing => crossing.Share);
                milestones.Note(modality, step - 1 + share);
            }
            (before, norms) = (norms, before);
        }
        return milestones.LearnedAt;

        double Share(int modality) => Math.Clamp(
            (milestones.Threshold(modality) - before[modality]) / (norms[modality] - before[modality]), 0, 1);
    }
}
