namespace FusionLab.Linear;

/// <summary>
/// Gradient flow of a linear fusion network, usually one reduced to a few hidden units. The squared error is followed exactly through
/// (3) to (5), saturation and rotation included, at a cost that does not depend on the learning rate.
/// </summary>
internal static class GradientFlow
{
    // On a long plateau the stability of the learned part limits the integrator's steps: about 15,000 of them for figure 6 at its
    // smallest start. 50,000 steps take a fifth of a second.
    private const int LongestFlow = 50_000;

    /// <summary>When each modality is learned.</summary>
    /// <param name="task">The task.</param>
    /// <param name="start">The weights at time 0.</param>
    /// <param name="timeConstant"><c>τ</c>: 1 / learning rate for times in steps.</param>
    /// <param name="budget">The work that it may take.</param>
    /// <param name="tolerance">The relative error allowed in each layer in each step.</param>
    /// <returns>Infinity for never, null where the run ended before.</returns>
    public static FormulaResult PredictTimes(
        TaskStatistics task, LinearWeights start, double timeConstant, WorkBudget budget, double tolerance = 1e-7)
    {
        var network = new LinearNetwork(start);
        var objective = new SquaredObjective(task);
        var clock = new LearningClock(StageTargets.FromTask(task), start.Graph.IsEarlyFusion, task);
        double[] descent = new double[task.Outputs * task.Features], state = network.State.ToArray();
        clock.Observe(0, TotalWeights(state));
        var integrator = new DormandPrince(Differentiate, state, network.Blocks, tolerance);
        double work = DormandPrince.Stages * ((3.0 * task.Outputs * state.Length) + (task.Outputs * Math.Pow(task.Features, 2)));
        for (int step = 0; step < LongestFlow && !clock.IsComplete; step++)
        {
            if (!budget.TrySpend(work))
            {
                return FormulaResult.None(
                    task, $"Following the {state.Length:N0} weights of this prediction was given up after {budget.Words}.");
            }

            if (!integrator.TryAdvance())
            {
                return FormulaResult.None(
                    task, $"The weights of the linear network are not finite at t = {integrator.Time:G4} τ; start from smaller ones.");
            }

            double from = integrator.PreviousTime;
            while (clock.IsCrossedBy(TotalWeights(integrator.State)))
            {
                from = FindCrossing(from);
                clock.Observe(from * timeConstant, WeightsAt(from), isExact: true);
            }

            clock.Observe(integrator.Time * timeConstant, TotalWeights(integrator.State));
        }

        return new(clock.Times);

        // Halves the latest step down to the earliest crossing after a time.
        double FindCrossing(double before)
        {
            double after = integrator.Time;
            for (int halving = 0; halving < 40; halving++)
            {
                double middle = (before + after) / 2;
                (before, after) = clock.IsCrossedBy(WeightsAt(middle)) ? (before, middle) : (middle, after);
            }

            return after;
        }

        ReadOnlySpan<double> WeightsAt(double time)
        {
            integrator.Interpolate(time, state);
            return TotalWeights(state);
        }

        ReadOnlySpan<double> TotalWeights(ReadOnlySpan<double> at)
        {
            at.CopyTo(network.State);
            network.Propagate();
            return network.TotalWeights;
        }

        void Differentiate(ReadOnlySpan<double> at, Span<double> slope)
        {
            objective.Evaluate(TotalWeights(at), descent);
            network.Differentiate(descent, slope);
        }
    }
}

/// <summary>
/// The adaptive Runge–Kutta method of order 5(4) of Dormand and Prince (J. Comput. Appl. Math. 6, 1980) with cubic dense output.
/// Its error is held below a fraction of the norm of each block of the state, because a branch that is not learned yet is orders
/// of magnitude smaller than one that is.
/// </summary>
internal sealed class DormandPrince
{
    /// <summary>How often a step asks for the slope.</summary>
    public const int Stages = 6;

