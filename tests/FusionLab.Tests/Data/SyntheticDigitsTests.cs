using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Data;

public class SyntheticDigitsTests
{
    [Fact]
    public void A_sample_depends_on_the_seed_and_its_number_only()
    {
        var few = SyntheticDigits.Draw(seed: 3, trainSamples: 10, testSamples: 1);
        var many = SyntheticDigits.Draw(seed: 3, trainSamples: 500, testSamples: 1);

        Assert.Equal(few.TrainImages.Values, many.TrainImages.Values[..(10 * 784)]);
        Assert.Equal(few.TrainLabels.Values, many.TrainLabels.Values[..10]);
        Assert.NotEqual(few.TrainImages.Values, SyntheticDigits.Draw(seed: 4, trainSamples: 10, testSamples: 1).TrainImages.Values);
    }

    [Fact]
    public void Test_digits_are_others_than_training_digits()
    {
        var images = SyntheticDigits.Draw(seed: 3, trainSamples: 100, testSamples: 100);
        Assert.NotEqual(images.TrainImages.Values, images.TestImages.Values);
    }

    [Fact]
    public void Mean_and_contrast_are_those_of_mnist()
    {
        var pixels = SyntheticDigits.Draw(seed: 11, trainSamples: 10_000, testSamples: 1).TrainImages.Values;
        double mean = pixels.Average(pixel => pixel / 255.0);
        double deviation = Math.Sqrt(pixels.Average(pixel => Math.Pow((pixel / 255.0) - mean, 2)));

        Assert.Equal(1, mean / 0.1307, 0.02);
        Assert.Equal(1, deviation / 0.3081, 0.02);
    }

    [Fact]
    public void The_ten_digits_are_equally_common()
    {
        var labels = SyntheticDigits.Draw(seed: 5, trainSamples: 20_000, testSamples: 1).TrainLabels.Values;
        var counts = labels.GroupBy(label => label).ToDictionary(group => group.Key, group => group.Count());

        // 5 standard deviations of a binomial count.
        Assert.Equal(10, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 2000 - 212, 2000 + 212));
    }

    [Fact]
    public void The_outermost_pixels_stay_empty()
    {
        var pixels = SyntheticDigits.Draw(seed: 6, trainSamples: 5_000, testSamples: 1).TrainImages.Values;
        var inkAt = new int[28, 28];
        for (int i = 0; i < pixels.Length; i++)
        {
            inkAt[i % 784 / 28, i % 28] += pixels[i];
        }

        Assert.All(Enumerable.Range(0, 28), k => Assert.Equal((0, 0, 0, 0), (inkAt[0, k], inkAt[27, k], inkAt[k, 0], inkAt[k, 27])));
        Assert.True(inkAt[14, 14] > 0);
    }

    [Fact]
    public void The_shared_set_is_the_same_bytes_on_every_machine_and_is_kept()
    {
        using var folder = new Folder();
        var store = new SyntheticStore(folder.Path);

        var (drawn, root) = store.Load();
        Assert.Equal(folder.Path, root);
        Assert.Equal((60_000, 10_000), (drawn.TrainLabels.Values.Length, drawn.TestLabels.Values.Length));

        // Were the checksum in SyntheticStore not that of what it draws, the kept files would be drawn again.
        var before = File.GetLastWriteTimeUtc(folder.At("train-images-idx3-ubyte"));
        var (kept, _) = store.Load();
        Assert.Equal(before, File.GetLastWriteTimeUtc(folder.At("train-images-idx3-ubyte")));
        Assert.Equal(drawn.Sha256, kept.Sha256);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    public void A_damaged_copy_is_drawn_again(string damage)
    {
        using var folder = new Folder();
        var store = TinyDataset.Store(folder.Path);
        store.Load();
        File.WriteAllText(folder.At("t10k-images-idx3-ubyte"), damage);

        Assert.Equal(TinyDataset.Images.Sha256, store.Load().Images.Sha256);
        Assert.Equal(TinyDataset.Unpacked(TinyDataset.Images.TestImages), File.ReadAllBytes(folder.At("t10k-images-idx3-ubyte")));
    }

    [Fact]
    public void Where_nothing_can_be_kept_the_digits_are_drawn_each_time()
    {
        using var folder = new Folder();
        File.WriteAllText(folder.At("file"), "a file where a folder should be");

        var (images, root) = TinyDataset.Store(folder.At("file")).Load();

        Assert.Null(root);
        Assert.Equal(TinyDataset.Images.Sha256, images.Sha256);
    }
}

/// <summary>The synthetic digits tell a linear classifier from a network, as MNIST does.</summary>
[Trait("Category", "Slow")]
public class SyntheticDifficultyTests
{
    [Fact]
    public void Softmax_regression_stays_below_95_percent()
    {
        var network = new MlpConfig { Depth = 1, FusionDepth = 1 };
        var train = new TrainConfig { BatchSize = 100, LearningRate = 0.05, Epochs = 10 };
        Assert.InRange(BestAccuracy(network, train), 0.85, 0.95);
    }

    [Fact]
    public void The_five_layer_network_passes_97_percent()
    {
        var network = new MlpConfig { Depth = 5, FusionDepth = 1 };
        var train = new TrainConfig { BatchSize = 1000, LearningRate = 0.04, Decay = 0.996, Epochs = 30 };
        Assert.InRange(BestAccuracy(network, train), 0.97, 1);
    }

    private static double BestAccuracy(NetworkConfig network, TrainConfig train)
    {
        var store = new SyntheticStore(Path.Combine(new DataFolders().Data, "synthetic"));
        var digits = new ResolvedImages(store.Load().Images, "synthetic", null, []);
        var config = CorruptionMixtureTests.With(("", 1)) with { Modalities = ["a"] };
        using var data = new NoisyMnist(digits, config, CPU, flatten: true);
        using var replica = FusionNetwork.Create(network, data.Modalities, data.Outputs, [1]);
        using var trainer = new Trainer(data, replica, train, [1]);
        return trainer.Run().Replicas[0].History.Max(row => row.Accuracy!.Value);
    }
}
