using System.Runtime.CompilerServices;

namespace FusionLab.Linear;

/// <summary>How a simulated training ended.</summary>
public enum LinearRunStatus
{
    /// <summary>The gradient of the total weights fell below the stop tolerance.</summary>
    Converged,

    /// <summary>The budget of steps was used up first.</summary>
    OutOfSteps,

    /// <summary>The loss is no longer a finite number: the learning rate is too large.</summary>
    Diverged,
}

/// <summary>How a linear network is trained and what is kept of it.</summary>
/// <param name="LearningRate">η; one step of full-batch gradient descent advances gradient flow by η = 1/τ.</param>
/// <param name="Steps">The budget of steps (= epochs).</param>
public sealed record LinearRunSettings(double LearningRate, long Steps)
{
    /// <summary>L2 penalty: every step multiplies the weights by 1 − η·WeightDecay first.</summary>
    public double WeightDecay { get; init; }

    /// <summary>
    /// Training stops before the budget when ‖∂L/∂W^tot‖ has fallen to this share of its value at zero weights: the total
    /// weights are then at M_* to about the same share. 0 uses the whole budget.
    /// </summary>
    internal double StopTolerance { get; init; } = 1e-6;

    /// <summary>
    /// True to simulate few hidden directions instead of all hidden units where that changes nothing (see the run's residual).
    /// </summary>
    internal bool Reduce { get; init; } = true;

    /// <summary>Straight lines between recorded points stay this close to the trajectory, as a share of each curve's range.</summary>
    internal double RecordTolerance { get; init; } = 1e-4;

    /// <summary>Steps, ascending, after which all weight matrices are kept (hidden units included).</summary>
    public IReadOnlyList<long> SnapshotSteps { get; init; } = [];

    /// <summary>Told the share of the budget of steps that is taken, from 0 to 1, now and then.</summary>
    public Action<double>? Progress { get; init; }

    /// <summary>Stops the training.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>What a step multiplies the weights by: 1 − η·WeightDecay.</summary>
    internal double Decay => 1 - (LearningRate * WeightDecay);

    /// <summary>Checks that weight decay shrinks the weights without changing their sign.</summary>
    /// <exception cref="ConfigException">It does not; the message names the bound.</exception>
    public void Validate()
    {
        if (WeightDecay * LearningRate >= 1)
        {
            throw new ConfigException("train.weightDecay", $"is {WeightDecay}; it must lie in [0, 1/learningRate).");
        }
    }
}

/// <summary>What one simulated network did. Times are in steps (= epochs), interpolated between consecutive steps.</summary>
/// <param name="Seed">The replica's seed.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Steps">The steps taken.</param>
/// <param name="Trajectory">The recorded trajectory, the first and the last step included.</param>
/// <param name="Stages">When which modality was learned, and what happened in between.</param>
/// <param name="Snapshots">Weight matrices at the requested steps.</param>
/// <param name="HiddenDimensions">The largest hidden dimension that was simulated; the width where nothing was reduced.</param>
/// <param name="ReductionResidual">
/// The largest difference between the total weights of the reduced network and of a coarser reduction, as a share of the
/// largest total weight; 0 where the reduction is exact or was not used.
/// </param>
public sealed record LinearRun(
    ulong Seed,
    LinearRunStatus Status,
    long Steps,
    IReadOnlyList<TrajectoryPoint> Trajectory,
    LearningStages Stages,
    IReadOnlyList<WeightSnapshot> Snapshots,
    int HiddenDimensions,
    double ReductionResidual);

