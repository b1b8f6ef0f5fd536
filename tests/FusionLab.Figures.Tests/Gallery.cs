using FusionLab.Figures;

namespace FusionLab.Tests.Figures;

/// <summary>One example of every kind of figure the paper needs, from closed forms.</summary>
internal static class Gallery
{
    public static IReadOnlyDictionary<string, Figure> All { get; } = new Dictionary<string, Figure>
    {
        ["ratio"] = Ratio(),
        ["curves"] = Curves(),
        ["phase"] = Phase(),
        ["regions"] = Regions(),
        ["features"] = Features(),
        ["pictures"] = Pictures(),
        ["moving"] = Moving(),
        ["markers"] = Markers(),
    };

    public static Figure Ratio()
    {
        double[] rho = [.. Grid(-0.9, 0.9, 9)], fine = [.. Grid(-0.93, 0.93, 80)];
        var series = new List<Series>();
        double[] ratios = [3, 2, 1.5];
        for (int i = 0; i < ratios.Length; i++)
        {
            double sigma = ratios[i];
            var style = SeriesStyle.Pick(i);
            series.Add(new Line(fine, [.. fine.Select(r => Theory(sigma, r))]) { Ink = style.Ink, Dash = Dash.Dashed, Label = $"$σ_A/σ_B$ = {sigma}" });
            series.Add(new Points(rho, [.. rho.Select(r => Theory(sigma, r) * 1.01)])
            { Ink = style.Ink, Marker = style.Marker, Spread = [.. rho.Select(r => 0.05 * Theory(sigma, r))], Label = $"$σ_A/σ_B$ = {sigma}" });
        }

        return new Figure("Time ratio over correlation", "The ratio grows with the size of the correlation.",
            [new PlotPanel(new Axis("Correlation $ρ$"), new Axis("Time ratio $t_B/t_A$") { IsLog = true }, series),
             new PlotPanel(new Axis("Correlation $ρ$"), new Axis("Mis-attribution $W_A^{tot} - w_A^*$"),
                [new ReferenceLine(0, IsVertical: false), .. ratios.Select((sigma, i) => new Line(rho, [.. rho.Select(r => r / sigma)])
                { Ink = SeriesStyle.Pick(i).Ink, Dash = SeriesStyle.Pick(i).Dash, Label = $"$σ_A/σ_B$ = {sigma}" })])])
        { Note = "Circles: simulation, mean ± s.d. over five seeds. Dashed: theory." };

        static double Theory(double sigma, double r) => 1 + (((sigma * sigma) - 1) / (1 - (r * r)));
    }

    public static Figure Curves()
    {
        double[] t = [.. Grid(0, 500, 200)];
        double[] loss = [.. t.Select(x => (2 / (1 + Math.Exp((x - 126) / 12))) + (0.5 / (1 + Math.Exp((x - 380) / 15))) + 1e-4)];
        return new Figure("Two-layer late fusion", "The loss falls in two steps.",
            [new PlotPanel(new Axis("Epoch"), new Axis("Loss") { IsLog = true },
                [new Band(t, [.. loss.Select(l => l * 0.7)], [.. loss.Select(l => l * 1.4)]) { Ink = Ink.Blue, Label = "late fusion" },
                 new Line(t, loss) { Ink = Ink.Blue, Label = "late fusion" },
                 new ReferenceLine(0.5, IsVertical: false) { Ink = Ink.Muted, Text = "loss at $M_A$" }]),
             new PlotPanel(new Axis("Epoch"), new Axis("Total weights"),
                [Sigmoid(126, 12, 0, "$W_A^{tot}$"), Sigmoid(380, 15, 1, "$W_B^{tot}$"),
                 new ReferenceLine(126, IsVertical: true) { Ink = Ink.Muted, Text = "$t_A$" },
                 new ReferenceLine(380, IsVertical: true) { Ink = Ink.Muted, Text = "$t_B$" }])]);

        Line Sigmoid(double at, double width, int i, string label) => new(t, [.. t.Select(x => 1 / (1 + Math.Exp((at - x) / width)))])
        { Ink = SeriesStyle.Pick(i).Ink, Dash = SeriesStyle.Pick(i).Dash, Label = label };
    }

    public static Figure Phase()
    {
        var grid = (from x in Grid(-0.2, 1.2, 13) from y in Grid(-0.2, 1.2, 13) select (x, y)).ToArray();
        double[] t = [.. Grid(-9, 9, 60)];
        double[] a = [.. t.Select(s => 1 / (1 + Math.Exp(-4 * s - 12)))], b = [.. t.Select(s => 1 / (1 + Math.Exp(-2 * s + 4)))];
        Panel Portrait(string title) => new PlotPanel(
            new Axis("$W_A^{tot}$") { Min = -0.2, Max = 1.2 }, new Axis("$W_B^{tot}$") { Min = -0.2, Max = 1.2 },
            [new VectorField([.. grid.Select(p => p.x)], [.. grid.Select(p => p.y)], [.. grid.Select(p => 4 * p.x * (1 - p.x))], [.. grid.Select(p => p.y * (1 - p.y))])
            { Ink = Ink.Muted },
             new Line([1, 1], [-0.2, 1.2]) { Ink = Ink.Green, Dash = Dash.Dashed, Label = "manifold" },
             new Line(a, b) { Ink = Ink.Vermillion, HasArrow = true, Label = "trajectory" },
             new Points([0, 1, 0], [0, 0, 1]) { Marker = Marker.Cross, Label = "saddle" },
             new Points([1], [1]) { Marker = Marker.Star, Label = "solution" },
             new TextMark(0, 0, "$M_0$") { OffsetX = -12, OffsetY = 10 }, new TextMark(1, 0, "$M_A$") { OffsetX = 14, OffsetY = 10 }])
        { Title = title };
        return new Figure("Phase portraits", "The trajectory passes the saddle.", [Portrait("Early fusion"), Portrait("Late fusion")]) { PanelWidth = 220, PanelHeight = 220, ShareY = true };
    }

