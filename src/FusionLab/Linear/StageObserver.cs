using System.Runtime.CompilerServices;

namespace FusionLab.Linear;

/// <summary>Watches the total weights of one network step by step and finds the stages of learning.</summary>
internal sealed class StageObserver
{
    private readonly Landmarks landmarks;
    private readonly int outputs;
    private readonly bool isEarlyFusion;
    private readonly Crossing?[] unimodal;
    private readonly Crossing?[] final;
    private readonly double[] closest;
    private readonly double[] saddleNorms;
    private readonly double[] previous;
    private readonly double[] plateau;
    private double slowest = double.PositiveInfinity;
    private long sinceFirst;
    private long slowestSinceFirst;

    public StageObserver(Landmarks landmarks, int outputs, bool isEarlyFusion)
    {
        this.landmarks = landmarks;
        this.outputs = outputs;
        this.isEarlyFusion = isEarlyFusion;
        saddleNorms = [.. landmarks.Unimodal.Select(u => VectorMath.Norm(u))];
        double scale = Math.Max(saddleNorms.Max(), landmarks.Final.Max(f => VectorMath.Norm(f)));
        unimodal = [.. landmarks.Unimodal.Select(target => Crossing.HalfOf(target, scale))];
        final = [.. landmarks.Final.Select(target => Crossing.HalfOf(target, scale))];
        closest = new double[unimodal.Length];
        Array.Fill(closest, double.PositiveInfinity);
        int weights = outputs * landmarks.InputSizes.Sum();
        previous = new double[weights];
        plateau = new double[weights];
    }

    /// <summary>Takes the total weights after one more step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Observe(long step, ReadOnlySpan<double> totalWeights, ReadOnlySpan<double> amplitudes)
    {
        int first = -1;
        double firstAt = double.PositiveInfinity;
        for (int m = 0; m < unimodal.Length; m++)
        {
            unimodal[m]?.Observe(step, amplitudes[m]);
            final[m]?.Observe(step, amplitudes[m]);
            if (unimodal[m]?.At < firstAt)
            {
                first = m;
                firstAt = unimodal[m]!.At!.Value;
            }
        }

        if (first >= 0 && !AnotherIsLearned(first))
        {
            ObserveSpeed(totalWeights);
        }

        for (int m = 0; m < closest.Length; m++)
        {
            closest[m] = Math.Min(closest[m], DistanceToSaddle(totalWeights, m));
        }

        totalWeights.CopyTo(previous);
    }

    /// <summary>What was found.</summary>
    public LearningStages Finish()
    {
        double?[] unimodalHalf = [.. unimodal.Select(c => c?.At)];
        double?[] finalHalf = [.. final.Select(c => c?.At)];
        var times = isEarlyFusion ? finalHalf : unimodalHalf;
        int? first = times.Any(t => t is not null) ? Array.IndexOf(times, times.Min()) : null;
        var learnedAt = (double?[])finalHalf.Clone();
        if (first is int m && !isEarlyFusion)
        {
            learnedAt[m] = unimodalHalf[m];
        }

        // Slowest at an end of the time between the two, it was not resting anywhere in between.
        bool hasPlateau = !isEarlyFusion && slowestSinceFirst > 1 && slowestSinceFirst < sinceFirst;
        return new LearningStages(unimodalHalf, finalHalf, first, learnedAt, hasPlateau ? plateau : null, closest);
    }

    private bool AnotherIsLearned(int first)
    {
        for (int m = 0; m < final.Length; m++)
        {
            if (m != first && final[m]?.At is not null)
            {
                return true;
            }
        }

        return false;
    }

    private void ObserveSpeed(ReadOnlySpan<double> totalWeights)
    {
        sinceFirst++;
        double speed = VectorMath.Distance(totalWeights, previous);
        if (speed < slowest)
        {
            slowest = speed;
            slowestSinceFirst = sinceFirst;
            totalWeights.CopyTo(plateau);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double DistanceToSaddle(ReadOnlySpan<double> totalWeights, int modality)
    {
        var target = landmarks.Unimodal[modality];
        int stride = totalWeights.Length / outputs;
        double sum = 0;
        int offset = 0;
        for (int m = 0; m < landmarks.InputSizes.Count; m++)
        {
            int size = landmarks.InputSizes[m];
            for (int o = 0; o < outputs; o++)
            {
                var part = totalWeights.Slice((o * stride) + offset, size);
                double distance = m == modality ? VectorMath.Distance(part, target.AsSpan(o * size, size)) : VectorMath.Norm(part);
                sum += distance * distance;
            }

            offset += size;
        }

        return Math.Sqrt(sum) / saddleNorms[modality];
    }
}
