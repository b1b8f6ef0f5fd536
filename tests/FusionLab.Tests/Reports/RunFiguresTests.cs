using FusionLab.Figures;
using FusionLab.Reports;

namespace FusionLab.Tests.Reports;

public class RunFiguresTests
{
    [Fact]
    public void Every_replica_is_marked_where_its_curve_crosses_the_threshold()
    {
        var accuracy = (PlotPanel)RunFigures.DrawTraining("run", ["a", "b"], SampleHistories.Run(3)).Panels[1];
        var marks = accuracy.Series.OfType<Points>().ToList();

        Assert.Equal(["A alone", "B alone"], marks.Select(points => points.Label));
        Assert.All(marks, points => Assert.Equal([50, 50, 50], points.Y));
        Assert.All(marks[0].X.Zip(marks[1].X), pair => Assert.True(pair.First < pair.Second));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Coordinates_are_finite_and_the_picture_is_xml(int replicas)
    {
        string svg = FigureSvg.Render(RunFigures.DrawTraining("run", ["a", "b"], SampleHistories.Run(replicas), note: "Synthetic digits."));

        Assert.NotNull(System.Xml.Linq.XDocument.Parse(svg).Root);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Modalities_of_one_letter_are_named_as_in_the_paper_and_others_as_their_owner_does()
    {
        var accuracy = (PlotPanel)RunFigures.DrawTraining("run", ["a", "smell"], SampleHistories.Run(3)).Panels[1];

        Assert.Equal(["A alone", "smell alone"], accuracy.Series.OfType<Points>().Select(points => points.Label));
    }

    [Fact]
    public void The_mean_ends_where_the_first_replica_leaves()
    {
        var history = SampleHistories.Run(3); // replica 3 has 27 evaluations, replica 1 has 29

        var mean = ((PlotPanel)RunFigures.DrawTraining("run", ["a", "b"], history).Panels[0]).Series.OfType<Line>().Single(line => !line.IsThin);

        Assert.Equal(27, mean.X.Count);
        Assert.Equal(history.Where(row => row.Epoch == 10).Average(row => row.Loss), mean.Y[10], 12);
    }

    [Fact]
    public void The_band_is_one_sample_standard_deviation_wide()
    {
        var bundle = CurveBundle.Draw([new Curve([0, 1], [1, 2]), new Curve([0, 1], [3, 2]), new Curve([0, 1], [5, 2])], "ours", SeriesStyle.Pick(0));
        var band = bundle.OfType<Band>().Single();

        Assert.Equal([1, 2], band.Low);
        Assert.Equal([5, 2], band.High);
    }

    [Fact]
    public void A_modality_that_is_never_learned_is_said_to_be_so()
    {
        var figure = RunFigures.DrawTraining("run", ["a", "b"], [.. SampleHistories.Run(1).Take(8)]);

        Assert.Contains("B alone never reaches the threshold.", figure.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Regression_without_accuracy_shows_the_loss_alone()
    {
        var history = SampleHistories.Run(2).Select(row => row with { Accuracy = null, Unimodal = [] }).ToList();

        Assert.Single(RunFigures.DrawTraining("run", [], history).Panels);
    }

    [Fact]
    public void A_run_without_evaluations_is_refused() => Assert.Throws<ArgumentException>(() => RunFigures.DrawTraining("run", ["a"], []));
}