/// <summary>
/// Full-batch gradient descent of one linear fusion network on a loss of its total weights (appendix B): exact, step by step,
/// without samples in the inner loop, and where that changes nothing without most of the hidden units.
/// </summary>
/// <param name="architecture">The network.</param>
/// <param name="objective">The training loss.</param>
/// <param name="targets">What marks the stages of learning.</param>
/// <param name="settings">How to train and what to keep.</param>
/// <param name="truth">The population for the generalization error; null where it is unknown.</param>
public sealed class GradientDescent(
    LinearArchitecture architecture,
    TotalWeightObjective objective,
    StageTargets targets,
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

            if (Train(initial, fine, coarse.IsExact ? null : coarse) is { } run)
            {
                return run;
            }
        }

        return Train(initial, reduction: null, coarser: null)!;

        LinearRun? Train(LinearWeights weights, HiddenReduction? reduction, HiddenReduction? coarser) => SimulatedTraining.Run(
            new SimulatedLinearNetwork(weights, objective, settings, architecture.Width, reduction, coarser),
            targets, settings, seed, truth);
    }

    /// <summary>When each modality is learned, without a record of the way there.</summary>
    /// <param name="task">The task.</param>
    /// <param name="start">The weights at step 0.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="longest">The most steps to take.</param>
    /// <returns>Times in steps, interpolated between them: infinity for never, null where the run ended before.</returns>
    internal static FormulaResult PredictTimes(TaskStatistics task, LinearWeights start, double learningRate, int longest = 200_000)
    {
        var network = new LinearNetwork(start);
        var objective = new SquaredObjective(task);
        var clock = new LearningClock(StageTargets.FromTask(task), start.Graph.IsEarlyFusion, task);
        double[] descent = new double[task.Outputs * task.Features];
        for (int step = 0; ; step++)
        {
            network.Propagate();
            clock.Observe(step, network.TotalWeights);
            if (clock.HasDiverged)
            {
                return FormulaResult.None(
                    task, $"The linear network diverged at step {step}; lower the learning rate, which is {learningRate}.");
            }

            if (clock.IsComplete || step == longest)
            {
                return new(clock.Times);
            }

            objective.Evaluate(network.TotalWeights, descent);
            network.Descend(descent, learningRate);
        }
    }
}

/// <summary>A network during a simulated training: what <see cref="SimulatedTraining"/> needs of it.</summary>
internal interface ISimulatedNetwork
{
    /// <summary>W^tot, <c>[O, D]</c> row-major; current after <see cref="Evaluate"/>.</summary>
    ReadOnlySpan<double> TotalWeights { get; }

    /// <summary>‖∂L/∂W^tot‖ as a share of its value at zero weights; current after <see cref="Evaluate"/>.</summary>
    double Slope { get; }

    /// <summary>The largest hidden dimension that is simulated.</summary>
    int HiddenDimensions { get; }

    /// <summary>What the simulation may have neglected so far; null when that is too much to go on.</summary>
    double? Residual { get; }

    /// <summary>True when all branches meet in the first layer.</summary>
    bool IsEarlyFusion { get; }

    /// <summary>The loss at the current weights.</summary>
    double Evaluate();

    /// <summary>One step of gradient descent from the latest evaluation.</summary>
    void Descend();

    /// <summary>All weights of the full network.</summary>
    /// <param name="step">The steps taken so far.</param>
    LinearWeights CopyWeights(long step);
}

/// <summary>The loop of every simulated training: step, watch, record, and stop in time.</summary>
internal static class SimulatedTraining
{
    /// <summary>The largest number of recorded points.</summary>
    private const int RecordLimit = 4096;

    /// <summary>Steps between two reports.</summary>
    private const int ReportEvery = 1024;

    /// <summary>Trains a network to its end; null when it neglects too much.</summary>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LinearRun? Run(
        ISimulatedNetwork network, StageTargets targets, LinearRunSettings settings, ulong seed, GeneralizationTruth? truth = null)
    {
        var stages = new StageObserver(targets, network.TotalWeights.Length, network.IsEarlyFusion);
        var snapshots = new List<WeightSnapshot>();
        var snapshotSteps = settings.SnapshotSteps.ToHashSet();
        int modalities = targets.InputSizes.Count;
        var channels = new double[modalities + (truth is null ? 1 : 2)]; // amplitudes, loss, generalization error
        TrajectoryRecorder? recorder = null;
        for (long step = 0; ; step++)
        {
            double loss = network.Evaluate();
            stages.Observe(step, network.TotalWeights);
            stages.Amplitudes.CopyTo(channels);
            channels[modalities] = loss;
            double? error = truth?.Evaluate(network.TotalWeights);
            channels[^1] = error ?? loss;
            recorder ??= new TrajectoryRecorder(Tolerances(), network.TotalWeights.Length, RecordLimit);
            recorder.Add(step, loss, error, channels, network.TotalWeights);
            if (snapshotSteps.Contains(step))
            {
                snapshots.Add(new WeightSnapshot(step, network.CopyWeights(step)));
            }

            if (network.Residual is not double residual)
            {
                return null;
            }

            LinearRunStatus? status = !double.IsFinite(loss) ? LinearRunStatus.Diverged
                : network.Slope <= settings.StopTolerance ? LinearRunStatus.Converged
                : step == settings.Steps ? LinearRunStatus.OutOfSteps
                : null;
            if (status is not null)
            {
                return new LinearRun(
                    seed, status.Value, step, recorder.Finish(), stages.Finish(), snapshots, network.HiddenDimensions, residual);
            }

            network.Descend();
            if (step % ReportEvery == 0)
            {
                settings.Cancellation.ThrowIfCancellationRequested();
                settings.Progress?.Invoke((double)step / settings.Steps);
            }
        }

        // Losses and errors start at their full range; total weights range up to the largest target.
        double[] Tolerances() =>
            [.. channels.Select((first, c) => settings.RecordTolerance * (c < modalities ? targets.Largest : first))];
    }
}

