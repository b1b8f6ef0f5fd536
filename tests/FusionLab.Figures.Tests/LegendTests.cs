using FusionLab.Figures;

namespace FusionLab.Tests.Figures;

public class LegendTests
{
    [Fact]
    public void A_legend_never_covers_data()
    {
        int inside = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            var layout = Arrange(RandomPanel(new Random(seed)));
            if (layout.LegendBounds is { } legend)
            {
                inside++;
                Assert.DoesNotContain(layout.Obstacles(), obstacle => obstacle.Touches(legend));
            }
        }

        Assert.InRange(inside, 50, 299); // the panels are such that both cases occur
    }

    [Fact]
    public void A_legend_takes_a_free_corner()
    {
        var layout = Arrange(new PlotPanel(new Axis("x"), new Axis("y"), [new Line([0, 1], [0, 1]) { Label = "rising" }]));

        Assert.Equal(4, layout.LegendBounds!.Value.Left, 6);
        Assert.Equal(4, layout.LegendBounds!.Value.Top, 6);
    }

    [Fact]
    public void A_legend_without_a_free_place_stands_above_the_panel()
    {
        double[] zigzag = [.. Enumerable.Range(0, 400).Select(i => (double)(i % 2))];
        var layout = Arrange(new PlotPanel(new Axis("x"), new Axis("y"), [new Line([.. Enumerable.Range(0, 400).Select(i => (double)i)], zigzag) { Label = "everywhere" }]));

        Assert.Null(layout.LegendBounds);
        Assert.True(layout.Margins.Top > 15);
    }

    [Fact]
    public void Series_with_one_label_share_one_entry()
    {
        var legend = new Legend([
            new Line([0, 1], [0, 1]) { Label = "ours" }, new Points([0, 1], [0, 1]) { Label = "ours" }, new Line([0, 1], [1, 0]), new Line([0, 1], [1, 0]) { Label = "paper" }]);

        Assert.Equal(["ours", "paper"], legend.Texts);
    }

    private static PlotLayout Arrange(PlotPanel panel) => new(panel, new PanelFrame(
        new Figure("test", "test", [panel]), SvgOptions.Default, new Extent([]), new PanelHeading(null, null), IsLeftmost: true, IsLowest: true));

    private static PlotPanel RandomPanel(Random random)
    {
        var series = Enumerable.Range(0, random.Next(1, 5)).Select(Series (i) =>
        {
            int count = random.Next(2, 40);
            double[] x = [.. Enumerable.Range(0, count).Select(k => k + random.NextDouble())], y = new double[count];
            for (int k = 1; k < count; k++)
            {
                y[k] = y[k - 1] + random.NextDouble() - 0.4;
            }

            string label = new('m', random.Next(1, 20));
            return random.Next(4) switch
            {
                0 => new Line(x, y) { Label = label },
                1 => new Points(x, y) { Label = label, Spread = [.. y.Select(_ => random.NextDouble())] },
                2 => new Band(x, [.. y.Select(v => v - 0.5)], [.. y.Select(v => v + 0.5)]) { Label = label },
                _ => new Line([.. y], x) { Label = label, HasArrow = true },
            };
        });
        return new PlotPanel(new Axis("x"), new Axis("y"), [.. series, new ReferenceLine(random.NextDouble(), random.Next(2) == 0)]);
    }
}
