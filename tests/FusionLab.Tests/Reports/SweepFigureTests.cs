using FusionLab.Figures;
using FusionLab.Reports;
using FusionLab.Runs;
using FusionLab.Tests.Runs;

namespace FusionLab.Tests.Reports;

public sealed class SweepFigureTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sweep_over_the_correlation_shows_ratio_and_mis_attribution_with_theory_as_curves()
    {
        var figure = Draw("toy_sweep", "seeds=1");

        string[] names = [.. figure.Panels.Cast<PlotPanel>().Select(panel => panel.Y.Label)];
        Assert.Equal(["Time ratio", "Mis-attribution"], names);
        var ratio = (PlotPanel)figure.Panels[0];
        Assert.Equal("Correlation $ρ$", ratio.X.Label);
        Assert.Contains("$σ_A$ = 2", ratio.Series.Select(series => series.Label));
        Assert.All(ratio.Series.OfType<Line>(), line => Assert.Equal(81, line.X.Count)); // not between the points alone
        var between = ((PlotPanel)figure.Panels[1]).Series.OfType<Line>().First(line => line.Label == "$σ_A$ = 2");
        Assert.All(between.X.Zip(between.Y), point => Assert.Equal(point.First / 2, point.Second, 6)); // ρ σ_B/σ_A
    }

    [Fact]
    public void A_sweep_of_few_points_shows_their_losses_and_whole_numbers_as_ticks()
    {
        var figure = Draw("depth_single");

        var (ratio, loss) = ((PlotPanel)figure.Panels[0], (PlotPanel)figure.Panels[^1]);
        Assert.Equal("Fusion depth $L_f$", ratio.X.Label);
        Assert.Equal([1, 2, 3, 4], ratio.X.Ticks);
        Assert.Equal("Training loss", loss.Y.Label);
        Assert.Equal(["$L_f$ = 1", "$L_f$ = 2", "$L_f$ = 3", "$L_f$ = 4"], loss.Series.Select(series => series.Label));
        Assert.All(loss.Series.OfType<Line>(), line => Assert.True(line.Y[^1] < line.Y[0] / 10));
    }

    [Fact]
    public void Values_that_span_decades_stand_on_a_logarithmic_axis_under_ones_own_name()
    {
        var run = Simulate("init_sweep", "seeds=1", """sweep={"network.init.scale":[0.01,0.03,0.1]}""");

        var panel = (PlotPanel)RunFigures.Draw(run, "x", settings: new SettingNames(new Dictionary<string, string> { ["network.init.scale"] = "Scale" }))!.Panels[0];

        Assert.True(panel.X.IsLog);
        Assert.Equal("Scale", panel.X.Label);
    }

    [Fact]
    public void A_sweep_over_words_shows_bounds_and_scores_each_above_its_word()
    {
        Directory.CreateDirectory(_folder.At("words"));
        File.WriteAllText(_folder.At("words/summary.json"), """
            { "name": "words", "points": [
                { "values": { "train.remedy": { "kind": "none" } }, "timeRatio": { "mean": null, "std": null, "n": 0, "unlearned": 2 },
                  "neverLearned": { "replicas": { "b": 2 }, "timeRatioAtLeast": 12 },
                  "accuracy": { "mean": 0.9, "std": 0.01, "n": 2, "unlearned": 0 },
                  "unimodal": { "a": { "mean": 0.88, "std": 0.01, "n": 2, "unlearned": 0 }, "b": { "mean": 0.2, "std": 0.02, "n": 2, "unlearned": 0 } } },
                { "values": { "train.remedy": { "kind": "ogmGe", "alpha": 0.5 } }, "timeRatio": { "mean": 4, "std": 0.5, "n": 2, "unlearned": 0 },
                  "accuracy": { "mean": 0.92, "std": 0.01, "n": 2, "unlearned": 0 },
                  "unimodal": { "a": { "mean": 0.86, "std": 0.01, "n": 2, "unlearned": 0 }, "b": { "mean": 0.6, "std": 0.02, "n": 2, "unlearned": 0 } } } ] }
            """);

        var figure = RunFigures.Draw(RunFiles.Read(_folder.At("words")), "words")!;

        var (ratio, scores) = ((PlotPanel)figure.Panels[0], (PlotPanel)figure.Panels[1]);
        Assert.Equal(["none", "ogmGe"], ratio.X.TickLabels);
        Assert.Equal([([0.0], [12.0]), ([1.0], [4.0])], ratio.Series.Cast<Points>().Select(points => (points.X.ToArray(), points.Y.ToArray())));
        Assert.Equal(["all modalities", "A alone", "B alone"], scores.Series.Select(series => series.Label));
        Assert.Equal([20.0, 60.0], ((Points)scores.Series[2]).Y.Select(y => Math.Round(y, 6)));
        Assert.EndsWith("; triangles are lower bounds, where a modality was never learned.", figure.Description);
    }

    [Fact]
    public void Words_that_would_run_into_each_other_stand_in_rows()
    {
        Panel panel = new PlotPanel(
            new Axis("Remedy") { Ticks = [0, 1, 2], TickLabels = ["unimodalLosses", "modalityDropout", "none"], Min = -0.5, Max = 2.5 },
            new Axis("Ratio"), [new Points([0, 1, 2], [1, 2, 3])]);

        double[] wide = Rows(300), narrow = Rows(120);

        Assert.Single(wide.Distinct());
        Assert.Equal([0, 12, 0], narrow.Select(y => y - narrow[0]));

        double[] Rows(double width) => [.. System.Text.RegularExpressions.Regex.Matches(
            FigureSvg.Render(new Figure("x", "x", [panel]) { PanelWidth = width }), """<text[^>]* y="([\d.]+)"[^>]*>(?:unimodalLosses|modalityDropout|none)<""")
            .Select(match => double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];
    }

    [Fact]
    public void A_figure_is_laid_out_for_the_width_of_a_column()
    {
        var narrow = FigureSvg.FitWidth(Draw("depth_single"), 321.3);

        string svg = FigureSvg.Render(narrow);
        Assert.Equal(1, narrow.Columns);
        Assert.Contains("width=\"321.3\"", svg);
    }

    private Figure Draw(string config, params string[] assignments) => RunFigures.Draw(Simulate(config, assignments), config)!;

    private RunFiles Simulate(string config, params string[] assignments)
    {
        var run = SimulateRun.Run(PaperConfigs.Load(config, assignments), new RunOptions { Out = _folder.At("run") });
        return RunFiles.Read(run.Folder!.Path);
    }
}