/// <summary>
/// A linear network, full or reduced. Where the reduction is not exact, a coarser one trains beside it. Each letter of the reduction
/// neglects about a hundredth of what the one before did, so the difference of the two bounds the error of the finer one.
/// </summary>
internal sealed class SimulatedLinearNetwork : ISimulatedNetwork
{
    /// <summary>
    /// The largest difference between the total weights of a reduced network and of the next coarser one, as a share of the
    /// largest total weight. The one that is reported is the finer, about a hundred times closer to the full network.
    /// </summary>
    private const double ReductionTolerance = 1e-6;

    private readonly TotalWeightObjective _objective;
    private readonly LinearRunSettings _settings;
    private readonly HiddenReduction? _reduction;
    private readonly LinearNetwork _network;
    private readonly LinearNetwork? _coarser;
    private readonly double[] _descent;
    private readonly double[] _coarserDescent;
    private readonly double _slopeAtZero;
    private double _largestWeight;
    private double _largestDifference;

    public SimulatedLinearNetwork(
        LinearWeights initial,
        TotalWeightObjective objective,
        LinearRunSettings settings,
        int width,
        HiddenReduction? reduction,
        HiddenReduction? coarser)
    {
        (_objective, _settings, _reduction) = (objective, settings, reduction);
        HiddenDimensions = reduction?.LargestDimension ?? width;
        IsEarlyFusion = initial.Graph.IsEarlyFusion;
        _network = new LinearNetwork(reduction?.Reduced ?? initial);
        _coarser = coarser is null ? null : new LinearNetwork(coarser.Reduced);
        _descent = new double[objective.Outputs * objective.Inputs];
        _coarserDescent = new double[_descent.Length];
        objective.Evaluate(new double[_descent.Length], _descent);
        _slopeAtZero = VectorMath.Norm(_descent);
    }

    public ReadOnlySpan<double> TotalWeights => _network.TotalWeights;

    public double Slope => VectorMath.Norm(_descent) / _slopeAtZero;

    public int HiddenDimensions { get; }

    public double? Residual => _coarser is null ? 0
        : _largestDifference <= ReductionTolerance * _largestWeight ? _largestDifference / _largestWeight
        : null;

    public bool IsEarlyFusion { get; }

    public double Evaluate()
    {
        _network.Propagate();
        if (_coarser is not null)
        {
            _coarser.Propagate();
            _objective.Evaluate(_coarser.TotalWeights, _coarserDescent);
            _largestWeight = Math.Max(_largestWeight, VectorMath.Norm(TotalWeights));
            _largestDifference = Math.Max(_largestDifference, VectorMath.Distance(TotalWeights, _coarser.TotalWeights));
        }

        return _objective.Evaluate(TotalWeights, _descent);
    }

    public void Descend()
    {
        _network.Descend(_descent, _settings.LearningRate, _settings.Decay);
        _coarser?.Descend(_coarserDescent, _settings.LearningRate, _settings.Decay);
    }

    public LinearWeights CopyWeights(long step)
    {
        var weights = _network.CopyWeights();
        return _reduction?.Lift(weights, Math.Pow(_settings.Decay, step)) ?? weights;
    }
}
