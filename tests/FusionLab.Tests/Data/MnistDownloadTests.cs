using FusionLab.Data;

namespace FusionLab.Tests.Data;

public sealed class MnistDownloadTests : IDisposable
{
    /// <summary>A busy machine is no mirror that is silent.</summary>
    private static readonly FetchLimits s_patient = new() { Connect = TimeSpan.FromMinutes(1), Silence = TimeSpan.FromMinutes(1) };

    private const string First = "train-images-idx3-ubyte.gz";
    private readonly Folder _folder = new();
    private readonly LoopbackMirror _bad = new();
    private readonly LoopbackMirror _good = new();

    public MnistDownloadTests() => TinyDataset.ServeFrom(_good);

    [Fact]
    public async Task An_unreachable_mirror_is_passed_over_and_not_asked_again()
    {
        var fetched = await Store(LoopbackMirror.Nobody, _good.Address).FetchAsync("mnist");
        Assert.All(fetched, file => Assert.Equal(_good.Address, file.Mirror));
        AssertComplete();
    }

    [Fact]
    public async Task A_mirror_that_lacks_a_file_is_passed_over()
    {
        var fetched = await Store(_bad.Address, _good.Address).FetchAsync("mnist");
        Assert.All(fetched, file => Assert.Equal(_good.Address, file.Mirror));
        Assert.Equal([First], _bad.Requests);
    }

