using System.Diagnostics;
using FusionLab.Data;
using FusionLab.Linear;

namespace FusionLab.Tests.Data;

public sealed class MomentsStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moments").FullName;
    private readonly MomentsStore _store;
    private readonly NoisyMnistConfig _config;

    public MomentsStoreTests()
    {
        TinyDataset.WriteTo(Images);
        _config = new NoisyMnistConfig { Source = "mnist", Root = Images };
        _store = new MomentsStore(
            new MnistStore(
                [TinyDataset.Describe()], new DataFolders { Data = _folder, Override = null }, synthetic: TinyDataset.Store(_folder)),
            Kept);
    }

    private string Images => Path.Combine(_folder, "images");

    private string Kept => Path.Combine(_folder, "moments");

    [Fact]
    public void Moments_are_taken_once_and_remembered_with_every_bit()
    {
        var first = _store.Measure(_config);
        string entry = Assert.Single(Directory.GetFiles(Kept));
        var written = File.GetLastWriteTimeUtc(entry);

        var second = _store.Measure(_config);

        Assert.Equal("mnist", second.Source);
        Assert.Equal(first.Moments.Variances, second.Moments.Variances);
        Assert.Equal(first.Moments.ClassMeans, second.Moments.ClassMeans);
        Assert.Equal(written, File.GetLastWriteTimeUtc(entry));
    }

    [Fact]
    public void A_changed_file_is_not_taken_for_the_one_that_was_measured()
    {
        _store.Measure(_config);
        string images = Path.Combine(Images, TinyDataset.Describe().Files[0].PackedName);
        byte[] bytes = File.ReadAllBytes(images);
        bytes[^20] ^= 1;
        File.WriteAllBytes(images, bytes);

        Assert.Throws<DataException>(() => _store.Measure(_config));
    }

    [Fact]
    public void Fewer_samples_have_moments_of_their_own()
    {
        _store.Measure(_config);

        Assert.Equal(6, _store.Measure(_config with { TrainSamples = 6 }).Moments.Samples);
        Assert.Equal(TinyDataset.TrainSamples, _store.Measure(_config with { TrainSamples = 1_000 }).Moments.Samples);
    }

    [Fact]
    public void A_broken_entry_is_mended()
    {
        var first = _store.Measure(_config);
        File.WriteAllText(Assert.Single(Directory.GetFiles(Kept)), "{");

        Assert.Equal(first.Moments.Variances, _store.Measure(_config).Moments.Variances);
    }

    [Fact]
    public void Synthetic_digits_are_remembered_too()
    {
        var config = new NoisyMnistConfig { Source = "synthetic" };

        Assert.Equal("synthetic", _store.Measure(config).Source);
        Assert.Equal(_store.Measure(config).Moments.ClassMeans, _store.Measure(config).Moments.ClassMeans);
        Assert.Single(Directory.GetFiles(Kept));
    }

    [NeedsFact(Need.Mnist)]
    [Trait("Category", "Mnist")]
    public void All_of_mnist_is_measured_and_predicted_in_about_a_second_and_then_in_much_less()
    {
        var store = new MomentsStore(new MnistStore(), Kept);
        var config = new NoisyMnistConfig { Source = "mnist" };
        var network = new LinearFusion(new LinearArchitecture([784, 784], 10, [5, 5], 0, 500), new(InitializationKind.PyTorch, 1), 0.04);
        Prediction Predict() => Prediction.Predict(store.Measure(config).Moments.ComputeStatistics(config), network);

        var clock = Stopwatch.StartNew();
        var first = Predict();
        double measured = clock.Elapsed.TotalSeconds;
        clock.Restart();
        var second = Predict();

        Assert.Equal("a", first.FirstModality);
        Assert.Equal(5.07, first.TimeRatio!.Value!.Value, 0.01);
        Assert.Equal(first.TimeRatio, second.TimeRatio);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 1); // 0.2 s on an idle machine
        Assert.InRange(measured, 0, 10); // 0.8 s on an idle machine
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
