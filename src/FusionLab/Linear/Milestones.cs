namespace FusionLab.Linear;

/// <summary>
/// Notes when each modality is learned (half the unimodal plateau for the first, section 3.2; half the final weight for the rest; in
/// early fusion half the final weight for all).
/// </summary>
internal sealed class Milestones
{
    private readonly double[] _halfPlateau;
    private readonly double[] _halfFinal;
    private readonly TaskStatistics _task;
    private bool _firstIsLearned;

    public Milestones(TaskStatistics task, bool earlyFusion)
    {
        _task = task;
        int count = task.Modalities.Count;
        var final = FixedPoints.Global(task);
        _halfFinal = Halves(m => task.ColumnsOf(final, m).FrobeniusNorm());
        _halfPlateau = earlyFusion ? _halfFinal : Halves(m => FixedPoints.Unimodal(task, m).FrobeniusNorm());
        _firstIsLearned = earlyFusion;
        double largest = Math.Max(_halfFinal.Max(), _halfPlateau.Max());
        Absurd = 1000 * largest;
        LearnedAt = new double?[count];
        for (int m = 0; m < count; m++)
        {
            // A modality that has nothing to learn is not learned at step 0 but never.
            if ((earlyFusion ? _halfFinal : _halfPlateau)[m] > 1e-12 * largest)
                continue;
            if (earlyFusion)
                LearnedAt[m] = double.PositiveInfinity;
            else
                _halfPlateau[m] = double.PositiveInfinity;
        }

        double[] Halves(Func<int, double> norm) => [.. Enumerable.Range(0, count).Select(m => norm(m) / 2)];
    }

    /// <summary>A norm of a total weight that only a diverging descent reaches.</summary>
    public double Absurd { get; }

    /// <summary>When each modality was learned; infinity for never, null for not yet.</summary>
    public double?[] LearnedAt { get; }

    public bool Complete => Array.TrueForAll(LearnedAt, time => time is not null);

    /// <summary>Whether any open milestone is reached with these norms of the total weights.</summary>
    public bool Reaches(ReadOnlySpan<double> norms)
    {
        for (int m = 0; m < norms.Length; m++)
        {
            if (IsReached(m, norms[m]))
                return true;
        }
        return false;
    }

    /// <summary>The norm at which <paramref name="modality"/> counts as learned, for now.</summary>
    public double Threshold(int modality) => (_firstIsLearned ? _halfFinal : _halfPlateau)[modality];

    /// <summary>Whether <paramref name="modality"/> is still to be learned and has the norm for it.</summary>
    public bool IsReached(int modality, double norm) => LearnedAt[modality] is null && norm >= Threshold(modality);

    /// <summary>Notes that <paramref name="modality"/> is learned. After the first, the others aim at their final weights.</summary>
    public void Note(int modality, double time)
    {
        LearnedAt[modality] = time;
        if (_firstIsLearned)
            return;
        _firstIsLearned = true;
        for (int other = 0; other < LearnedAt.Length; other++)
        {
            if (LearnedAt[other] is null && _task.ResidualSigmaYx(modality, other).FrobeniusNorm() == 0)
                LearnedAt[other] = double.PositiveInfinity;
        }
    }
}