    public static Figure Regions()
    {
        double[] s = [.. Grid(1, 4, 60)];
        return new Figure("Superficial preference", "Regions II and III lie between the boundaries.",
            [new PlotPanel(new Axis("$σ_A/σ_B$") { Min = 1, Max = 4 }, new Axis("$w_A^*/w_B^*$") { Min = 0, Max = 2 },
                [new Region([.. s, .. s.Reverse()], [.. s.Select(x => 1 / x), .. s.Reverse().Select(x => 1 / (x * x))]) { Ink = Ink.Orange },
                 new Region([.. s, 4, 1], [.. s.Select(x => 1 / (x * x)), 0, 0]) { Ink = Ink.Blue },
                 new Line(s, [.. s.Select(x => 1 / x)]) { Label = "prefers A above" },
                 new Line(s, [.. s.Select(x => 1 / (x * x))]) { Dash = Dash.Dashed, Label = "A contributes more above" },
                 new TextMark(2.5, 1.3, "I"), new TextMark(1.9, 0.4, "II"), new TextMark(1.5, 0.15, "III")])]);
    }

    public static Figure Features()
    {
        double[] angle = [.. Enumerable.Range(0, 100).Select(i => i * 2.399963)];
        double[] radius = [.. Enumerable.Range(0, 100).Select(i => Math.Sqrt(i) * 0.02)];
        double[] x = [.. angle.Zip(radius, (a, r) => r * Math.Cos(a))], y = [.. angle.Zip(radius, (a, r) => r * Math.Sin(a))];
        return new Figure("First-layer features", "Features spread evenly.",
            [new PlotPanel(new Axis("Weight on $x_1$"), new Axis("Weight on $x_2$"), [new ColoredPoints(x, y, [.. x.Select(v => v * 5)])])
            { Colors = new ColorBar("Readout weight", -1, 1), Title = "At the end" },
             new PlotPanel(new Axis("Weight on $x_1$"), new Axis("Weight on $x_2$"), [new ColoredPoints(x, y, radius)])
            { Colors = new ColorBar("Norm", -0.2, 0.2), Title = "Norm" }])
        { PanelWidth = 190, PanelHeight = 190 };
    }

    public static Figure Pictures() => new("Noisy digits", "Three pairs of pictures.",
        [Pair("B corrupted"), Pair("A corrupted"), Pair("neither")])
    { PanelWidth = 150 };

    public static Figure Moving()
    {
        double[] times = [.. Grid(0, 300, 31)];
        return new Figure("Features moving", "Ten features leave the origin.",
            [new PlotPanel(new Axis("$W_A$"), new Axis("$W_B$"),
                [new MovingPoints(times, [.. times.Select(t => Ray(t, Math.Cos))], [.. times.Select(t => Ray(t, Math.Sin))]) { Ink = Ink.Blue, Label = "feature" }])]);

        static IReadOnlyList<double> Ray(double t, Func<double, double> part) =>
            [.. Enumerable.Range(0, 10).Select(i => t / 300 * (1 + (0.1 * i)) * part((0.6 * i) + (t / 600)))];
    }

    public static Figure Markers()
    {
        double[] x = [.. Grid(0, 10, 6)];
        return new Figure("All styles", "Seven curves.",
            [new PlotPanel(new Axis("Epoch"), new Axis("Value") { Max = 200000 }, [.. Enumerable.Range(0, 7).SelectMany(i => new Series[]
            {
                new Line(x, [.. x.Select(v => (v * v * 500) + (i * 9000))]) { Ink = SeriesStyle.Pick(i).Ink, Dash = SeriesStyle.Pick(i).Dash, Label = $"curve {i + 1}" },
                new Points(x, [.. x.Select(v => (v * v * 500) + (i * 9000))]) { Ink = SeriesStyle.Pick(i).Ink, Marker = SeriesStyle.Pick(i).Marker, Label = $"curve {i + 1}" },
            })])])
        { PanelWidth = 380, PanelHeight = 240, ShowTitle = true };
    }

    private static ImagePanel Pair(string title) => new(
        [new Picture([.. Enumerable.Range(0, 784).Select(i => Math.Sin(i / 28 * 0.4) * Math.Cos(i % 28 * 0.3))], 28, 28),
         new Picture([.. Enumerable.Range(0, 784).Select(i => i * 2654435761 % 1000 / 1000.0)], 28, 28)], 2)
    { Title = title };

    private static IEnumerable<double> Grid(double from, double to, int count) =>
        Enumerable.Range(0, count).Select(i => from + (i * (to - from) / (count - 1)));
}
