using System.IO.Compression;

namespace FusionLab.Tests.Cli;

/// <summary>The benchmark of images and speech that <c>data make</c> writes.</summary>
public sealed class SpokenDigitsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string[] Command(string name) =>
    [
        "data", "make", "spoken-digits", "--source", "synthetic", "--train-samples", "60", "--test-samples", "20", "--out", Path.Combine(_folder.Path, name),
    ];

    [NeedsFact(Need.Speech)]
    public void Its_config_trains_on_both_modalities_and_the_same_seed_gives_the_same_bytes()
    {
        var made = CommandRun.Execute(Command("one"));
        Assert.Equal(0, made.ExitCode);
        Assert.EndsWith("spoken 100 %\n", made.Error);
        Assert.Equal(0, CommandRun.Execute(Command("two")).ExitCode);
        Assert.Equal(0, CommandRun.Execute([.. Command("other"), "--seed", "2"]).ExitCode);

        Assert.Equal(Read("one", "train_audio"), Read("two", "train_audio"));
        Assert.NotEqual(Read("one", "train_audio"), Read("other", "train_audio"));
        Assert.Equal(Read("one", "train_image"), Read("other", "train_image"));

        string run = Path.Combine(_folder.Path, "run");
        var trained = CommandRun.Execute(
            Path.Combine(_folder.Path, "one", "spoken-digits.json"), "--seeds", "1", "train.epochs=1", "train.batchSize=20", "--out", run, "--quiet");
        Assert.Equal(0, trained.ExitCode);
        Assert.StartsWith("replica,seed,epoch,step,learning_rate,loss,accuracy,accuracy_image,accuracy_audio", File.ReadAllText(Path.Combine(run, "metrics.csv")));
    }

    [NeedsFact(Need.Linux)]
    public void Without_the_synthesizer_it_says_what_to_install_and_leaves_nothing()
    {
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "dotnet"), Environment.ProcessPath!);
        using var made = ProgramRun.StartBy(["env", $"PATH={_folder.Path}"], Command("one"));

        Assert.Equal(6, made.Wait());
        Assert.Contains(
            "error: The speech synthesizer espeak-ng is not on this machine's search path; install eSpeak NG (Debian and Ubuntu: "
            + "apt-get install espeak-ng; macOS: brew install espeak-ng).\n", made.Error);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "one")));
    }

    [Theory]
    [InlineData("There is no dataset \"digits\" to make; there is \"spoken-digits\".", "data", "make", "digits")]
    [InlineData(
        "70000 training samples are asked for; it must be from 1 to 60000.", "data", "make", "spoken-digits", "--source", "synthetic",
        "--train-samples", "70000")]
    public void What_cannot_be_made_is_refused(string sentence, params string[] command)
    {
        var refused = CommandRun.Execute(command);

        Assert.Equal(2, refused.ExitCode);
        Assert.EndsWith($"error: {sentence}\n", refused.Error);
    }

    public void Dispose() => _folder.Dispose();

    private byte[] Read(string name, string array)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(_folder.Path, name, "spoken-digits.npz"));
        using var stream = archive.GetEntry($"{array}.npy")!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
