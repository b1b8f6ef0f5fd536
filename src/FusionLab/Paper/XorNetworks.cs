using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>The networks of all seeds at one point of figure 12.</summary>
/// <param name="IsEarly">Whether the modalities share the first layer.</param>
/// <param name="Variance">The variance of the linear input.</param>
/// <param name="Runs">One network a seed.</param>
internal sealed record XorNetworks(bool IsEarly, double Variance, IReadOnlyList<ToyRun> Runs)
{
    /// <summary>The loss that the XOR contributes: what is left when only the linear modality is learned.</summary>
    public const double XorLoss = 0.5;

    /// <summary>A network with a lower final loss has solved the task: 2 % of what the XOR contributes.</summary>
    public const double SolvedLoss = 0.02 * XorLoss;

    /// <summary>A network with a higher final loss is stuck with the linear modality.</summary>
    public const double StuckLoss = 0.5 * XorLoss;

    private static readonly double NearDiagonal = Math.Cos(10 * Math.PI / 180);

    /// <summary>Networks that have solved the task.</summary>
    public int Solved => Runs.Count(run => run.FinalLoss < SolvedLoss);

    /// <summary>Networks that are stuck.</summary>
    public int Stuck => Runs.Count(run => run.FinalLoss > StuckLoss);

    /// <summary>The loss half-way down the fall to the linear solution.</summary>
    public double HalfWayToLinear => XorLoss + (Variance / 4);

    /// <summary>
    /// The angle in degrees between the first layer and the direction of the linear input, its tangent the ratio of the norms of the
    /// weights for B and for A, at the time when the loss has first fallen half-way to the linear solution; mean over seeds.
    /// </summary>
    public double AngleToLinear => Runs.Average(run =>
    {
        var units = run.At(run.FallsBelow(HalfWayToLinear) ?? run.History[^1].Epoch);
        double linear = units.Feature(0).Sum(w => w * w), xor = units.Inputs.Sum(Square);
        return Math.Atan2(Math.Sqrt(xor), Math.Sqrt(linear)) * 180 / Math.PI;
    });

    /// <summary>The smallest share, over seeds, of the time to the XOR that a network rests at the linear solution.</summary>
    public double ShortestPlateau => Runs.Min(Plateau);

    /// <summary>Networks of several points that something holds for.</summary>
    public static int Count(IEnumerable<XorNetworks> points, Func<XorNetworks, int> number) => points.Sum(number);

    /// <summary>
    /// The share of the first layer's squared weights for B, at the end, within 10° of one of the XOR's four directions (±1, ±1).
    /// </summary>
    public static double DiagonalShare(ToyRun run)
    {
        var last = run.Units[^1];
        double near = last.Inputs.Where(unit => IsDiagonal(unit[1], unit[2])).Sum(Square);
        return near / last.Inputs.Sum(Square);
    }

    /// <summary>The smallest share that one of the four directions has in the squared weights for B, at the end.</summary>
    public static double SmallestDirection(ToyRun run)
    {
        var last = run.Units[^1];
        double all = last.Inputs.Sum(Square);
        return new[] { (1, 1), (1, -1), (-1, 1), (-1, -1) }
            .Min(corner => last.Inputs.Where(unit => corner == (Math.Sign(unit[1]), Math.Sign(unit[2]))).Sum(Square) / all);
    }

    /// <summary>
    /// The share of the time to half of the XOR that the loss spends within 5 % of the linear solution's; 0 where it never gets there.
    /// </summary>
    private static double Plateau(ToyRun run) => run.FallsBelow(StuckLoss) is { } learned
        ? (double)run.History.Count(row => row.Epoch < learned && Math.Abs(row.Loss - XorLoss) < 0.05 * XorLoss)
            / run.History.Count(row => row.Epoch < learned)
        : 0;

    private static bool IsDiagonal(double first, double second) =>
        (Math.Abs(first) + Math.Abs(second)) / Math.Sqrt(2 * ((first * first) + (second * second))) > NearDiagonal;

    private static double Square(double[] unit) => (unit[1] * unit[1]) + (unit[2] * unit[2]);
}
