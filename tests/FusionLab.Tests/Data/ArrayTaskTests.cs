using FusionLab.Data;
using FusionLab.Linear;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Tests.Data;

/// <summary>A task of one's own from one file.</summary>
public sealed class ArrayTaskTests : IDisposable
{
    private readonly NpzFile _file = NpzFile.Small();
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void All_modalities_of_the_file_are_taken_in_its_order_unless_the_config_names_them()
    {
        Assert.Equal(["b", "a"], Config().Complete().Modalities);

        using var data = ArrayTask.Open(Config() with { Modalities = ["a", "b"] }, CPU, asImages: false).Data;

        Assert.Equal([("a", 1L), ("b", 2L)], data.Modalities.Select(modality => (modality.Name, modality.Features)));
        Assert.Equal((2, true, 3L, 2L), (data.Outputs, data.IsClassification, data.TrainSamples, data.Test.Samples));
        Assert.Equal([1L, 0], data.Test.Targets.data<long>().ToArray());
    }

    [Fact]
    public void Test_samples_without_training_samples_are_refused_where_the_file_says_which_modalities_there_are()
    {
        _file.Without("train_b");

        Assert.Equal(
            $"{_file.Path} has test_b, but no train_b; save both, or name the modalities in data.modalities.",
            Assert.Throws<DataException>(() => Config().Complete()).Message);
    }

    /// <summary>
    /// a: 1, 2, 6 has mean 3 and variance 14/3. b: 0, 10, 0, 20, 0, 30 has mean 10 and variance 400/3, feature by feature 0, 20 and
    /// 0, 200/3.
    /// </summary>
    [Theory]
    [InlineData("modality", 0, 0.462910, -0.866025, 2.598076)]
    [InlineData("feature", 0, 0.462910, 0, 2.449490)]
    [InlineData("none", 3, 4, 0, 40)]
    public void Samples_are_normalized_by_what_the_training_samples_show(string normalize, double a0, double a1, double b0, double b1)
    {
        var config = Config() with { Modalities = ["a", "b"], Normalize = normalize };
        using var data = ArrayTask.Open(config, CPU, asImages: false, ScalarType.Float64).Data;

        Assert.Equal([a0, a1], Rounded(data.Test.Inputs[0]));
        Assert.Equal([b0, b1], Rounded(data.Test.Inputs[1][0]));

        static IEnumerable<double> Rounded(Tensor values) => values.data<double>().Select(value => Math.Round(value, 6));
    }

    [Fact]
    public void Pictures_of_two_dimensions_get_a_channel_where_convolutions_want_one()
    {
        _file.Add<byte>("train_c", [3, 2, 2], new byte[12]).Add<byte>("test_c", [2, 2, 2], new byte[8]);

        using var images = ArrayTask.Open(Config() with { Modalities = ["c"] }, CPU, asImages: true).Data;
        using var vectors = ArrayTask.Open(Config() with { Modalities = ["c"] }, CPU, asImages: false).Data;

        Assert.Equal([1L, 2, 2], images.Modalities[0].Shape);
        Assert.Equal([2L, 2], vectors.Modalities[0].Shape);
        Assert.Equal(0, images.Test.Inputs[0].abs().max().item<float>()); // a picture that never changes says nothing
    }

    [Fact]
    public void Fewer_samples_are_the_first_ones_and_normalization_sees_no_others()
    {
        using var data = ArrayTask.Open(Config() with { Modalities = ["a"], TrainSamples = 2, TestSamples = 1 }, CPU, asImages: false).Data;

        Assert.Equal((2L, 1L), (data.TrainSamples, data.Test.Samples));
        Assert.Equal(3, data.Test.Inputs[0].item<float>(), 1e-6); // (3 − 1.5) / 0.5
    }

