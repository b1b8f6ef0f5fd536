using FusionLab.Data;

namespace FusionLab.Tests.Data;

public sealed class MnistStoreTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly LoopbackMirror _mirror = new();

    [Fact]
    public void The_configs_root_comes_first()
    {
        TinyDataset.WriteTo(_folder.At("mine"));

        var resolved = Store(LoopbackMirror.Nobody).Resolve(new NoisyMnistConfig { Root = _folder.At("mine") });

        Assert.Equal(("mnist", _folder.At("mine")), (resolved.Source, resolved.Root));
        Assert.Equal(TinyDataset.Images.TrainImages.Values, resolved.Images.TrainImages.Values);
        Assert.Empty(resolved.Warnings);
    }

    [Fact]
    public void FUSIONLAB_DATA_may_name_the_folder_or_its_parent()
    {
        TinyDataset.WriteTo(_folder.At("shared/mnist"));
        foreach (string named in new[] { _folder.At("shared"), _folder.At("shared/mnist") })
        {
            var folders = new DataFolders { Override = named, Data = _folder.At("data") };
            var store = new MnistStore([TinyDataset.Describe(LoopbackMirror.Nobody)], folders);
            Assert.Equal("mnist", store.Resolve(new NoisyMnistConfig()).Source);
        }
    }

    [Theory]
    [InlineData("train-images.idx3-ubyte", false)]
    [InlineData("train-images.idx3-ubyte.gz", true)]
    [InlineData("train-images-idx3-ubyte", false)]
    public void Files_may_be_unpacked_and_have_the_names_that_other_tools_give_them(string name, bool packed)
    {
        TinyDataset.WriteTo(_folder.At("data/mnist"));
        byte[] content = TinyDataset.Unpacked(TinyDataset.Images.TrainImages);
        File.Delete(_folder.At("data/mnist", "train-images-idx3-ubyte.gz"));
        File.WriteAllBytes(_folder.At("data/mnist", name), packed ? TinyDataset.Packed(content) : content);

        Assert.Equal("mnist", Store(_mirror.Address).Resolve(new NoisyMnistConfig()).Source);
        Assert.Empty(_mirror.Requests);
    }

    [Fact]
    public void The_data_folder_is_used_without_asking_a_mirror()
    {
        TinyDataset.WriteTo(_folder.At("data/mnist"));

        Assert.Equal(_folder.At("data/mnist"), Store(_mirror.Address).Resolve(new NoisyMnistConfig()).Root);
        Assert.Empty(_mirror.Requests);
    }

    [Fact]
    public void Missing_data_is_downloaded_once()
    {
        TinyDataset.ServeFrom(_mirror);

        Assert.Equal("mnist", Store(_mirror.Address).Resolve(new NoisyMnistConfig()).Source);
        Assert.Equal("mnist", Store(_mirror.Address).Resolve(new NoisyMnistConfig { Source = "mnist" }).Source);
        Assert.Equal(4, _mirror.Requests.Count);
        Assert.Equal(4, Directory.GetFiles(_folder.At("data/mnist")).Length);
    }

    [Fact]
    public void The_configs_mirrors_replace_the_published_ones()
    {
        TinyDataset.ServeFrom(_mirror);

        var resolved = Store(LoopbackMirror.Nobody).Resolve(new NoisyMnistConfig { Mirrors = [_mirror.Address.ToString().TrimEnd('/')] });

        Assert.Equal("mnist", resolved.Source);
    }

    [Fact]
    public void Without_a_network_auto_falls_back_loudly()
    {
        var resolved = Store(LoopbackMirror.Nobody, LoopbackMirror.Nobody).Resolve(new NoisyMnistConfig());

        Assert.Equal("synthetic", resolved.Source);
        Assert.Contains("SYNTHETIC DIGITS", Assert.Single(resolved.Warnings));
    }

    [Fact]
    public void Without_a_network_mnist_is_an_error_that_says_what_to_do()
    {
        var error = Assert.Throws<DataException>(() => Store(LoopbackMirror.Nobody).Resolve(new NoisyMnistConfig { Source = "mnist" }));

        Assert.Contains("MNIST could not be downloaded", error.Message);
        Assert.Contains("Put the four files into data/mnist", error.Message);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("mnist")]
    public void A_root_that_lacks_a_file_is_an_error_that_names_it(string source)
    {
        TinyDataset.WriteTo(_folder.At("mine"));
        File.Delete(Path.Combine(_folder.At("mine"), "t10k-labels-idx1-ubyte.gz"));

        var config = new NoisyMnistConfig { Source = source, Root = _folder.At("mine") };
        var error = Assert.Throws<DataException>(() => Store(_mirror.Address).Resolve(config));

        Assert.StartsWith($"{_folder.At("mine")} holds neither t10k-labels-idx1-ubyte nor t10k-labels-idx1-ubyte.gz.", error.Message);
        Assert.Contains("data.root", error.Message);
        Assert.Empty(_mirror.Requests);
    }

    [Theory]
    [InlineData("mine", "mine")]
    [InlineData("data/mnist", null)]
    public void A_changed_pixel_is_an_error_that_names_the_file(string place, string? root)
    {
        TinyDataset.WriteTo(_folder.At(place));
        var pixels = TinyDataset.Unpacked(TinyDataset.Images.TestImages);
        pixels[^1] ^= 1;
        string path = Path.Combine(_folder.At(place), "t10k-images-idx3-ubyte.gz");
        File.WriteAllBytes(path, TinyDataset.Packed(pixels));

        var config = new NoisyMnistConfig { Root = root is null ? null : _folder.At(root) };
        var error = Assert.Throws<DataException>(() => Store(_mirror.Address).Resolve(config));

        Assert.StartsWith($"{path} is not MNIST's: its SHA-256 is ", error.Message);
    }

    [Fact]
    public void An_unknown_source_lists_the_known_ones()
    {
        var error = Assert.Throws<ConfigException>(() => Store().Resolve(new NoisyMnistConfig { Source = "mnits" }));
        Assert.Equal("data.source is \"mnits\"; it must be \"auto\", \"mnist\" or \"synthetic\".", error.Message);
    }

    [Fact]
    public void Check_tells_good_broken_and_absent_files_apart()
    {
        TinyDataset.WriteTo(_folder.At("data/mnist"));
        File.WriteAllText(Path.Combine(_folder.At("data/mnist"), "train-labels-idx1-ubyte.gz"), "not a gzip file");
        File.Delete(Path.Combine(_folder.At("data/mnist"), "t10k-labels-idx1-ubyte.gz"));

        var report = Store().Check();

        Assert.Equal([true, false, true, false], report.Select(file => file.IsGood));
        Assert.Contains("is not a complete gzip file", report[1].Problem);
        Assert.Null(report[3].Path);
    }

    public void Dispose()
    {
        _mirror.Dispose();
        _folder.Dispose();
    }

    private MnistStore Store(params Uri[] mirrors) => new(
        [TinyDataset.Describe(mirrors)],
        new DataFolders { Override = null, Data = _folder.At("data") },
        synthetic: TinyDataset.Store(_folder.At("synthetic")));
}

/// <summary>What only the real files can show; they are taken from <c>FUSIONLAB_DATA</c>.</summary>
[Trait("Category", "Mnist")]
public class RealMnistTests
{
    [NeedsFact(Need.Mnist)]
    public void The_published_files_are_recognized()
    {
        var resolved = new MnistStore().Resolve(new NoisyMnistConfig { Source = "mnist" });
        Assert.Equal("mnist", resolved.Source);
        Assert.All(new MnistStore().Check(resolved.Root), file => Assert.True(file.IsGood, file.Problem));
    }

    [NeedsFact(Need.Mnist)]
    public void The_normalization_constants_are_the_training_pixels_mean_and_deviation()
    {
        var pixels = new MnistStore().Resolve(new NoisyMnistConfig { Source = "mnist" }).Images.TrainImages.Values;
        double mean = pixels.Average(pixel => pixel / 255.0);
        double square = pixels.Average(pixel => pixel / 255.0 * (pixel / 255.0));

        Assert.Equal(NoisyMnist.PixelMean, mean, 5e-5);
        Assert.Equal(NoisyMnist.PixelDeviation, Math.Sqrt(square - (mean * mean)), 5e-5);
    }
}
