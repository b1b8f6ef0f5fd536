using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Paper;
using FusionLab.Runs;
using FusionLab.Training;

namespace FusionLab.Tests.Paper;

/// <summary>Table 1 and the trajectories, with networks that train in a second.</summary>
public sealed class Table1Tests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly List<string> _trained = [];

    [Fact]
    public void Entries_that_were_not_run_in_full_never_count_as_done()
    {
        var result = Make(Table()).Findings!;

        Assert.Equal(
            [Verdict.NotRun, Verdict.NotRun, Verdict.NotComparable, Verdict.NotComparable], result.Claims.Select(claim => claim.Verdict));
        Assert.Equal("this is a test", result.Claims[0].Evidence);
        Assert.Equal("the images are synthetic, not MNIST", result.Claims[2].Evidence);
        Assert.Equal(new PaperMean { Mean = 1.30, Std = 0.24 }, result.Claims[2].Comparison!.Published);
        Assert.Contains("MLP reduced: 200 digits. Images: synthetic, not MNIST.", result.Figure!.Svg);
        Assert.Contains("MLP reduced: 200 digits.", Assert.Single(result.Tables).Caption);
    }

    [Fact]
    public void The_trajectories_are_those_of_the_table_and_nothing_is_trained_twice()
    {
        Make(Table());
        Assert.Equal(["small_lf1", "small_lf5"], _trained);

        var trajectories = Make(Trajectories()).Findings!;

        Assert.Equal(2, _trained.Count);
        Assert.Equal(2, trajectories.Figure!.Svg.Split("class=\"panel").Length - 1);
        Assert.Equal(3, trajectories.Claims.Count);
    }

    [Fact]
    public void Every_cell_leaves_a_run_folder_with_its_verdict()
    {
        Make(Table());

        foreach (string name in _trained)
        {
            string run = _folder.At("out", "runs", name);
            string[] files = ["config.json", "metrics.csv", "summary.json", "report.html"];
            Assert.All(files, file => Assert.True(File.Exists(Path.Combine(run, file)), file));
            Assert.Equal(Verdict.NotComparable, RunJson.Read<RunResult>(Path.Combine(run, "summary.json"))!.Comparison!.Verdict);
            Assert.Contains("the images are synthetic, not MNIST", File.ReadAllText(Path.Combine(run, "report.html")));
        }
    }

    [Fact]
    public void An_interrupted_table_goes_on_where_it_stopped_and_ends_with_the_same_numbers()
    {
        Make(Table(), "whole");
        _trained.Clear();

        using (var interruption = new CancellationTokenSource())
        {
            var context = Context with { Cancellation = interruption.Token, Watch = Watched(new Interrupter(interruption, step: 6)) };
            Assert.ThrowsAny<OperationCanceledException>(() => new Reproduction(context, _folder.At("out")).Run([Table()]));
        }

        Assert.True(File.Exists(_folder.At("out", "report.html")));
        var result = Make(Table());

        Assert.Equal(["small_lf1", "small_lf1", "small_lf5"], _trained);
        Assert.False(result.WasSkipped);
        foreach (string name in _trained.Distinct())
        {
            Assert.Equal(Metrics("whole", name), Metrics("out", name));
        }
    }

    [Fact]
    public void A_wish_for_a_checkpoint_reaches_the_training_and_does_not_end_it()
    {
        Make(Table(), "whole");
        var request = new CheckpointRequest();
        var wisher = new Wisher(request, step: 6);

        new Reproduction(Context with { CheckpointRequest = request, Watch = Watched(wisher) }, _folder.At("out")).Run([Table()]);

        Assert.Contains(6, wisher.SavedAfter);
        Assert.Equal(Metrics("whole", "small_lf1"), Metrics("out", "small_lf1"));
    }

    [Fact]
    public void A_run_of_another_config_stays_and_the_new_one_lies_beside_it()
    {
        Make(Table());
        string before = Metrics("out", "small_lf1");

        Make(new Table1(context => Changed(LoadColumn(context))));

        Assert.Equal(["small_lf1", "small_lf5", "small_lf1"], _trained);
        Assert.Equal(before, Metrics("out", "small_lf1"));
        Assert.True(File.Exists(_folder.At("out", "runs", "small_lf1-2", "summary.json")));

        static NoisyMnistColumn Changed(NoisyMnistColumn column)
        {
            var cell = column.Reduced[0];
            var train = cell.Config.Train with { LearningRate = 0.2 };
            return column with { Reduced = [cell with { Config = cell.Config with { Train = train } }] };
        }
    }

    [Fact]
    public void A_run_of_another_type_of_device_stays_and_the_new_one_lies_beside_it()
    {
        Make(Table());
        string environment = _folder.At("out", "runs", "small_lf1", "environment.json");
        File.WriteAllText(environment, File.ReadAllText(environment).Replace("\"device\": \"cpu\"", "\"device\": \"cuda:0\""));

        Make(Trajectories());

        Assert.Equal(["small_lf1", "small_lf5", "small_lf1"], _trained);
        Assert.True(File.Exists(_folder.At("out", "runs", "small_lf1-2", "summary.json")));
    }

    [Fact]
    public void In_full_the_columns_are_those_of_the_paper()
    {
        var mlp = NoisyMnistColumn.Mlp(PaperItemTests.Quick with { IsQuick = false });

        Assert.Null(mlp.WhyReduced);
        Assert.Equal([1.30, 1.53, 1.90, 3.38, 6.38], mlp.Cells.Select(cell => cell.Published.Mean));
        Assert.Equal([0.24, 0.40, 0.39, 1.13, 1.12], mlp.Cells.Select(cell => cell.Published.Std));
        Assert.All(mlp.Cells.Select(cell => cell.Config), config =>
            Assert.Equal((5, null, 200), (config.Seeds.Count, ((NoisyMnistConfig)config.Data).TrainSamples, config.Train.Epochs)));
    }

    [Fact]
    public void Without_a_GPU_the_convolutional_networks_are_run_smaller_and_say_so()
    {
        var cnn = NoisyMnistColumn.Cnn(PaperItemTests.Quick with { IsQuick = false, Device = "cpu" });

        Assert.Equal("takes ten hours or more without a GPU; full runs it all the same", cnn.WhyReduced);
        Assert.Equal([1.04, 1.10, 1.08, 1.32, 2.53], cnn.Full.Select(cell => cell.Published.Mean));
        Assert.Equal([0.03, 0.05, 0.03, 0.16, 0.45], cnn.Full.Select(cell => cell.Published.Std));
        Assert.Equal(5, cnn.Cells.Count);
        Assert.All(cnn.Cells, cell => Assert.Equal((6000, "cpu"), (cell.Data.TrainSamples, cell.Config.Device)));
    }

    [Fact]
    public void In_full_on_a_CPU_the_convolutional_networks_are_those_of_the_paper_in_the_precision_asked_for()
    {
        var cnn = NoisyMnistColumn.Cnn(
            PaperItemTests.Quick with { IsQuick = false, IsFull = true, Device = "cpu", Precision = "bf16" });

        Assert.Null(cnn.WhyReduced);
        Assert.Equal(cnn.Full, cnn.Cells);
        Assert.All(cnn.Cells.Select(cell => cell.Config), config =>
            Assert.Equal((5, null, 0.002, Precision.Bf16),
                (config.Seeds.Count, ((NoisyMnistConfig)config.Data).TrainSamples, config.Train.LearningRate, config.Train.Precision)));
    }

    public void Dispose() => _folder.Dispose();

    private PaperContext Context => PaperItemTests.Quick with { Watch = Watched(null) };

    private static Table1 Table() => new(LoadColumn);

    private static Figure7And14 Trajectories() => new("fig7", "Small", LoadColumn);

    /// <summary>A column of Table 1 that trains in a second: two fusion layers, two seeds, a few synthetic digits.</summary>
    private static NoisyMnistColumn LoadColumn(PaperContext context) => new("MLP", [LoadCell(context, 1), LoadCell(context, 5)])
    {
        WhyReduced = "this is a test",
        Reduced = [LoadCell(context, 1, "name=small_lf1"), LoadCell(context, 5, "name=small_lf5")],
        Reduction = "200 digits",
    };

    private static NoisyMnistCell LoadCell(PaperContext context, int fusionDepth, params string[] changes) =>
        NoisyMnistCell.Load(context, "mlp", fusionDepth,
        [
            .. changes, "seeds=1..2", "device=cpu", "threads=1", "data.source=synthetic", "data.trainSamples=200", "data.testSamples=100",
            "network.width=16", "train.batchSize=50", "train.epochs=4", "train.minEpochs=3", "train.learningRate=0.1",
            "train.threshold=0.16",
        ]);

    private ReproducedItem Make(PaperItem item, string folder = "out")
    {
        var result = Assert.Single(new Reproduction(Context, _folder.At(folder)).Run([item]));
        Assert.Null(result.Failure);
        return result;
    }

    private string Metrics(string folder, string name) => File.ReadAllText(_folder.At(folder, "runs", name, "metrics.csv"));

    private TrainingWatch Watched(IRunEvents? observer) => (name, _, run) =>
    {
        _trained.Add(name);
        return run(observer);
    };

    /// <summary>Asks for a checkpoint after a step, as SIGUSR1 would.</summary>
    private sealed class Wisher(CheckpointRequest request, int step) : IRunEvents
    {
        private int _steps;

        public List<int> SavedAfter { get; } = [];

        public void StepTaken(TrainingProgress progress)
        {
            if (++_steps == step)
            {
                request.Make();
            }
        }

        public void CheckpointSaved(string path) => SavedAfter.Add(_steps);
    }

    /// <summary>Asks for an interruption after a step, as Ctrl+C would.</summary>
    private sealed class Interrupter(CancellationTokenSource interruption, long step) : IRunEvents
    {
        private long _steps;

        public void StepTaken(TrainingProgress progress)
        {
            if (++_steps == step)
            {
                interruption.Cancel();
            }
        }
    }
}