    /// <summary>Targets 1, 2, 6 have mean 3 and variance 14/3; 5, 5, 5 have none.</summary>
    [Theory]
    [InlineData("modality", new[] { 0, 0.462910, 0, 1 })]
    [InlineData("none", new[] { 3.0, 4, 5, 6 })]
    public void Real_targets_are_normalized_output_by_output(string normalize, double[] expected)
    {
        _file.Without("train_labels").Without("test_labels").Add<float>("train_targets", [3, 2], 1, 5, 2, 5, 6, 5).Add<double>("test_targets", [2, 2], 3, 5, 4, 6);

        Assert.Equal(["b", "a"], Config().Complete().Modalities);
        Assert.Null(ArrayTask.ReadThreshold(Config()));
        using var data = ArrayTask.Open(Config() with { Modalities = ["a"], Normalize = normalize, TrainSamples = 3 }, CPU, asImages: false, ScalarType.Float64).Data;

        Assert.Equal((2, false, true), (data.Outputs, data.IsClassification, data.IsMeasured));
        Assert.Equal(expected, data.Test.Targets.t().contiguous().data<double>().Select(value => Math.Round(value, 6)));
    }

    [Fact]
    public void Targets_that_training_cannot_use_are_refused()
    {
        _file.Add<float>("train_targets", [3], 1, 2, 6);
        Assert.Equal($"train_targets in {_file.Path} stands beside train_labels; a task has real targets or classes: save one of them.", Refusal());

        _file.Without("train_labels").Add<float>("test_targets", [2, 2], 1, 2, 3, 4);
        Assert.Equal($"In {_file.Path}, train_targets has 1 targets a sample and test_targets 2; save as many.", Refusal());

        _file.Without("test_targets").Add<float>("test_targets", [2], 1, float.NaN);
        Assert.Equal($"test_targets in {_file.Path} holds 1 value that training cannot use (1 NaN), the first in sample 1, counted from 0; replace or remove them.", Refusal());

        _file.Without("test_targets").Add<float>("test_targets", [2], 1, 2).Without("train_targets").Add<float>("train_targets", [3], 4, 4, 4);
        Assert.Equal($"All targets of the training samples in train_targets in {_file.Path} are equal; there is nothing to learn.", Refusal());

        string Refusal() => Assert.Throws<DataException>(() => ArrayTask.Open(Config() with { Modalities = ["a"] }, CPU, asImages: false)).Message;
    }

    /// <summary>a of the training samples: 1, 2, 6.</summary>
    [Theory]
    [InlineData("none", 3)]
    [InlineData("modality", 0)]
    [InlineData("feature", 0)]
    public void The_blank_of_a_modality_is_the_mean_of_its_training_samples(string normalize, double blank)
    {
        var config = Config() with { Modalities = ["a"], Normalize = normalize };
        using var data = ArrayTask.Open(config, CPU, asImages: false).Data;

        Assert.Equal([blank], data.Test.Blanks);
    }

    [Fact]
    public void Validation_samples_of_the_file_are_normalized_as_the_others_and_leave_training_as_it_is()
    {
        var config = Config() with { Modalities = ["a"] };
        using var without = ArrayTask.Open(config, CPU, asImages: false).Data;
        _file.Add<float>("val_a", [2, 1], 4, 3).Add<long>("val_labels", [2], 0, 1);
        using var with = ArrayTask.Open(config, CPU, asImages: false).Data;

        Assert.Null(without.Validation);
        Assert.Equal(without.TrainSamples, with.TrainSamples);
        Assert.Equal([0L, 1], with.Validation!.Targets.data<long>().ToArray());
        Assert.Equal(with.Test.Inputs[0].data<float>().ToArray().Reverse(), with.Validation.Inputs[0].data<float>().ToArray());
        Assert.Equal(with.Test.Blanks, with.Validation.Blanks);
    }

