using FusionLab.Paper;

namespace FusionLab.Tests.Paper;

public class Figure12Tests
{
    private static readonly double[][] Perpendicular = [[0, 1, 1], [0, 1, -1], [0, -1, 1], [0, -1, -1]];

    [Fact]
    public void Features_along_the_four_diagonals_are_xor_features()
    {
        var run = Run([1, 0.5, 0.001], Perpendicular);

        Assert.Equal(1, XorNetworks.DiagonalShare(run), 1e-12);
        Assert.Equal(0.25, XorNetworks.SmallestDirection(run), 1e-12);
    }

    [Fact]
    public void Features_along_an_axis_are_not()
    {
        var run = Run([1, 0.5, 0.001], [.. Perpendicular, [0, Math.Sqrt(8), 0]]);

        Assert.Equal(0.5, XorNetworks.DiagonalShare(run), 1e-12); // half of the squared weights
        Assert.Equal(0.125, XorNetworks.SmallestDirection(run), 1e-12);
    }

    [Fact]
    public void Networks_are_solved_stuck_or_neither()
    {
        double[] finalLosses = [0.009, 0.1, 0.49];
        var networks = new XorNetworks(IsEarly: true, 1, [.. finalLosses.Select(loss => Run([1, loss], Perpendicular))]);

        Assert.Equal((1, 1), (networks.Solved, networks.Stuck));
    }

    [Fact]
    public void The_angle_is_measured_at_the_first_transition()
    {
        // At variance 1 the loss starts at 1 and is half-way to 0.5 below 0.75: after step 2.
        var networks = new XorNetworks(IsEarly: true, 1, [Run([1, 0.9, 0.7, 0.5], [[9, 0, 0]], [[9, 0, 0]], [[1, 0.6, 0.8]], [[9, 0, 0]])]);

        Assert.Equal(45, networks.AngleToLinear, 1e-9);
    }

    [Fact]
    public void A_plateau_is_time_at_the_loss_of_the_linear_modality()
    {
        var rests = Run([1, 0.5, 0.51, 0.49, 0.1], Perpendicular);
        var passes = Run([1, 0.8, 0.6, 0.4, 0.1], Perpendicular);

        Assert.Equal(0.75, new XorNetworks(IsEarly: false, 1, [rests]).ShortestPlateau, 1e-12);
        Assert.Equal(0, new XorNetworks(IsEarly: false, 1, [rests, passes]).ShortestPlateau);
    }

    /// <summary>A run with one loss an epoch; the last units given are those of the last epoch.</summary>
    private static ToyRun Run(double[] losses, params double[][][] units) => new(
        1,
        [.. losses.Select((loss, epoch) => new Evaluation(1, 1, epoch, epoch, 0.04, loss, null, []))],
        [.. units.Select((unit, i) => new HiddenUnits(losses.Length - units.Length + i, unit, [.. unit.Select(_ => 1.0)]))]);
}