    [Fact]
    public async Task A_corrupt_download_never_gets_its_name()
    {
        var content = TinyDataset.Unpacked(TinyDataset.Images.TrainImages);
        content[100] ^= 255;
        _bad.Serve(First, TinyDataset.Packed(content));

        var error = await Assert.ThrowsAsync<DataException>(() => Store(_bad.Address).FetchAsync("mnist"));

        Assert.Contains($"{First} is not MNIST's: its SHA-256 is", error.Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_connection_that_breaks_off_leaves_nothing_behind()
    {
        var content = TinyDataset.Packed(TinyDataset.Unpacked(TinyDataset.Images.TrainImages));
        _bad.Serve(First, async response =>
        {
            response.ContentLength64 = content.Length;
            await response.OutputStream.WriteAsync(content.AsMemory(0, content.Length / 2));
            response.Abort();
        });

        await Assert.ThrowsAsync<DataException>(() => Store(_bad.Address).FetchAsync("mnist"));

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    /// <summary>The transfer fails at the moment of the cancellation: which of the two the client sees first is left to chance.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_download_is_no_failed_one(bool breaksOff)
    {
        using var cancel = new CancellationTokenSource();
        _bad.Serve(First, async response =>
        {
            await cancel.CancelAsync();
            if (breaksOff)
            {
                response.Abort();
            }
            else
            {
                response.StatusCode = 500;
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store(_bad.Address, LoopbackMirror.Nobody).FetchAsync("mnist", cancel: cancel.Token));

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_mirror_that_falls_silent_is_given_up()
    {
        var never = new TaskCompletionSource();
        _bad.Serve(First, async response =>
        {
            await response.OutputStream.WriteAsync(new byte[10]);
            await response.OutputStream.FlushAsync();
            await never.Task;
        });

        var fetched = await Store(TimeSpan.FromSeconds(2), _bad.Address, _good.Address).FetchAsync("mnist");

        Assert.Equal(_good.Address, fetched[0].Mirror);
        AssertComplete();
        never.SetResult();
    }

    [Fact]
    public async Task A_mirror_that_sends_a_byte_now_and_then_is_given_up()
    {
        _bad.Serve(First, async response =>
        {
            while (true)
            {
                await response.OutputStream.WriteAsync(new byte[1]);
                await response.OutputStream.FlushAsync();
                await Task.Delay(20);
            }
        });

        var fetched = await Store(TimeSpan.FromSeconds(2), _bad.Address, _good.Address).FetchAsync("mnist");

        Assert.Equal(_good.Address, fetched[0].Mirror);
        AssertComplete();
    }

    [Fact]
    public async Task A_mirror_that_never_stops_sending_is_given_up()
    {
        _bad.Serve(First, async response =>
        {
            response.SendChunked = true;
            var piece = new byte[1 << 16];
            while (true)
            {
                await response.OutputStream.WriteAsync(piece);
            }

        });

        var error = await Assert.ThrowsAsync<DataException>(() => Store(_bad.Address).FetchAsync("mnist"));
        Assert.Contains("it sends more than", error.Message);
    }

    [Fact]
    public async Task Good_files_stay_as_they_are_and_broken_ones_are_set_aside()
    {
        TinyDataset.WriteTo(_folder.Path);
        string broken = _folder.At("train-labels-idx1-ubyte");
        File.WriteAllText(broken, "half a file");
        File.Delete(broken + ".gz");

        var fetched = await Store(_good.Address).FetchAsync("mnist");

        Assert.Equal(["train-labels-idx1-ubyte.gz"], _good.Requests);
        Assert.Equal([null, _good.Address, null, null], fetched.Select(file => file.Mirror));
        Assert.Equal("half a file", File.ReadAllText(broken + ".broken"));
        Assert.All(Store().Check(_folder.Path), file => Assert.True(file.IsGood));
    }

    [Fact]
    public async Task A_good_file_beside_a_broken_one_is_taken()
    {
        TinyDataset.WriteTo(_folder.Path);
        File.WriteAllText(_folder.At("train-labels-idx1-ubyte"), "half a file");

        var fetched = await Store(_good.Address).FetchAsync("mnist");

        Assert.Empty(_good.Requests);
        Assert.Equal(_folder.At("train-labels-idx1-ubyte.gz"), fetched[1].Path);
        Assert.Equal(TinyDataset.Images.Sha256, Store().Resolve(new NoisyMnistConfig { Source = "mnist" }).Images.Sha256);
    }

    [Fact]
    public async Task All_broken_files_of_one_name_are_set_aside()
    {
        TinyDataset.WriteTo(_folder.Path);
        string labels = _folder.At("train-labels-idx1-ubyte");
        File.WriteAllText(labels, "half a file");
        File.WriteAllText(labels + ".gz", "half a file, too");

        await Store(_good.Address).FetchAsync("mnist");

        Assert.Equal(["half a file", "half a file, too"], [File.ReadAllText(labels + ".broken"), File.ReadAllText(labels + ".gz.broken")]);
        Assert.Equal(TinyDataset.Images.Sha256, Store().Resolve(new NoisyMnistConfig { Source = "mnist" }).Images.Sha256);
    }

    [Fact]
    public async Task A_failed_fetch_leaves_even_a_broken_file_in_place()
    {
        TinyDataset.WriteTo(_folder.Path);
        File.WriteAllText(_folder.At(First), "half a file");

        await Assert.ThrowsAsync<DataException>(() => Store(_bad.Address).FetchAsync("mnist"));

        Assert.Equal("half a file", File.ReadAllText(_folder.At(First)));
    }

    [Fact]
    public async Task Another_dataset_in_the_folder_is_not_mistaken_for_a_broken_one()
    {
        TinyDataset.WriteTo(_folder.Path);
        var others = SyntheticDigits.Draw(seed: 8, TinyDataset.TrainSamples, TinyDataset.TestSamples);
        var fashion = new ImageDataset("fashionMnist", "Fashion-MNIST", "fashion-mnist", [_bad.Address], TinyDataset.FilesOf(others));
        foreach (var (file, part) in fashion.Files.Zip(others.Parts))
        {
            _bad.Serve(file.PackedName, TinyDataset.Packed(TinyDataset.Unpacked(part)));
        }

        var store = new MnistStore([TinyDataset.Describe(), fashion], new DataFolders { Override = _folder.Path }, s_patient);

        var fetched = await store.FetchAsync("fashion-mnist");

        Assert.All(fetched, file => Assert.StartsWith(_folder.At("fashion-mnist"), file.Path));
        var report = store.Check();
        Assert.Equal(8, report.Count);
        Assert.All(report, file => Assert.True(file.IsGood, file.Problem));
    }

    [Fact]
    public async Task An_unknown_dataset_cannot_be_fetched()
    {
        var error = await Assert.ThrowsAsync<ConfigException>(() => Store().FetchAsync("cifar"));
        Assert.Equal("There is no dataset \"cifar\" to fetch; there is \"mnist\".", error.Message);
    }

    [Fact]
    public async Task Progress_ends_at_the_files_length()
    {
        var reports = new Recorder();
        var fetched = await Store(_good.Address).FetchAsync("mnist", progress: reports);

        var last = reports.All.Last(report => report.File == First);
        Assert.Equal(new FileInfo(fetched[0].Path).Length, last.Received);
        Assert.Equal(last.Received, last.Total);
    }

    public void Dispose()
    {
        _bad.Dispose();
        _good.Dispose();
        _folder.Dispose();
    }

    private MnistStore Store(params Uri[] mirrors) => Store(TimeSpan.FromMinutes(1), mirrors);

    private MnistStore Store(TimeSpan silence, params Uri[] mirrors) =>
        new([TinyDataset.Describe(mirrors)], new DataFolders { Override = _folder.Path }, s_patient with { Silence = silence });

    private void AssertComplete()
    {
        Assert.All(Store().Check(), file => Assert.True(file.IsGood, file.Problem));
        Assert.Equal(4, Directory.GetFiles(_folder.Path).Length);
    }

    private sealed class Recorder : IProgress<FetchProgress>
    {
        public List<FetchProgress> All { get; } = [];

        public void Report(FetchProgress value) => All.Add(value);
    }
}