    /// <summary>Twelve samples, eight of class 0 and four of class 1; each sample is its number.</summary>
    [Theory]
    [InlineData(0.25)]
    [InlineData(3)]
    public void Training_samples_are_kept_for_validation_by_the_share_of_their_class(double size)
    {
        _file.Without("train_a").Without("train_labels").Add<float>("train_a", [12, 1], [.. Enumerable.Range(0, 12).Select(n => (float)n)])
            .Add<long>("train_labels", [12], 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1);
        using var data = ArrayTask.Open(Config() with { Modalities = ["a"], Normalize = "none", Validation = size }, CPU, asImages: false).Data;
        using var batch = data.DrawBatch([1], 0, 0, 12);

        float[] kept = data.Validation!.Inputs[0].data<float>().ToArray();
        Assert.Equal((9L, 3L), (data.TrainSamples, data.Validation.Samples));
        Assert.Equal([0L, 0, 1], data.Validation.Targets.data<long>().ToArray().Order());
        Assert.Equal(Enumerable.Range(0, 12).Select(n => (float)n), batch.Inputs[0].contiguous().data<float>().ToArray().Concat(kept).Order());
        Assert.NotEqual(kept, [1f, 6f, 8f]); // drawn within a class, not taken from the middle of it
    }

    [Theory]
    [InlineData(0.1, "data.validation is 0.1, which leaves no samples for validation: there are 3 training samples; choose a fraction such as 0.1.")]
    [InlineData(3, "data.validation is 3, which leaves none for training: there are 3 training samples; choose a fraction such as 0.1.")]
    public void A_split_that_leaves_nothing_is_refused(double size, string sentence) => Assert.Equal(
        sentence,
        Assert.Throws<ConfigException>(() => ArrayTask.Open(Config() with { Modalities = ["a"], Validation = size }, CPU, asImages: false)).Message);

    [Fact]
    public void Validation_samples_that_are_half_there_or_there_twice_are_refused()
    {
        var config = Config() with { Modalities = ["a"] };
        _file.Add<float>("val_a", [2, 1], 4, 3);
        Assert.Equal(
            $"{_file.Path} has val_a, but no val_labels, the classes of the validation samples; save both, or neither.",
            Assert.Throws<DataException>(() => ArrayTask.Open(config, CPU, asImages: false)).Message);

        _file.Add<long>("val_labels", [2], 0, 1);
        Assert.Equal(
            $"data.validation is set, but {_file.Path} has validation samples of its own (val_labels); remove it.",
            Assert.Throws<ConfigException>(() => ArrayTask.Open(config with { Validation = 0.5 }, CPU, asImages: false)).Message);
    }

    [Fact]
    public void Means_and_deviations_are_those_of_all_portions_together()
    {
        const int samples = 3, features = 700_000; // a portion has a row
        float[] values = [.. Enumerable.Range(0, samples * features).Select(i => (i % 1000) + (i / features * 100f))];
        _file.Add("train_c", [samples, features], values).Add("test_c", [2, features], values[..(2 * features)]);
        double mean = values.Average(value => (double)value), variance = values.Average(value => (value - mean) * (value - mean));

        foreach (string normalize in new[] { "modality", "feature" })
        {
            using var data = ArrayTask.Open(
                Config() with { Modalities = ["c"], Normalize = normalize }, CPU, asImages: false, ScalarType.Float64).Data;
            double expected = normalize == "modality" ? (values[0] - mean) / Math.Sqrt(variance) : -Math.Sqrt(1.5);
            Assert.Equal(expected, data.Test.Inputs[0][0, 0].item<double>(), 1e-9);
        }
    }

