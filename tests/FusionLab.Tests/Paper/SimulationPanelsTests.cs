using FusionLab.Figures;
using FusionLab.Paper;

namespace FusionLab.Tests.Paper;

public class SimulationPanelsTests
{
    private static readonly Line Rising = new([0, 10, 40], [0, 1, 1]);

    [Fact]
    public void A_dot_travels_along_every_curve()
    {
        var panel = new PlotPanel(new Axis("epoch"), new Axis("loss"), [new ReferenceLine(1, IsVertical: false), Rising]);

        var film = Film.MoveOverTime(panel, Film.Times(until: 20, frames: 5));

        var dot = Assert.IsType<MovingPoints>(film.Series[^1]);
        Assert.Equal(3, film.Series.Count);
        Assert.Equal([0, 5, 10, 15, 20], dot.Times);
        Assert.Equal([0, 0.5, 1, 1, 1], dot.Y.Select(frame => frame[0]));
    }

    [Fact]
    public void A_run_that_has_ended_rests_at_its_end()
    {
        var panel = new PlotPanel(new Axis("A"), new Axis("B"), []);

        var film = Film.MoveInPlane(panel, Rising, new Line([0, 4], [2, 3]), Film.Times(until: 20, frames: 3));

        var dot = Assert.IsType<MovingPoints>(film.Series[^1]);
        Assert.Equal([0, 1, 1], dot.X.Select(frame => frame[0]));
        Assert.Equal([2, 3, 3], dot.Y.Select(frame => frame[0]));
    }
}
