using System.Globalization;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Cli;

public class ExchangeTests
{
    [Theory]
    [InlineData(SmallRun.Mlp)]
    [InlineData(SmallRun.Cnn)]
    public void What_is_exported_imported_and_exported_again_is_the_same_to_the_last_bit(string network)
    {
        using var run = new SmallRun(network);
        string file = run.At("third.safetensors"), again = run.At("again.safetensors"), imported = run.At("imported");

        var export = CommandRun.Execute("export", run.Run, "--replica", "3", "--out", file);
        var import = CommandRun.Execute("import", file, run.Config, "--out", imported);
        var second = CommandRun.Execute("export", imported, "--out", again);

        Assert.StartsWith($"{file}: replica 3 (seed 6) after 2 epochs, ", export.Out);
        Assert.Equal((0, 0, 0), (export.ExitCode, import.ExitCode, second.ExitCode));
        Assert.All(new[] { "summary.json", "curves.svg", "report.html", "log.txt" }, name => Assert.True(File.Exists(Path.Combine(imported, name)), $"{name} is missing"));
        Assert.Equal(Weights(file), Weights(again));
        Assert.EndsWith($"run folder  {imported}\n", import.Out);
    }

    [Fact]
    public void Imported_weights_are_as_accurate_as_they_were_in_their_run()
    {
        using var run = new SmallRun();
        CommandRun.Execute("export", run.Run, "--replica", "2");

        var import = CommandRun.Execute("import", Path.Combine(run.Run, "replica-2.safetensors"), run.Config, "--out", run.At("imported"));

        var before = SmallRun.LastRow(run.Run, "2");
        var after = SmallRun.LastRow(run.At("imported"), "1");
        foreach (var (column, label) in (ReadOnlySpan<(string, string)>)[("accuracy", "accuracy"), ("accuracy_a", "a alone"), ("accuracy_b", "b alone")])
        {
            Assert.Equal(before[column], after[column]);
            double percent = 100 * double.Parse(after[column], CultureInfo.InvariantCulture);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{label,-12}{percent:F2} %\n"), import.Out);
        }
    }

    [Fact]
    public void A_network_for_regression_is_exchanged_too_and_has_a_loss_alone()
    {
        using var run = new SmallRun("""{ "depth": 2, "fusionDepth": 1, "width": 8 }""", """{ "kind": "xor", "samples": 200 }""", "mse");
        string file = run.At("w.safetensors"), again = run.At("again.safetensors"), imported = run.At("imported");

        CommandRun.Execute("export", run.Run, "--out", file);
        var import = CommandRun.Execute("import", file, run.Config, "--out", imported);
        CommandRun.Execute("export", imported, "--out", again);

        Assert.Matches($"^loss        [0-9.]+\nrun folder  {imported}\n$", import.Out);
        Assert.Equal(Weights(file), Weights(again));
    }

    [Fact]
    public void An_imported_network_trains_on_with_resume()
    {
        using var run = new SmallRun();
        string imported = run.At("imported");
        CommandRun.Execute("export", run.Run, "--out", run.At("w.safetensors"));
        CommandRun.Execute("import", run.At("w.safetensors"), run.Config, "--out", imported);
        string start = SmallRun.LastRow(imported, "1")["accuracy"];

        var resumed = CommandRun.Execute(run.Config, "--seeds", "4", "--out", imported, "--resume", "--quiet");

        Assert.Equal((0, ""), (resumed.ExitCode, resumed.Error));
        Assert.Equal("2", SmallRun.LastRow(imported, "1")["epoch"]);
        Assert.Equal(start, File.ReadAllLines(Path.Combine(imported, "metrics.csv"))[1].Split(',')[6]);
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("_orig_mod.")]
    [InlineData("module._orig_mod.")]
    [InlineData("model.net.")]
    public void The_prefix_of_a_wrapper_is_taken_off_the_names(string prefix)
    {
        using var run = new SmallRun();
        string file = run.At("w.safetensors"), wrapped = run.At("wrapped.safetensors");
        CommandRun.Execute("export", run.Run, "--out", file);
        Rewrite(file, wrapped, name => prefix + name, ScalarType.Float32);

        var import = CommandRun.Execute("import", wrapped, run.Config, "--out", run.At("imported"));
        CommandRun.Execute("export", run.At("imported"), "--out", run.At("again.safetensors"));

        Assert.Equal((0, ""), (import.ExitCode, import.Error));
        Assert.Equal(Weights(file), Weights(run.At("again.safetensors")));
    }

    [Theory]
    [InlineData(ScalarType.Float16, 1e-3)]
    [InlineData(ScalarType.BFloat16, 1e-2)]
    [InlineData(ScalarType.Float64, 0)]
    public void Weights_of_every_precision_are_read(ScalarType type, double tolerance)
    {
        using var run = new SmallRun();
        string file = run.At("w.safetensors"), other = run.At("other.safetensors");
        CommandRun.Execute("export", run.Run, "--out", file);
        Rewrite(file, other, name => name, type);

        var import = CommandRun.Execute("import", other, run.Config, "--out", run.At("imported"));
        CommandRun.Execute("export", run.At("imported"), "--out", run.At("again.safetensors"));

        Assert.Equal((0, ""), (import.ExitCode, import.Error));
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> before = SafeTensors.Read(file), after = SafeTensors.Read(run.At("again.safetensors"));
        Assert.All(before, named => Assert.True((named.Value - after[named.Key]).abs().max().item<float>() <= tolerance));
    }

    [Fact]
    public void Weights_too_large_for_the_network_are_refused()
    {
        using var run = new SmallRun();
        string file = run.At("w.safetensors"), large = run.At("large.safetensors");
        CommandRun.Execute("export", run.Run, "--out", file);
        Rewrite(file, large, name => name, ScalarType.Float64, factor: 1e300);

        var import = CommandRun.Execute("import", large, run.Config, "--out", run.At("imported"));

        Assert.Equal(3, import.ExitCode);
        Assert.Contains("holds values that are no finite numbers, or none in Float32", import.Error, StringComparison.Ordinal);
    }

    private static void Rewrite(string from, string to, Func<string, string> rename, ScalarType type, double factor = 1)
    {
        using var scope = NewDisposeScope();
        using var stream = File.Create(to);
        SafeTensors.Write(stream, SafeTensors.Read(from).ToDictionary(
            named => rename(named.Key), named => (named.Value.to(ScalarType.Float64) * factor).to(type)));
    }

    [Fact]
    public void The_metadata_say_what_names_and_shapes_leave_open()
    {
        using var run = new SmallRun(SmallRun.Cnn);
        CommandRun.Execute("export", run.Run, "--out", run.At("w.safetensors"));

        var about = SafeTensors.ReadMetadata(run.At("w.safetensors"));

        string[] expected =
        [
            "activation=relu", "depth=4", "epochs=2", "fusionDepth=2", "kind=cnn", "modalities=a,b", "pooling=2", "replica=1", "run=small", "seed=4",
        ];
        Assert.Equal(expected, about.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
    }

    private static string Weights(string file)
    {
        var tensors = SafeTensors.Read(file);
        string text = string.Join('\n', tensors.Select(named => $"{named.Key} {named.Value.dtype} [{string.Join(',', named.Value.shape)}] {Convert.ToHexString(named.Value.bytes)}"));
        foreach (var tensor in tensors.Values)
        {
            tensor.Dispose();
        }

        return text;
    }
}
