using FusionLab.Figures;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>The panels of figure 12.</summary>
internal static class XorPanels
{
    /// <summary>The training loss of all seeds.</summary>
    public static PlotPanel Loss(XorNetworks networks)
    {
        var panel = FirstLoss(networks);
        return panel with
        {
            Series = [.. networks.Runs.Skip(1).Select(run => LossLine(run) with { Ink = InkOf(networks), IsThin = true }), .. panel.Series],
        };
    }

    /// <summary>The training loss of the first seed.</summary>
    public static PlotPanel FirstLoss(XorNetworks networks) => new(
        new Axis("epoch") { Min = 0, Max = networks.Runs[0].History[^1].Epoch }, new Axis("loss") { Min = 0 },
        [
            new ReferenceLine(XorNetworks.XorLoss, IsVertical: false) { Ink = Ink.Muted },
            LossLine(networks.Runs[0]) with { Ink = InkOf(networks) },
        ])
    { Title = $"{(networks.IsEarly ? "Early" : "Late")}, Var($x_A$) = {networks.Variance:G2}" };

    /// <summary>The first layer of the first seed at the end.</summary>
    public static PlotPanel Features(XorNetworks networks)
    {
        var (first, second, linear) = Units(networks, networks.Runs[0].Units[^1]);
        return Panel(networks, new ColoredPoints(first, second, linear));
    }

    /// <summary>The first layer of the first seed while it learns.</summary>
    public static PlotPanel Move(XorNetworks networks, IReadOnlyList<double> times)
    {
        var frames = times.Select(time => Units(networks, networks.Runs[0].At(time))).ToArray();
        return Panel(networks, new MovingPoints(times, [.. frames.Select(frame => frame.First)], [.. frames.Select(frame => frame.Second)])
        {
            Value = [.. frames.Select(frame => frame.Linear)],
        });
    }

    private static PlotPanel Panel(XorNetworks networks, Series units)
    {
        // Early features pass through larger weights than they end with: axes and colours fit all of training.
        var all = networks.Runs[0].Units.Select(moment => Units(networks, moment)).ToArray();
        double reach = RoundUp(1.05 * all.Max(moment => moment.First.Concat(moment.Second).Max(Math.Abs)));
        double strongest = all.Max(moment => moment.Linear.Max(Math.Abs));
        return new PlotPanel(Axis(1), Axis(2), [units])
        {
            Title = "First layer",
            Colors = new ColorBar("$W_A^1$", -strongest, strongest) { Map = ColorMap.Diverging },
        };

        Axis Axis(int input) => new($"$W_{{B{input}}}^1$") { Min = -reach, Max = reach, Ticks = [-reach, 0, reach] };
    }

    /// <summary>The next round number: one digit, so that three ticks do.</summary>
    private static double RoundUp(double value)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return Math.Ceiling(value / unit) * unit;
    }

    private static (double[] First, double[] Second, double[] Linear) Units(XorNetworks networks, HiddenUnits units)
    {
        double[] linear = units.Feature(0), first = units.Feature(1), second = units.Feature(2);
        if (networks.IsEarly)
        {
            return (first, second, linear);
        }

        // Branch A's units come first; the n-th of each branch make one dot.
        int branch = linear.Length / 2;
        return (first[branch..], second[branch..], linear[..branch]);
    }

    private static Line LossLine(ToyRun run) => new([.. run.History.Select(row => row.Epoch)], [.. run.History.Select(row => row.Loss)]);

    private static Ink InkOf(XorNetworks networks) => networks.IsEarly ? Ink.Vermillion : Ink.Blue;
}
