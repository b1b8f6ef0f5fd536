using System.Text;
using System.Text.RegularExpressions;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Cli;

public sealed class ExchangeErrorTests(ExchangeErrorTests.ExportedRun run) : IClassFixture<ExchangeErrorTests.ExportedRun>
{
    [Fact]
    public void A_run_that_does_not_exist_is_named() => CommandRun.Execute("export", "no/such/run")
        .FailsWith(3, "There is no run folder no/such/run; give the folder of a run, such as runs/NAME/TIMESTAMP.");

    [Fact]
    public void A_folder_without_a_run_is_refused() => CommandRun.Execute("export", run.Run.At("run", "checkpoint"))
        .FailsWith(3, $"{run.Run.At("run", "checkpoint")} holds no config.json, so it is no run folder.");

    [Fact]
    public void A_run_without_checkpoint_is_named()
    {
        Directory.CreateDirectory(run.Run.At("bare"));
        File.Copy(run.Run.At("run", "config.json"), run.Run.At("bare", "config.json"));

        CommandRun.Execute("export", run.Run.At("bare"), "--replica", "2").FailsWith(
            3, $"{run.Run.At("bare")} has no checkpoint of replica 2; only runs that train networks leave weights, at their end or when interrupted.");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("4")]
    public void A_replica_that_the_run_lacks_is_refused(string replica) => CommandRun.Execute("export", run.Run.Run, "--replica", replica)
        .FailsWith(2, $"Replica {replica} is asked for, but {run.Run.Run} has 3 (seeds 4..6); choose 1 to 3.");

    [Fact]
    public void A_replica_that_is_no_number_is_refused() => CommandRun.Execute("export", run.Run.Run, "--replica", "first")
        .FailsWith(2, "--replica is \"first\"; it must be a whole number from 1 to 2147483647.");

