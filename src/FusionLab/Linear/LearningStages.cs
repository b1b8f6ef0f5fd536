using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>The total weights that mark the stages of learning: what every modality would reach alone, and where all end.</summary>
/// <param name="InputSizes">The features of every modality.</param>
/// <param name="Saddles">M_A, M_B (eq. 7), one W^tot <c>[O, D]</c> row-major a modality: its plateau Σ_yxA Σ_A⁻¹, 0 elsewhere.</param>
/// <param name="Solution">M_* = Σ_yx Σ⁻¹ (eq. 6), <c>[O, D]</c> row-major.</param>
public sealed record StageTargets(IReadOnlyList<int> InputSizes, IReadOnlyList<double[]> Saddles, double[] Solution)
{
    private readonly int _inputSize = InputSizes.Sum();
    private readonly int[] _offsets = [.. InputSizes.Select((_, m) => InputSizes.Take(m).Sum())];

    /// <summary>The size of the largest plateau or final weight of a modality.</summary>
    internal double Largest => Saddles.SelectMany((saddle, m) => new[] { Amplitude(saddle, m), Amplitude(Solution, m) }).Max(Math.Abs);

    /// <summary>
    /// The targets of the squared loss. They also mark the stages under the logistic and exponential loss, whose weights grow for
    /// ever: learning a modality is its early, exponential growth, which the losses share (appendix D.4).
    /// </summary>
    /// <param name="task">The task's statistics.</param>
    public static StageTargets FromTask(TaskStatistics task)
    {
        int[] sizes = [.. task.Modalities.Select(modality => modality.Dimension)];
        return new StageTargets(
            sizes,
            [.. sizes.Select((_, m) =>
            {
                var saddle = Matrix<double>.Build.Dense(task.Outputs, task.Features);
                saddle.SetSubMatrix(0, sizes.Take(m).Sum(), task.SolveUnimodal(m));
                return saddle.ToRowMajorArray();
            })],
            task.Solution.ToRowMajorArray());
    }

    /// <summary>The size of one modality's total weight: signed where it is a scalar, its norm otherwise.</summary>
    /// <param name="totalWeights">W^tot, <c>[O, D]</c> row-major.</param>
    /// <param name="modality">Counted from 0.</param>
    public double Amplitude(ReadOnlySpan<double> totalWeights, int modality)
    {
        int size = InputSizes[modality];
        if (size == 1 && totalWeights.Length == _inputSize)
        {
            return totalWeights[_offsets[modality]];
        }

        double sum = 0;
        for (int at = _offsets[modality]; at < totalWeights.Length; at += _inputSize)
        {
            var part = totalWeights.Slice(at, size);
            sum += VectorMath.Dot(part, part);
        }

        return Math.Sqrt(sum);
    }

    /// <summary>
    /// The mis-attribution of the modality learned first: its total weight on the plateau minus its final one; signed where it is a
    /// scalar, otherwise the norm. During the unimodal phase it is credited with what it shares with the later one; the surplus is
    /// given back when the later one is learned (section 3.3).
    /// </summary>
    /// <param name="plateau">W^tot on the plateau; of the theory Σ_yxA Σ_A⁻¹, one of <see cref="Saddles"/>.</param>
    /// <param name="first">The modality.</param>
    public double MeasureMisAttribution(IEnumerable<double> plateau, int first)
    {
        double[] excess = [.. plateau];
        VectorMath.AddScaled(excess, -1, Solution);
        return Amplitude(excess, first);
    }
}

/// <summary>When a network learned which modality of a linear task. Times are in steps; null: it did not happen.</summary>
/// <param name="FirstModality">The modality that was learned first.</param>
/// <param name="LearnedAt">
/// The time of learning: half the unimodal plateau Σ_yxA Σ_A⁻¹ for the first modality of intermediate and late fusion (section 3.2),
/// half the final value for all others and for early fusion.
/// </param>
/// <param name="Plateau">
/// W^tot <c>[O, D]</c> where it moved least between the first modality's and the next one's time: the unimodal plateau. Null where
/// it did not slow down in between: the two were learned too close together, or the next one was not learned.
/// </param>
/// <param name="ClosestToSaddle">How near W^tot came to each unimodal solution M_m, as a share of ‖M_m‖.</param>
public sealed record LearningStages(
    int? FirstModality, IReadOnlyList<double?> LearnedAt, double[]? Plateau, IReadOnlyList<double> ClosestToSaddle)
{
    /// <summary>
    /// The time of the modality learned last divided by that of the one learned first; null while one is unlearned, and where large
    /// initial weights count as learned at time 0.
    /// </summary>
    public double? TimeRatio { get; } = ComputeRatio(LearnedAt);

    /// <summary>
    /// The measured mis-attribution (section 3.3): the first modality's total weight on its plateau minus its final value; signed
    /// where it is a scalar, otherwise the norm of the difference. Null where a modality was not learned, so that nothing was given
    /// back, and where there was no plateau (early fusion, modalities learned together).
    /// </summary>
    /// <param name="targets">The final values.</param>
    public double? MeasureMisAttribution(StageTargets targets) =>
        TimeRatio is not null && FirstModality is int first && Plateau is not null ? targets.MeasureMisAttribution(Plateau, first) : null;

    /// <summary>The last time over the first; null while one is missing or at time 0.</summary>
    internal static double? ComputeRatio(IReadOnlyList<double?> times) =>
        times.All(time => time is not null) && times.Min() > 0 ? times.Max() / times.Min() : null;
}

