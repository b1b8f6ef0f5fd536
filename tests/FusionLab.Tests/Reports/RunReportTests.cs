using FusionLab.Figures;
using FusionLab.Reports;

namespace FusionLab.Tests.Reports;

public sealed class RunReportTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("fusionlab-report-").FullName;

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void The_files_of_a_run_are_read_back_as_they_were_written()
    {
        var run = RunFiles.Read(SampleRun.Write(_parent, "late"));
        var expected = SampleHistories.Run(3);

        Assert.Equal("late", run.Name);
        Assert.Equal(["a", "b"], run.Modalities);
        Assert.Empty(run.Missing);
        Assert.Equal((5.0, 0.5), run.SecondsPerEpoch);
        Assert.Equal(expected.Select(row => row with { Unimodal = [] }), run.History.Select(row => row with { Unimodal = [] }));
        Assert.Equal(expected.SelectMany(row => row.Unimodal), run.History.SelectMany(row => row.Unimodal));
    }

    [Fact]
    public void A_report_tells_what_was_run_on_what_and_how_long()
    {
        var report = RunReport.Build(RunFiles.Read(SampleRun.Write(_parent, "late")));
        var facts = report.Sections.SelectMany(section => section.Facts).ToDictionary(fact => fact.Name, fact => fact.Value);

        Assert.Equal("noisyMnist, mlp, depth $L$ = 5, fusion depth $L_f$ = 5", report.Subtitle);
        Assert.Equal("MNIST, mnist", facts["Data"]);
        Assert.Equal("cpu", facts["Device"]);
        Assert.Equal("10 min 15 s", facts["Duration"]);
        Assert.Equal("2026-11-28 13:34 +00:00", facts["Started"]);
        Assert.Equal("2.10.0", facts["libtorch"]);
        Assert.Equal("0.1.0+89b9df7", facts["FusionLab"]);
        Assert.Equal("2", facts["Threads"]);
        Assert.Contains("config.json", report.Sections[0].Command, StringComparison.Ordinal);
    }

    [Fact]
    public void Curves_are_marked_at_the_threshold_of_the_run()
    {
        string folder = SampleRun.Write(_parent, "late");
        string config = Path.Combine(folder, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"learningRate\"", "\"threshold\": 0.7, \"learningRate\"", StringComparison.Ordinal));

        var figure = RunReport.Build(RunFiles.Read(folder)).Sections[0].Figures[0];

        Assert.Contains("A alone reaches 70 % after", figure.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void The_result_stands_beside_the_published_value()
    {
        var table = RunReport.Build(RunFiles.Read(SampleRun.Write(_parent, "late"))).Sections[0].Tables[0];

        Assert.Equal(["7.29 ± 0.09", "4.38 ± 0.18", "6.38 ± 1.12"], table.Rows.Select(row => row[1].Text));
    }

    [Fact]
    public void A_replica_that_never_learned_says_so_and_has_a_bound()
    {
        var report = RunReport.Build(RunFiles.Read(SampleRun.Write(_parent, "late")));

        Assert.Equal(["3", "2.45", "never", "A", "> 11"], report.Sections[0].Tables[1].Rows[2].Take(5).Select(cell => cell.Text));
        Assert.Equal("> 11 (B never, 1 of 3)", report.Sections[0].Tables[0].Rows[0][3].Text);
    }

    [Fact]
    public void The_findings_stand_on_top()
    {
        string page = HtmlReport.Render(RunReport.Build(RunFiles.Read(SampleRun.Write(_parent, "late"))));

        Assert.InRange(page.IndexOf("B was never learned (1 of 3 seeds)", StringComparison.Ordinal), 0, page.IndexOf("<h2>", StringComparison.Ordinal));
    }

    [Fact]
    public void Synthetic_data_is_the_first_thing_a_reader_sees()
    {
        var report = RunReport.Build(RunFiles.Read(SampleRun.Write(_parent, "quick", source: "synthetic")));

        Assert.StartsWith("Synthetic digits", report.Warnings[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("environment.json")]
    [InlineData("timing.csv")]
    [InlineData("summary.json")]
    [InlineData("metrics.csv")]
    public void A_missing_file_is_named_and_the_rest_is_reported(string file)
    {
        string folder = SampleRun.Write(_parent, "late");
        File.Delete(Path.Combine(folder, file));

        var run = RunFiles.Read(folder);

        Assert.Contains(run.Missing, sentence => sentence.StartsWith(file + " is missing", StringComparison.Ordinal));
        Assert.Contains("<h2>Result</h2>", HtmlReport.Render(RunReport.Build(run)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_summary_and_a_cut_off_row_do_not_stop_the_report()
    {
        string folder = SampleRun.Write(_parent, "late");
        File.WriteAllText(Path.Combine(folder, "summary.json"), "{ \"name\": ");
        File.AppendAllText(Path.Combine(folder, "metrics.csv"), "3,3,29,17");

        var run = RunFiles.Read(folder);

        Assert.Contains(run.Missing, sentence => sentence.StartsWith("summary.json is not valid JSON", StringComparison.Ordinal));
        Assert.Equal(SampleHistories.Run(3).Count, run.History.Count);
    }

    [Fact]
    public void A_folder_that_is_no_run_is_refused_with_a_sentence()
    {
        Assert.Contains("There is no run folder", Assert.Throws<DataException>(() => RunFiles.Read(Path.Combine(_parent, "none"))).Message, StringComparison.Ordinal);
        Assert.Contains("nothing to report", Assert.Throws<DataException>(() => RunFiles.Read(_parent)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_linear_run_shows_its_total_weights()
    {
        string folder = SampleRun.Write(_parent, "linear");
        File.WriteAllText(Path.Combine(folder, "metrics.csv"),
            "replica,seed,epoch,step,learning_rate,loss,weight_a,weight_b,generalization_error\n1,1,0,0,0.04,2.5,0,0,2.5\n1,1,100,100,0.04,0.5,1,0.01,0.5\n");

        var figure = Assert.Single(RunReport.Build(RunFiles.Read(folder)).Sections[0].Figures);

        Assert.Equal(["training loss", "generalization error"], ((PlotPanel)figure.Panels[0]).Series.Select(series => series.Label!));
        Assert.Equal(["$W_{A}^{tot}$", "$W_{B}^{tot}$"], ((PlotPanel)figure.Panels[1]).Series.Select(series => series.Label!));
    }

    [Fact]
    public void Replicas_recorded_at_different_times_have_a_mean_to_the_end()
    {
        string folder = SampleRun.Write(_parent, "linear");
        File.WriteAllText(Path.Combine(folder, "metrics.csv"),
            "replica,epoch,loss,weight_a\n0,0,1,0\n0,10,1,0\n0,20,1,1\n0,30,1,1\n1,0,1,0\n1,15,1,0\n1,25,1,1\n");

        var figure = Assert.Single(RunReport.Build(RunFiles.Read(folder)).Sections[0].Figures);

        var mean = ((PlotPanel)figure.Panels[1]).Series.OfType<Line>().Single(line => !line.IsThin);
        Assert.Equal([0, 10, 15, 20, 25, 30], mean.X);
        Assert.Equal([0, 0, 0.25, 0.75, 1, 1], mean.Y);
    }

    [Fact]
    public void Simulated_runs_are_compared_to_their_ends_and_sweeps_by_their_numbers()
    {
        string late = SampleRun.Write(_parent, "late"), sweep = SampleRun.Write(_parent, "sweep");
        File.WriteAllText(Path.Combine(late, "summary.json"), """{ "name": "late", "simulated": true, "theory": { "formula": "lateFusion" } }""");
        File.WriteAllText(Path.Combine(sweep, "summary.json"), """{ "name": "sweep", "simulated": true, "points": [ {}, {} ] }""");
        const string Metrics = "replica,seed,epoch,step,learning_rate,loss,generalization_error,weight_a\n"
            + "0,1,0,0,1,4,4,0\n0,1,10,10,1,4,4,0\n0,1,20,20,1,1,1,1\n1,2,0,0,1,4,4,0\n1,2,15,15,1,1,1,0\n";
        File.WriteAllText(Path.Combine(late, "metrics.csv"), Metrics);
        File.WriteAllText(Path.Combine(sweep, "metrics.csv"), Metrics);

        var together = ComparisonReport.Build([RunFiles.Read(late), RunFiles.Read(sweep)]).Sections[0];

        var line = Assert.Single(((PlotPanel)together.Figures[0].Panels[0]).Series.OfType<Line>());
        Assert.Equal([0, 10, 15, 20], line.X);
        Assert.Equal(1.5, line.Y[2]); // of 2, half-way from 4 to 1 on a logarithmic axis, and 1
        Assert.Equal("never", together.Tables[0].Rows[0][6].Text);
    }

    [Fact]
    public void A_simulated_run_shows_neither_accuracies_nor_counts_and_says_never()
    {
        string folder = SampleRun.Write(_parent, "collinear");
        File.WriteAllText(Path.Combine(folder, "summary.json"), """
            { "simulated": true, "replicas": [ { "seed": 1, "learnedAt": { "a": 88, "b": null }, "firstModality": "a", "timeRatio": null, "final": { "loss": 0 } } ],
              "timeRatio": { "mean": null, "std": null, "n": 0, "unlearned": 1 }, "theory": { "formula": "finiteLearningRate", "timeRatio": null } }
            """);

        var tables = RunReport.Build(RunFiles.Read(folder)).Sections[0].Tables;

        Assert.Equal(["measured, interpolated clock", "theory"], tables[0].Rows.Select(row => row[0].Text));
        Assert.Equal("never", tables[0].Rows[1][1].Text);
        Assert.Equal(["Seed", "A learned at (steps)", "B learned at (steps)", "First", "Time ratio", "Loss at stop"], tables[1].Columns);
    }

    [Fact]
    public void What_a_sweep_varies_is_not_said_of_the_whole_run_and_a_mean_of_nothing_has_no_sign()
    {
        string folder = SampleRun.Write(_parent, "sweep");
        File.WriteAllText(Path.Combine(folder, "config.json"), """{ "sweep": { "network.fusionDepth": [1, 2] } }""");
        File.WriteAllText(Path.Combine(folder, "summary.json"), """
            { "simulated": true, "network": { "kind": "linear", "depth": 2, "fusionDepth": 2 },
              "points": [ { "values": { "network.fusionDepth": 1 } }, { "values": { "network.fusionDepth": 2 }, "misAttribution": { "mean": -1e-12, "std": 1e-13 } } ] }
            """);

        var report = RunReport.Build(RunFiles.Read(folder));

        Assert.Equal("linear, depth $L$ = 2", report.Subtitle);
        Assert.Equal("0.00 ± 0.00", report.Sections[0].Tables[0].Rows[1][^1].Text);
    }

    [Fact]
    public void A_comparison_shows_where_the_configs_differ()
    {
        RunFiles[] runs = [RunFiles.Read(SampleRun.Write(_parent, "lf1", fusionDepth: 1)), RunFiles.Read(SampleRun.Write(_parent, "lf5", fusionDepth: 5))];

        var together = ComparisonReport.Build(runs).Sections[0];

        Assert.Equal(3, together.Figures[0].Panels.Count);
        Assert.Equal(["network.fusionDepth", "1", "5"], Assert.Single(together.Tables[1].Rows).Select(cell => cell.Text));
    }

    [Fact]
    public void Settings_of_many_runs_stand_below_each_other()
    {
        RunFiles[] runs = [.. Enumerable.Range(1, 6).Select(layer => RunFiles.Read(SampleRun.Write(_parent, $"lf{layer}", fusionDepth: layer)))];

        var table = ComparisonReport.Build(runs).Sections[0].Tables[1];

        Assert.Equal(["Run", "network.fusionDepth"], table.Columns);
        Assert.Equal(["L_f = 6", "6"], table.Rows[5].Select(cell => cell.Text));
    }

    [Fact]
    public void Runs_of_two_kinds_are_named_by_them_and_different_data_are_warned_of()
    {
        string[] remedies = ["""{ "kind": "none" }""", """{ "kind": "ogmGe", "alpha": 0.5, "noise": true }"""];
        RunFiles[] runs = [.. remedies.Select((remedy, i) =>
        {
            string run = SampleRun.Write(_parent, $"run{i}", source: i == 0 ? "mnist" : "synthetic"), config = Path.Combine(run, "config.json");
            File.WriteAllText(config, File.ReadAllText(config).Replace("\"learningRate\": 0.04", $"\"remedy\": {remedy}"));
            return RunFiles.Read(run);
        })];

        var report = ComparisonReport.Build(runs);

        Assert.Equal(["Together", "remedy kind = none", "remedy kind = ogmGe"], report.Sections.Select(section => section.Title));
        Assert.Equal(
            "These runs were made with different data (MNIST of mnist, MNIST of synthetic): their numbers do not compare.", report.Warnings[0]);
        Assert.Equal(["none", "ogmGe"], ((PlotPanel)report.Sections[0].Figures[1].Panels[0]).X.TickLabels);
    }

    [Fact]
    public void Runs_of_one_name_are_told_apart_by_their_folders()
    {
        string first = SampleRun.Write(_parent, "x"), second = SampleRun.Write(Directory.CreateDirectory(Path.Combine(_parent, "later")).FullName, "x");
        Directory.Move(second, Path.Combine(_parent, "y"));

        var report = ComparisonReport.Build([RunFiles.Read(first), RunFiles.Read(Path.Combine(_parent, "y"))]);

        Assert.Equal(["Together", "x (x)", "x (y)"], report.Sections.Select(section => section.Title));
    }

    [Fact]
    public void Runs_that_differ_in_one_setting_are_named_by_it_drawn_over_it_and_compared_seed_by_seed()
    {
        RunFiles[] runs = [RunFiles.Read(SampleRun.Write(_parent, "lf1", fusionDepth: 1)), RunFiles.Read(SampleRun.Write(_parent, "lf5", fusionDepth: 5))];
        string summary = Path.Combine(_parent, "lf5", "summary.json");
        File.WriteAllText(summary, File.ReadAllText(summary).Replace("\"timeRatio\": 7.35", "\"timeRatio\": 8.35").Replace("\"timeRatio\": 7.22", "\"timeRatio\": 7.62"));
        runs[1] = RunFiles.Read(Path.Combine(_parent, "lf5"));

        var report = ComparisonReport.Build(runs);

        Assert.Equal(["Together", "$L_f$ = 1", "$L_f$ = 5"], report.Sections.Select(section => section.Title));
        var over = (PlotPanel)report.Sections[0].Figures[1].Panels[0];
        Assert.Equal("Fusion depth $L_f$", over.X.Label);
        Assert.Equal([1, 5], over.Series.OfType<Points>().Single().X);
        // Differences of 1 and 0.4: mean 0.7, and t(0.975, 1 degree of freedom) = 12.706 times 0.3.
        Assert.Equal(["L_f = 5", "3", "0.70 [−3.11, 4.51]", "0.00 [0.00, 0.00]"], Assert.Single(report.Sections[0].Tables[2].Rows).Select(cell => cell.Text));
    }
}
