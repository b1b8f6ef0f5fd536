using System.Globalization;
using System.Xml.Linq;
using FusionLab.Figures;

namespace FusionLab.Tests.Figures;

public class FigureSvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Names => [.. Gallery.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_figure_of_the_gallery_is_valid_xml_with_a_title_and_a_description(string name)
    {
        var root = Parse(Gallery.All[name]);

        Assert.Equal("img", root.Attribute("role")!.Value);
        Assert.NotEmpty(root.Element(Svg + "title")!.Value);
        Assert.NotEmpty(root.Element(Svg + "desc")!.Value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Coordinates_are_finite_and_in_invariant_culture(string name)
    {
        string text = FigureSvg.Render(Gallery.All[name]);

        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", text, StringComparison.Ordinal);
        Assert.All(Parse(Gallery.All[name]).DescendantsAndSelf().SelectMany(e => e.Attributes()).Where(a => a.Name.LocalName is "x" or "y" or "cx" or "cy" or "width" or "height"),
            a => double.Parse(a.Value, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Thirty_five_curves_have_styles_of_their_own()
    {
        var styles = Enumerable.Range(0, 35).Select(SeriesStyle.Pick).ToArray();

        Assert.Equal(35, styles.Select(style => (style.Ink, style.Dash)).Distinct().Count());
        Assert.Equal(35, styles.Select(style => (style.Ink, style.Marker)).Distinct().Count());
        Assert.Equal(styles[0], SeriesStyle.Pick(35) with { Marker = styles[0].Marker });
    }

    [Fact]
    public void Equal_figures_give_equal_text() => Assert.Equal(FigureSvg.Render(Gallery.Ratio()), FigureSvg.Render(Gallery.Ratio()));

    [Theory]
    [InlineData("ratio")]
    [InlineData("phase")]
    [InlineData("pictures")]
    public void A_figure_looks_as_it_did(string name) => Snapshot.Matches($"figures/{name}.svg", FigureSvg.Render(Gallery.All[name]));

    [Fact]
    public void Panels_carry_letters_and_titles()
    {
        var texts = Parse(Gallery.Phase()).Descendants(Svg + "text").Select(text => text.Value).ToList();

        Assert.Contains("(a)", texts);
        Assert.Contains("(b)", texts);
        Assert.Contains("Late fusion", texts);
    }

    [Fact]
    public void A_shared_axis_is_labelled_once() =>
        Assert.Single(Parse(Gallery.Phase()).Descendants(Svg + "text"), text => text.Value == "WBtot");

    [Fact]
    public void Mathematics_becomes_italic_letters_and_shifted_scripts()
    {
        var label = Parse(Gallery.Ratio()).Descendants(Svg + "text").First(text => text.Value.StartsWith("Time ratio", StringComparison.Ordinal));

        Assert.Equal("Time ratio tB/tA", label.Value);
        Assert.Equal(["t", "B", "/", "t", "A"], label.Elements(Svg + "tspan").Select(span => span.Value));
        Assert.Equal("i", label.Elements(Svg + "tspan").First().Attribute("class")!.Value);
    }

    [Fact]
    public void Text_is_escaped()
    {
        var figure = new Figure("<&>", "\"quoted\" & <marked>", [new PlotPanel(new Axis("a < b"), new Axis("c & d"), [new Line([0, 1], [0, 1]) { Label = "x > y" }])]);

        Assert.Equal("<&>", Parse(figure).Element(Svg + "title")!.Value);
    }

    [Fact]
    public void A_panel_without_data_still_draws_its_axes()
    {
        var figure = new Figure("empty", "nothing", [new PlotPanel(new Axis("x"), new Axis("y") { IsLog = true }, [new Line([], [])])]);

        Assert.NotEmpty(Parse(figure).Descendants(Svg + "text"));
    }

    [Fact]
    public void A_line_breaks_where_a_value_is_missing()
    {
        var figure = new Figure("gap", "gap", [new PlotPanel(new Axis("x"), new Axis("y"), [new Line([0, 1, 2, 3, 4], [0, 1, double.NaN, 1, 0])])]);
        string path = Parse(figure).Descendants(Svg + "path").First(p => p.Attribute("class")!.Value == "stroke").Attribute("d")!.Value;

        Assert.Equal(2, path.Count(c => c == 'M'));
    }

    [Fact]
    public void Lines_end_at_the_frame_when_the_axis_is_fixed()
    {
        var figure = new Figure("clip", "clip", [new PlotPanel(new Axis("x") { Min = 0, Max = 1 }, new Axis("y") { Min = 0, Max = 1 }, [new Line([-1, 2], [-1, 2])])]);
        string path = Parse(figure).Descendants(Svg + "path").First(p => p.Attribute("class")!.Value == "stroke").Attribute("d")!.Value;

        Assert.Equal("M0 180L240 0", path);
    }

    [Fact]
    public void Coordinates_of_different_lengths_are_refused()
    {
        var figure = new Figure("wrong", "wrong", [new PlotPanel(new Axis("x"), new Axis("y"), [new Line([0, 1], [0])])]);

        Assert.Contains("same length", Assert.Throws<ArgumentException>(() => FigureSvg.Render(figure)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hundred_thousand_steps_make_a_small_file()
    {
        double[] t = [.. Enumerable.Range(0, 100_000).Select(i => (double)i)];
        var figure = new Figure("long", "long", [new PlotPanel(new Axis("Step"), new Axis("Loss"), [new Line(t, [.. t.Select(x => 1 / (1 + Math.Exp((x - 5e4) / 3e3)))])])]);

        Assert.InRange(FigureSvg.Render(figure).Length, 1_000, 12_000);
    }

    [Fact]
    public void Moving_points_rest_at_their_last_frame_and_move_when_asked()
    {
        Assert.Empty(Parse(Gallery.Moving()).Descendants(Svg + "animate"));
        var moving = XDocument.Parse(FigureSvg.Render(Gallery.Moving(), new SvgOptions { IsAnimated = true })).Descendants(Svg + "animate").ToList();

        Assert.Equal(20, moving.Count);
        Assert.All(moving, one => Assert.Equal(one.Attribute("keyTimes")!.Value.Split(';').Length, one.Attribute("values")!.Value.Split(';').Length));
    }

    [Fact]
    public void A_film_keeps_only_the_frames_at_which_something_changes_its_course()
    {
        double[] times = [.. Enumerable.Range(0, 101).Select(i => (double)i)];
        double[] x = [.. times.Select(t => t < 50 ? 0 : (t - 50) / 50)]; // waits, then moves evenly
        var moving = new MovingPoints(times, [.. x.Select(at => (double[])[at])], [.. times.Select(_ => (double[])[0.5])])
        {
            Value = [.. x.Select(at => (double[])[at])],
        };
        var panel = new PlotPanel(new Axis("x") { Min = 0, Max = 1 }, new Axis("y") { Min = 0, Max = 1 }, [moving]) { Colors = new ColorBar("c", 0, 1) };
        var svg = XDocument.Parse(FigureSvg.Render(new Figure("film", "One point.", [panel]), new SvgOptions { IsAnimated = true }));

        var animations = svg.Descendants(Svg + "animate").ToDictionary(one => one.Attribute("attributeName")!.Value);
        Assert.Equal(["cx", "fill"], animations.Keys.Order()); // it never moves upward
        Assert.Equal("0;0.5;1", animations["cx"].Attribute("keyTimes")!.Value);
        Assert.Equal("0;0;240", animations["cx"].Attribute("values")!.Value);
        Assert.StartsWith("#0060a8;#0060a8;", animations["fill"].Attribute("values")!.Value, StringComparison.Ordinal);
        Assert.EndsWith(";#c24a00", animations["fill"].Attribute("values")!.Value, StringComparison.Ordinal);
    }

    private static XElement Parse(Figure figure) => XDocument.Parse(FigureSvg.Render(figure)).Root!;
}