/// <summary>The first time at which a curve reaches a threshold.</summary>
/// <param name="threshold">Positive; the curve is multiplied by <paramref name="sign"/> first.</param>
/// <param name="sign">1, or −1 for a curve that falls towards a negative value.</param>
internal sealed class Crossing(double threshold, double sign)
{
    private double _previous;
    private double _previousTime = double.NaN;

    /// <summary>The time, linear between consecutive observations; null until the threshold is reached.</summary>
    public double? At { get; private set; }

    /// <summary>Half of an amplitude. Null where it is zero.</summary>
    /// <param name="target">The amplitude; negative for a scalar total weight that falls.</param>
    /// <param name="scale">The size of the other weights; what is 1e-9 of it counts as zero.</param>
    public static Crossing? HalfOf(double target, double scale) =>
        Math.Abs(target) <= 1e-9 * scale ? null : new Crossing(Math.Abs(target) / 2, Math.Sign(target));

    /// <summary>Whether a value would be the first beyond the threshold.</summary>
    public bool IsCrossedBy(double value) => At is null && sign * value >= threshold;

    /// <summary>Takes the next value; times ascend.</summary>
    /// <param name="time">The time.</param>
    /// <param name="value">The curve's value.</param>
    /// <param name="isExact">True where a threshold that is reached now is reached at this very time.</param>
    public void Observe(double time, double value, bool isExact = false)
    {
        double current = sign * value;
        if (IsCrossedBy(value))
        {
            At = isExact || double.IsNaN(_previousTime)
                ? time
                : _previousTime + ((time - _previousTime) * (threshold - _previous) / (current - _previous));
        }

        _previous = current;
        _previousTime = time;
    }
}

/// <summary>
/// Finds the times at which the modalities are learned from the total weights of a network, and of a network that the theory follows
/// also which are never learned.
/// </summary>
internal sealed class LearningClock
{
    private readonly StageTargets _targets;
    private readonly bool _isEarlyFusion;
    private readonly TaskStatistics? _task;
    private readonly Crossing?[] _unimodal;
    private readonly Crossing?[] _final;
    private readonly double[] _amplitudes;
    private readonly bool[] _isNeverLearned;
    private readonly double _largest;
    private double _earliestSecond = double.NegativeInfinity;
    private double _time;

    /// <summary>Starts before the first observation.</summary>
    /// <param name="targets">What marks the stages.</param>
    /// <param name="isEarlyFusion">True when all branches meet in the first layer: there is no unimodal plateau.</param>
    /// <param name="task">The task, for a network that the theory follows.</param>
    public LearningClock(StageTargets targets, bool isEarlyFusion, TaskStatistics? task = null)
    {
        (_targets, _isEarlyFusion, _task) = (targets, isEarlyFusion, task);
        _largest = targets.Largest;
        _unimodal = [.. targets.Saddles.Select((saddle, m) => Crossing.HalfOf(targets.Amplitude(saddle, m), _largest))];
        _final = [.. targets.Saddles.Select((_, m) => Crossing.HalfOf(targets.Amplitude(targets.Solution, m), _largest))];
        _amplitudes = new double[_final.Length];
        _isNeverLearned = [.. _final.Select(crossing => task is not null && isEarlyFusion && crossing is null)];
    }

    /// <summary>The modality learned first; null until one is.</summary>
    public int? First { get; private set; }

    /// <summary>When each modality is learned: null for not yet, infinity for never.</summary>
    public IReadOnlyList<double?> Times => [.. Enumerable.Range(0, _final.Length).Select(LearnedAt)];

    /// <summary>The size of each modality's latest total weight (see <see cref="StageTargets.Amplitude"/>).</summary>
    public ReadOnlySpan<double> Amplitudes => _amplitudes;

    /// <summary>Whether a modality other than the first has reached half its final weight.</summary>
    public bool AnotherIsLearned { get; private set; }

    /// <summary>True when every modality is learned or never will be.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>True for weights that only a diverging network reaches.</summary>
    public bool HasDiverged => !(_amplitudes.Max(Math.Abs) < 1000 * _largest);