    [Theory]
    [InlineData(null, new float[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, null)]
    [InlineData(9, new float[] { 0, 1, 2, 3, 4, 5, 6, 7, 8 }, null)]
    [InlineData(4, new float[] { 1, 3, 6, 8 }, "The first 4 of 10 training samples show 1 of 2 classes: data.trainSamples takes as many of every class as its share instead, which show all.")]
    [InlineData(1, new float[] { 5 }, "The first 1 of 10 training samples show 1 of 2 classes: data.trainSamples takes as many of every class as its share instead, which show 1 of 2 classes.")]
    public void Fewer_samples_of_a_file_that_is_sorted_by_class_are_spread_over_the_classes(int? limit, float[] expected, string? warning)
    {
        _file.Without("train_labels").Add<long>("train_labels", [10], 0, 0, 0, 0, 0, 1, 1, 1, 1, 1)
            .Without("train_a").Add<float>("train_a", [10, 1], 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

        var config = Config() with { Modalities = ["a"], Normalize = "none", TrainSamples = limit };
        var (data, _, warnings) = ArrayTask.Open(config, CPU, asImages: false);

        using (data)
        {
            using var all = data.DrawBatch([1], 0, 0, 10);
            Assert.Equal(expected, all.Inputs[0].data<float>().ToArray());
            Assert.Equal(expected.Select(value => value < 5 ? 0L : 1), all.Targets.data<long>().ToArray());
            Assert.Equal(warning, warnings.FirstOrDefault());
        }
    }

    [Fact]
    public void Classes_without_training_samples_are_named()
    {
        _file.Without("train_labels").Add<long>("train_labels", [3], 1, 2, 7);

        var (data, _, warnings) = ArrayTask.Open(Config().Complete(), CPU, asImages: false);

        data.Dispose();
        Assert.Equal(8, data.Outputs);
        Assert.Equal(
            $"In {_file.Path}, the classes 0, 3 to 6 have no training samples: the network has outputs for them all the same, and the theory "
            + "leaves them out; classes are counted from 0.",
            Assert.Single(warnings));
    }

    [Fact]
    public void A_value_that_makes_up_the_variance_of_its_modality_is_named()
    {
        float[] values = [.. Enumerable.Range(0, 300).Select(i => i == 8 ? 1e6f : i % 7)];
        _file.Without("train_a").Add("train_a", [3, 100], values).Without("test_a").Add("test_a", [2, 100], values[..200]);

        var (data, _, warnings) = ArrayTask.Open(Config().Complete(), CPU, asImages: false);

        data.Dispose();
        Assert.StartsWith($"train_a in {_file.Path} has one value, 1E+06, that makes up 100 % of its variance", Assert.Single(warnings));
    }

    [Theory]
    [InlineData(32, 32, 3, true)]
    [InlineData(48, 64, 4, true)]
    [InlineData(28, 28, 1, true)]
    [InlineData(3, 32, 32, false)]
    [InlineData(12, 100, 1, false)] // twelve channels of a series
    [InlineData(1, 6, 6, false)]
    public void Pictures_whose_channels_come_last_are_told_from_those_whose_channels_come_first(int a, int b, int c, bool isRefused)
    {
        _file.Add("train_c", [3, a, b, c], new byte[3 * a * b * c]).Add("test_c", [2, a, b, c], new byte[2 * a * b * c]);
        var config = Config() with { Modalities = ["c"] };

        ArrayTask.Open(config, CPU, asImages: false).Data.Dispose(); // to an MLP the order is the same
        if (isRefused)
        {
            Assert.Equal(
                $"train_c in {_file.Path} has pictures of the shape ({a}, {b}, {c}): channels come first, and this looks channels-last; "
                + "save it with .transpose(0, 3, 1, 2).",
                Assert.Throws<DataException>(() => ArrayTask.Open(config, CPU, asImages: true)).Message);
        }
        else
        {
            ArrayTask.Open(config, CPU, asImages: true).Data.Dispose();
        }
    }

    [Fact]
    public void Reading_can_be_cancelled() => Assert.Throws<OperationCanceledException>(
        () => ArrayTask.Open(Config().Complete(), CPU, asImages: false, cancellation: new CancellationToken(canceled: true)));

    [Fact]
    public void Shared_samples_outlive_those_they_are_shared_with()
    {
        using var data = ArrayTask.Open(Config().Complete(), CPU, asImages: false).Data;

        data.Share().Dispose();

        using var batch = data.DrawBatch([1, 2], 0, 0, 2);
        Assert.Equal([2, 2, 2], batch.Inputs[0].shape);
    }

    [Theory]
    [InlineData("labels", "train_labels in {0} has the class -1; classes are counted from 0.")]
    [InlineData("fractions", "train_labels in {0} has the type Float32 and the shape (3); labels are one whole number per sample, such as numpy's int64 of shape (N,); real numbers to predict are saved as train_targets.")]
    [InlineData("oneHot", "train_labels in {0} has the type Int64 and the shape (3, 2); labels are one whole number per sample, such as numpy's int64 of shape (N,).")]
    [InlineData("samples", "train_a in {0} has the type Float32 and the shape (2, 1); train_labels has 3 samples.")]
    [InlineData("vector", "train_a in {0} has the type Float32 and the shape (3); it must be (samples, features), (samples, height, width) or (samples, channels, height, width).")]
    [InlineData("features", "The training and test samples of a in {0} differ in shape: (2) and (1).")]
    [InlineData("notFinite", "train_a in {0} holds 1 value that training cannot use (1 NaN), the first in sample 1, counted from 0; replace or remove them.")]
    [InlineData("test", "test_a in {0} holds 2 values that training cannot use (1 infinite, 1 beyond float32), the first in sample 0, counted from 0; replace or remove them.")]
    [InlineData("scalar", "train_labels in {0} has the type Int64 and the shape (); labels are one whole number per sample, such as numpy's int64 of shape (N,).")]
    [InlineData("identifiers", "train_labels in {0} has the class 100000; classes are numbers from 0, at most 99999.")]
    [InlineData("oneClass", "All labels of test_labels in {0} are 1; a task needs two classes or more.")]
    [InlineData("testPart", "{0} has no array test_a; it has train_b, train_a, train_labels, test_b, test_labels.")]
    public void Arrays_that_do_not_belong_together_are_named(string flaw, string sentence)
    {
        _ = flaw switch
        {
            "labels" => _file.Without("train_labels").Add<long>("train_labels", [3], 0, -1, 1),
            "fractions" => _file.Without("train_labels").Add<float>("train_labels", [3], 0, 1, 1),
            "oneHot" => _file.Without("train_labels").Add<long>("train_labels", [3, 2], 0, 1, 0, 1, 1, 0),
            "samples" => _file.Without("train_a").Add<float>("train_a", [2, 1], 1, 2),
            "vector" => _file.Without("train_a").Add<float>("train_a", [3], 1, 2, 3),
            "features" => _file.Without("train_a").Add<float>("train_a", [3, 2], 1, 2, 3, 4, 5, 6),
            "notFinite" => _file.Without("train_a").Add<float>("train_a", [3, 1], 1, float.NaN, 3),
            "test" => _file.Without("test_a").Add("test_a", [2, 1], double.NegativeInfinity, 1e39),
            "scalar" => _file.Without("train_labels").Add<long>("train_labels", [], 1),
            "identifiers" => _file.Without("train_labels").Add<long>("train_labels", [3], 0, 100_000, 1),
            "oneClass" => _file.Without("test_labels").Add<long>("test_labels", [2], 1, 1),
            _ => _file.Without("test_a"),
        };

        var failure = Assert.Throws<DataException>(() => ArrayTask.Open(Config() with { Modalities = ["a"] }, CPU, asImages: false));

        Assert.Equal(string.Format(null, sentence, _file.Path), failure.Message);
    }

    [Theory]
    [InlineData("file", "data.kind is \"arrays\", which needs data.file, the .npz file that holds them.")]
    [InlineData("twice", "data.modalities needs distinct, non-empty names.")]
    public void Configs_that_contradict_themselves_are_refused(string flaw, string sentence)
    {
        var config = flaw switch
        {
            "file" => Config() with { File = null },
            _ => Config() with { Modalities = ["a", "a"] },
        };

        Assert.Equal(sentence, Assert.Throws<ConfigException>(config.Complete).Message);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _file.Dispose();
    }

    private ArraysConfig Config() => new() { File = _file.Path };
}

/// <summary>What linear networks see of one's own arrays.</summary>
public class ArrayTaskStatisticsTests
{
    /// <summary>In principal axes, without the third feature of b, which repeats the first: nothing that the theory takes changes.</summary>
    [Fact]
    public void Correlations_are_those_of_the_samples_up_to_a_rotation_of_each_modality()
    {
        using var scope = NewDisposeScope();
        const int samples = 40, classes = 3;
        var random = new Random(1);
        double[,] x = new double[samples, 5], y = new double[samples, classes];
        long[] labels = [.. Enumerable.Range(0, samples).Select(n => (long)(n % classes))];
        for (int n = 0; n < samples; n++)
        {
            for (int d = 0; d < 4; d++)
            {
                x[n, d] = random.NextDouble() - 0.3 + (0.2 * (d + 1) * labels[n]);
            }

            x[n, 4] = x[n, 2];
            for (int c = 0; c < classes; c++)
            {
                y[n, c] = (c == labels[n] ? 1 : 0) - (1.0 / classes);
            }
        }

        var all = tensor(x);
        using var data = new TensorData(
            [new Modality("a", [2]), new Modality("b", [3])],
            classes,
            [all.narrow(1, 0, 2).clone(), all.narrow(1, 2, 3).clone()],
            tensor(labels),
            new EvaluationSet([zeros(1, 2), zeros(1, 3)], zeros(1, dtype: ScalarType.Int64)));

        var actual = ArrayTask.MeasureStatistics(data);
        var expected = new TaskSamples([new("a", 2), new("b", 3)], classes, [.. x.Cast<double>()], [.. y.Cast<double>()]).ComputeStatistics();

        Assert.Equal([2, 2], actual.Modalities.Select(modality => modality.Dimension));
        Assert.Equal(expected.OutputPower, actual.OutputPower, 1e-12);
        for (int m = 0; m < 2; m++)
        {
            Assert.Equal(expected.SelectSigmaYx(m).FrobeniusNorm(), actual.SelectSigmaYx(m).FrobeniusNorm(), 1e-12);
            Assert.Equal(expected.SelectSigma(m, m).Trace(), actual.SelectSigma(m, m).Trace(), 1e-12);
            Assert.Equal(expected.ComputeResidual(m, 1 - m).FrobeniusNorm(), actual.ComputeResidual(m, 1 - m).FrobeniusNorm(), 1e-10);
        }

        Assert.Equal(Explained(expected), Explained(actual), 1e-10);

        static double Explained(TaskStatistics statistics) => (statistics.Solution * statistics.SigmaYx.Transpose()).Trace();
    }

    [Fact]
    public void Classes_without_samples_change_nothing()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[,] { { 1, 2 }, { 3, -1 }, { 0, 1 }, { -2, 5 } });

        var dense = Measure(2, 0, 1, 1, 0);
        var sparse = Measure(256, 1, 255, 255, 1);

        Assert.Equal(2, sparse.Outputs);
        Assert.Equal((dense.Sigma, dense.SigmaYx, dense.OutputPower), (sparse.Sigma, sparse.SigmaYx, sparse.OutputPower));

        TaskStatistics Measure(int classes, params long[] labels)
        {
            using var data = new TensorData(
                [new Modality("a", [1]), new Modality("b", [1])],
                classes,
                [x.narrow(1, 0, 1).clone(), x.narrow(1, 1, 1).clone()],
                tensor(labels),
                new EvaluationSet([zeros(1, 1), zeros(1, 1)], zeros(1, dtype: ScalarType.Int64)));
            return ArrayTask.MeasureStatistics(data);
        }
    }

    [Fact]
    public void More_features_than_the_theory_can_take_are_refused()
    {
        using var scope = NewDisposeScope();
        var (samples, labels) = (zeros(1, 4097), zeros(1, dtype: ScalarType.Int64));
        using var data = new TensorData([new Modality("a", [4097])], 2, [samples], labels, new EvaluationSet([samples], labels));

        var error = Assert.Throws<ConfigException>(() => ArrayTask.MeasureStatistics(data));
        Assert.StartsWith("The modalities have 4097 features together", error.Message);
    }
}