    private static readonly double[][] s_stages =
    [
        [1.0 / 5],
        [3.0 / 40, 9.0 / 40],
        [44.0 / 45, -56.0 / 15, 32.0 / 9],
        [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
        [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
        [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
    ];

    // Keeps a layer of zeros, which belongs to a modality without any correlation, from dividing by zero.
    private const double Smallest = 1e-300;

    // Fifth-order weights minus fourth-order weights.
    private static readonly double[] s_error =
        [71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40];

    private readonly SlopeFunction _slope;
    private readonly (int Offset, int Length)[] _blocks;
    private readonly double _tolerance;
    private readonly double[][] _k;
    private double[] _state;
    private double[] _next;
    private double _step = 1e-3;

    public DormandPrince(SlopeFunction slope, double[] initial, IEnumerable<(int Offset, int Length)> blocks, double tolerance)
    {
        _slope = slope;
        _blocks = [.. blocks];
        _tolerance = tolerance;
        _next = [.. initial];
        _state = new double[initial.Length];
        _k = new double[7][];
        for (int stage = 0; stage < 7; stage++)
        {
            _k[stage] = new double[initial.Length];
        }

        _slope(_next, _k[6]);
    }

    /// <summary>The slope of <paramref name="state"/>.</summary>
    public delegate void SlopeFunction(ReadOnlySpan<double> state, Span<double> slope);

    /// <summary>The time before the latest step.</summary>
    public double PreviousTime { get; private set; }

    /// <summary>The time after the latest step.</summary>
    public double Time { get; private set; }

    /// <summary>The state after the latest step.</summary>
    public ReadOnlySpan<double> State => _next;

    /// <summary>Takes one step as long as the tolerance allows.</summary>
    /// <returns>False where the slope is not finite, so that no step is short enough.</returns>
    public bool TryAdvance()
    {
        (_state, _next) = (_next, _state);
        (_k[0], _k[6]) = (_k[6], _k[0]); // the last stage of one step is the first of the next
        PreviousTime = Time;
        while (true)
        {
            double step = _step, error = Try(step);
            _step *= double.IsFinite(error) ? Math.Clamp(0.9 * Math.Pow(error, -0.2), 0.2, 5) : 0.2;
            if (error <= 1)
            {
                Time = PreviousTime + step;
                return true;
            }

            if (_step < 1e-100)
            {
                return false;
            }
        }
    }

    /// <summary>The state within the latest step, by the cubic through both ends and their slopes.</summary>
    public void Interpolate(double time, Span<double> into)
    {
        double length = Time - PreviousTime, s = (time - PreviousTime) / length;
        double start = (1 + (2 * s)) * (1 - s) * (1 - s), end = s * s * (3 - (2 * s));
        double startSlope = length * s * (1 - s) * (1 - s), endSlope = length * s * s * (s - 1);
        for (int i = 0; i < into.Length; i++)
        {
            into[i] = (start * _state[i]) + (end * _next[i]) + (startSlope * _k[0][i]) + (endSlope * _k[6][i]);
        }
    }

    private double Try(double step)
    {
        for (int stage = 0; stage < s_stages.Length; stage++)
        {
            _state.CopyTo(_next, 0);
            for (int earlier = 0; earlier < s_stages[stage].Length; earlier++)
            {
                VectorMath.AddScaled(_next, step * s_stages[stage][earlier], _k[earlier]);
            }

            _slope(_next, _k[stage + 1]);
        }

        double largest = 1e-10;
        foreach (var (offset, length) in _blocks)
        {
            double error = 0, norm = 0;
            for (int i = offset; i < offset + length; i++)
            {
                double difference = 0;
                for (int stage = 0; stage < 7; stage++)
                {
                    difference += s_error[stage] * _k[stage][i];
                }

                error += difference * difference;
                norm += _next[i] * _next[i];
            }

            largest = Math.Max(largest, step * Math.Sqrt(error / (norm + Smallest)) / _tolerance);
        }

        return largest;
    }
}

/// <summary>
/// Initial weights of few hidden units that stand for a whole network, without drawing a weight: <see cref="GradientFlow"/> and
/// <see cref="GradientDescent"/> follow them through saturation and rotation of the first layers to <c>t_A</c> and <c>t_B</c>.
/// </summary>
internal static class ReducedStart
{
    /// <summary>
    /// The paper's rank-one ansatz (43): every layer is one amplitude along fixed hidden directions, which leaves <c>u_A, u_B, u</c>
    /// (44). All amplitudes of a branch start at <c>u0</c>, those of the shared layers at <c>√M u0</c> (41), the first layers along
    /// <c>Σ_yxA</c>. Before saturation this network of one hidden unit a layer follows (44).
    /// </summary>
    /// <param name="task">A task with a scalar output.</param>
    /// <param name="network">The network.</param>
    public static LinearWeights CreateRankOne(TaskStatistics task, LinearFusion network)
    {
        var graph = new FusionGraph(network.Architecture with { Width = 1 });
        double[] norms = [.. task.Modalities.Select((_, m) => network.InitialNorm(m))];
        double norm = 0;
        return new LinearWeights(graph, [.. graph.Layers.Select(layer =>
        {
            if (layer.Lower >= graph.FusionNode)
            {
                return [Math.Sqrt(norms.Sum(one => one * one))];
            }

            if (layer.Lower >= graph.Inputs)
            {
                return [norm];
            }

            norm = norms[layer.Lower];
            var direction = task.SelectSigmaYx(layer.Lower);
            double size = direction.FrobeniusNorm();
            return (size > 0 ? direction * (norm / size) : direction).ToRowMajorArray();
        })]);
    }

    /// <summary>
    /// The start expected of random layers, from widths and norms alone. Random layers are not aligned with each other: of a hidden
    /// matrix of norm <c>u0</c> and width H, any one direction passes with an amplitude of only <c>u0/√H</c>, so (44) started from
    /// the Frobenius norms runs far too fast. What gradient descent can see of the initial weights is how they map the inputs forward
    /// and the outputs backward. These images are orthogonal in each hidden layer (their overlap is of order <c>1/√H</c>), and a
    /// random layer of entry deviation s scales them by <c>s√rows</c> forward and <c>s√columns</c> backward. Not in the paper.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="network">The network; it is at least as wide as the task has features and outputs.</param>
    public static LinearWeights CreateExpected(TaskStatistics task, LinearFusion network)
    {
        var graph = new FusionGraph(network.Architecture);
        int[] images = [.. graph.NodeSizes.Select((size, node) => node < graph.Inputs ? size : 0)];
        int[] firstImages = new int[graph.Layers.Count]; // where a layer's images begin among those of the node above
        for (int l = 0; l < firstImages.Length; l++)
        {
            var (lower, upper) = (graph.Layers[l].Lower, graph.Layers[l].Upper);
            firstImages[l] = upper == graph.FusionNode ? images[upper] : 0;
            images[upper] += images[lower];
        }

        images[graph.OutputNode] = 0;
        int[] backward = [.. images.Select((_, node) => node < graph.Inputs ? 0 : task.Outputs)];
        var reduced = graph.Resize([.. images.Zip(backward, (forward, back) => forward + back)]);
        return new LinearWeights(reduced, [.. graph.Layers.Select((layer, l) =>
        {
            int columns = reduced.Layers[l].Columns;
            var values = new double[reduced.Layers[l].Rows * columns];
            double deviation = network.Initialization.EntryDeviation(graph, layer);
            for (int image = 0; image < images[layer.Lower] && images[layer.Upper] > 0; image++)
            {
                values[((firstImages[l] + image) * columns) + image] = deviation * Math.Sqrt(layer.Rows);
            }

            for (int image = 0; image < backward[layer.Lower]; image++)
            {
                int row = images[layer.Upper] + image, column = images[layer.Lower] + image;
                values[(row * columns) + column] = deviation * Math.Sqrt(layer.Columns);
            }

            return values;
        })]);
    }
}