    /// <summary>Whether these total weights would be the first beyond the half of a plateau or of a final weight.</summary>
    public bool IsCrossedBy(ReadOnlySpan<double> totalWeights)
    {
        for (int m = 0; m < _final.Length; m++)
        {
            double amplitude = _targets.Amplitude(totalWeights, m);
            if (_unimodal[m]?.IsCrossedBy(amplitude) == true || _final[m]?.IsCrossedBy(amplitude) == true)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes the next total weights; times ascend.</summary>
    /// <param name="time">The time.</param>
    /// <param name="totalWeights">W^tot, <c>[O, D]</c> row-major.</param>
    /// <param name="isExact">True where what is reached now is reached at this very time; false to interpolate.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Observe(double time, ReadOnlySpan<double> totalWeights, bool isExact = false)
    {
        int? first = null;
        double earliest = double.PositiveInfinity;
        for (int m = 0; m < _final.Length; m++)
        {
            _amplitudes[m] = _targets.Amplitude(totalWeights, m);
            _unimodal[m]?.Observe(time, _amplitudes[m], isExact);
            _final[m]?.Observe(time, _amplitudes[m], isExact);
            if ((_isEarlyFusion ? _final : _unimodal)[m]?.At is double at && at < earliest)
            {
                (first, earliest) = (m, at);
            }
        }

        if (First is null && first is not null)
        {
            First = first;
            NoteWhatIsLeft(first.Value);
        }

        _time = time;
        if (First is null && !_isEarlyFusion)
        {
            return;
        }

        IsComplete = true;
        for (int m = 0; m < _final.Length; m++)
        {
            AnotherIsLearned |= First is int known && m != known && _final[m]?.At is not null;
            IsComplete &= LearnedAt(m) is not null;
        }
    }

    private double? LearnedAt(int modality) =>
        _isNeverLearned[modality] ? double.PositiveInfinity
        : modality == First && !_isEarlyFusion ? _unimodal[modality]!.At
        : _final[modality]?.At is double at ? Math.Max(at, _earliestSecond)
        : null;

    // The theory starts to look for the second modality in the step in which the first one is learned. One that has nothing left to
    // learn then is never learned.
    private void NoteWhatIsLeft(int first)
    {
        if (_task is null || _isEarlyFusion)
        {
            return;
        }

        _earliestSecond = _time;
        for (int m = 0; m < _final.Length; m++)
        {
            _isNeverLearned[m] = m != first && (_final[m] is null || _task.ComputeResidual(first, m).FrobeniusNorm() == 0);
        }
    }
}

/// <summary>Watches the total weights of one network step by step and finds the stages of learning.</summary>
internal sealed class StageObserver
{
    private readonly StageTargets _targets;
    private readonly LearningClock _clock;
    private readonly bool _isEarlyFusion;
    private readonly double[] _closest;
    private readonly double[] _saddleNorms;
    private readonly double[] _previous;
    private readonly double[] _plateau;
    private double _slowest = double.PositiveInfinity;
    private long _sinceFirst;
    private long _slowestSinceFirst;

    /// <summary>Starts before step 0.</summary>
    /// <param name="targets">What marks the stages.</param>
    /// <param name="weights">The number of total weights.</param>
    /// <param name="isEarlyFusion">True when all branches meet in the first layer.</param>
    public StageObserver(StageTargets targets, int weights, bool isEarlyFusion)
    {
        _targets = targets;
        _isEarlyFusion = isEarlyFusion;
        _clock = new LearningClock(targets, isEarlyFusion);
        _saddleNorms = [.. targets.Saddles.Select(saddle => VectorMath.Norm(saddle))];
        _closest = new double[_saddleNorms.Length];
        Array.Fill(_closest, double.PositiveInfinity);
        _previous = new double[weights];
        _plateau = new double[weights];
    }

    /// <summary>The size of each modality's latest total weight.</summary>
    public ReadOnlySpan<double> Amplitudes => _clock.Amplitudes;

    /// <summary>Takes the total weights after one more step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Observe(long step, ReadOnlySpan<double> totalWeights)
    {
        _clock.Observe(step, totalWeights);
        if (_clock.First is not null && !_clock.AnotherIsLearned)
        {
            ObserveSpeed(totalWeights);
        }

        for (int m = 0; m < _closest.Length; m++)
        {
            _closest[m] = Math.Min(_closest[m], VectorMath.Distance(totalWeights, _targets.Saddles[m]) / _saddleNorms[m]);
        }

        totalWeights.CopyTo(_previous);
    }

    /// <summary>What was found.</summary>
    public LearningStages Finish()
    {
        // Slowest at an end of the time between the two, it was not resting anywhere in between.
        bool hasPlateau = !_isEarlyFusion && _slowestSinceFirst > 1 && _slowestSinceFirst < _sinceFirst;
        return new LearningStages(_clock.First, _clock.Times, hasPlateau ? _plateau : null, _closest);
    }

    private void ObserveSpeed(ReadOnlySpan<double> totalWeights)
    {
        _sinceFirst++;
        double speed = VectorMath.Distance(totalWeights, _previous);
        if (speed < _slowest)
        {
            _slowest = speed;
            _slowestSinceFirst = _sinceFirst;
            totalWeights.CopyTo(_plateau);
        }
    }
}