    [Fact]
    public void A_file_is_overwritten_only_by_force()
    {
        string file = run.Run.At("precious.safetensors");
        File.WriteAllText(file, "precious");

        CommandRun.Execute("export", run.Run.Run, "--out", file)
            .FailsWith(2, $"{file} exists already; name another file with --out, or overwrite it with --force.");
        Assert.Equal("precious", File.ReadAllText(file));
        Assert.Equal(0, CommandRun.Execute("export", run.Run.Run, "--out", file, "--force").ExitCode);
        Assert.Equal(File.ReadAllBytes(run.File), File.ReadAllBytes(file));
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_no_part_of_it()
    {
        string folder = run.Run.At("folder");
        Directory.CreateDirectory(folder);

        string below = Path.Combine(run.Run.Config, "weights.safetensors");

        CommandRun.Execute("export", run.Run.Run, "--out", folder, "--force").FailsWith(2, $"{folder} is a folder; name the file to write.");
        CommandRun.Execute("export", run.Run.Run, "--out", below).FailsWith(5, $"{below} cannot be written (there is no such folder).");

        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(folder)!, "*.tmp"));
        CommandRun.Execute("export", run.Run.Run, "--out", "").FailsWith(2, "--out is empty; name the file to write.");
    }

    [Fact]
    public void A_file_that_does_not_exist_is_named() => CommandRun.Execute("import", "no.safetensors", run.Run.Config)
        .FailsWith(3, "There is no file no.safetensors; give a safetensors file, such as export writes.");

    [Fact]
    public void A_file_of_something_else_is_refused() => Import(run.Run.Config)
        .FailsWith(
            3, $"{run.Run.Config} is no safetensors file: it is JSON text, such as a config or the index of a model in several files; give the file of the weights.");

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "the pointer that Git LFS leaves")]
    [InlineData("/annex/objects/SHA256E-s12345--4d7a.safetensors\n", "the pointer that git-annex leaves")]
    [InlineData("<!DOCTYPE html>\n<html><head><title>Sign in</title>", "a web page")]
    [InlineData("\uFEFF\n  <html lang=\"en\">", "a web page")]
    [InlineData("PK\u0003\u0004\u0000\u0000\u0008\u0008archive/data.pkl", "a zip archive")]
    [InlineData("\u0080\u0002\u008a\u000al\u00fc\u009c\u0046", "a pickle")]
    [InlineData("\u0080\u0004\u0095\u0002\u0000\u0000\u0000\u0000\u0000\u0000", "a pickle")]
    [InlineData("\u0089HDF\u000d\u000a\u001a\u000a\u0000\u0000", "an HDF5 file")]
    [InlineData("\u0093NUMPY\u0001\u0000v\u0000", "a NumPy array")]
    [InlineData("GGUF\u0003\u0000\u0000\u0000\u0001", "a GGUF file")]
    [InlineData("\u001f\u008b\u0008\u0000\u0000\u0000\u0000\u0000\u0000", "compressed with gzip")]
    [InlineData("", "empty")]
    public void A_file_of_another_kind_is_called_what_it_is(string content, string kind)
    {
        string file = run.Run.At("other.safetensors");
        File.WriteAllBytes(file, content.StartsWith('\uFEFF') ? Encoding.UTF8.GetBytes(content) : Encoding.Latin1.GetBytes(content));

        var refused = Import(file);

        Assert.StartsWith($"error: {file} is no safetensors file: it is {kind}", refused.Error, StringComparison.Ordinal);
        Assert.Equal((3, 1), (refused.ExitCode, refused.Error.Count(c => c == '\n')));
        Assert.False(Directory.Exists(run.Run.At("imported")));
    }

    /// <summary>Cut off anywhere, as a download is that breaks.</summary>
    [Fact]
    public void A_file_cut_short_is_refused()
    {
        byte[] whole = File.ReadAllBytes(run.File);
        string file = run.Run.At("cut.safetensors");
        foreach (int twentieth in Enumerable.Range(1, 19))
        {
            File.WriteAllBytes(file, whole[..(whole.Length * twentieth / 20)]);

            var refused = Import(file);

            Assert.Matches($"^error: {Regex.Escape(file)} is no readable safetensors file: (its header|the data of '.*') is incomplete.*\n$", refused.Error);
            Assert.Equal(3, refused.ExitCode);
        }
    }

    [Fact]
    public void Whole_numbers_are_no_weights()
    {
        string file = run.Run.At("quantized.safetensors");
        WriteAs(file, ScalarType.Byte);

        Import(file).FailsWith(
            3, $"{file}: 'branches.a.0.bias' holds whole numbers (Byte), as quantized weights are; export them as floating-point numbers.");
    }

    [Fact]
    public void Weights_of_another_shape_are_refused_and_nothing_is_written()
    {
        Import(run.File, "network.width=9").FailsWith(
            3, $"{run.File}: The weights hold 'branches.a.0.weight' with shape [8, 784], but this network needs [9, 784].");
        Assert.False(Directory.Exists(run.Run.At("imported")));
    }

    [Theory]
    [InlineData("network.fusionDepth=3", "fusionDepth 2", "fusionDepth 3")]
    [InlineData("network.activation=linear", "activation relu", "activation linear")]
    public void Weights_of_another_network_are_refused(string change, string theirs, string ours) => Import(run.File, change)
        .FailsWith(3, $"{run.File} holds a network of {theirs}, but the config describes one of {ours}; import it with the config it was trained with.");

    [Fact]
    public void A_sweep_is_no_network() => Import(run.File, """sweep={"network.width": [8, 9]}""")
        .FailsWith(2, "sweep makes many networks, and the file holds one; import it with the config of one point.");

    private void WriteAs(string file, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var stream = File.Create(file);
        SafeTensors.Write(stream, SafeTensors.Read(run.File).ToDictionary(named => named.Key, named => named.Value.to(type)));
    }

    private CommandRun Import(string file, params string[] changes) =>
        CommandRun.Execute(["import", file, run.Run.Config, .. changes, "--out", run.Run.At("imported")]);

    /// <summary>One run for all tests, with its first replica exported.</summary>
    public sealed class ExportedRun : IDisposable
    {
        public ExportedRun() => Assert.Equal(0, CommandRun.Execute("export", Run.Run, "--out", File).ExitCode);

        internal SmallRun Run { get; } = new();

        internal string File => Run.At("exported.safetensors");

        public void Dispose() => Run.Dispose();
    }
}
