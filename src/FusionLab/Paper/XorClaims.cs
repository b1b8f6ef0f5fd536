using FusionLab.Runs;
namespace FusionLab.Paper;

/// <summary>What the paper says about figure 12, with its numbers.</summary>
internal static class XorClaims
{
    /// <summary>Checks every statement.</summary>
    /// <param name="early">Early fusion at each variance, ascending.</param>
    /// <param name="late">Late fusion at the same variances.</param>
    public static IReadOnlyList<PaperClaim> Check(IReadOnlyList<XorNetworks> early, IReadOnlyList<XorNetworks> late)
    {
        int all = XorNetworks.Count(late, one => one.Runs.Count);
        int solved = XorNetworks.Count(late, one => one.Solved);
        int stuck = XorNetworks.Count(early, one => one.Stuck), unsolved = all - XorNetworks.Count(early, one => one.Solved);
        double worst = late.Max(one => one.Runs.Max(run => run.FinalLoss));
        double diagonal = Smallest(XorNetworks.DiagonalShare), direction = Smallest(XorNetworks.SmallestDirection);
        double[] plateaus = [.. late.Select(one => one.ShortestPlateau)];
        double earlyDiagonal = early.Min(one => one.Runs.Min(XorNetworks.DiagonalShare));
        double[] angles = [.. early.Select(one => one.AngleToLinear)];
        bool moreWithVariance = early[^1].Stuck > 0 && early.Zip(early.Skip(1)).All(pair => pair.First.Stuck <= pair.Second.Stuck);
        return
        [
            PaperClaim.Check("Late fusion always solves the task.", solved == all, solved,
                $"{solved} of {all} networks end with a loss below {XorNetworks.SolvedLoss:G2}; largest {worst:G2}"),
            PaperClaim.Check("Late fusion forms the four perpendicular XOR features.", diagonal > 0.95 && direction > 0.05, diagonal,
                $"at least {100 * diagonal:F1} % of the squared weights for B within 10° of the diagonals, at least {100 * direction:F0} % "
                + "on each"),
            PaperClaim.Check("Early fusion does not form them consistently.", earlyDiagonal < 0.95, earlyDiagonal,
                $"down to {100 * earlyDiagonal:F1} % within 10° of the diagonals"),
            PaperClaim.Check("Early fusion can fail.", stuck > 0, stuck,
                $"{stuck} of {all} networks end with more than half of the XOR's loss, {unsolved} do not solve the task"),
            PaperClaim.Check("It fails where the variance of $x_A$ is large.", moreWithVariance, early[^1].Stuck,
                $"stuck: {Each(early, [.. early.Select(one => (double)one.Stuck)], count => $"{count} of {early[0].Runs.Count}")}"),
            PaperClaim.Check("The larger the variance, the closer early features come to the linear direction.",
                angles.Zip(angles.Skip(1)).All(pair => pair.First > pair.Second), angles[^1],
                $"angle at the first transition: {Each(early, angles, angle => $"{angle:G2}°")}"),
            PaperClaim.Check("Late fusion learns in two transitions, one for each modality.", plateaus.Min() > 0.1, plateaus.Min(),
                "share of the time to the XOR that the loss rests at that of the linear modality, 10 % wanted: "
                + $"{Each(late, plateaus, share => $"{100 * share:F0} %")}; the smaller the variance, the closer the transitions"),
        ];

        string Each(IReadOnlyList<XorNetworks> points, double[] values, Func<double, string> write) =>
            string.Join(", ", points.Zip(values, (one, value) => $"{write(value)} at variance {one.Variance:G2}"));

        double Smallest(Func<ToyRun, double> measure) => late.Min(one => one.Runs.Min(measure));
    }
}
