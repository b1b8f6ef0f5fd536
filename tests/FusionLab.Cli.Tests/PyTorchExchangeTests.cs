using System.Diagnostics;
using System.Globalization;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Cli;

/// <summary>A trained replica runs in PyTorch and comes back.</summary>
[Trait("Category", "Slow")]
public class PyTorchExchangeTests
{
    [NeedsTheory(Need.PyTorch)]
    [InlineData(SmallRun.Mlp, 784)]
    [InlineData(SmallRun.Cnn, 1, 28, 28)]
    public void A_trained_replica_gives_the_same_outputs_in_PyTorch_and_comes_back_unchanged(string network, params int[] shape)
    {
        using var run = new SmallRun(network);
        using var scope = NewDisposeScope();
        string weights = run.At("w.safetensors"), samples = run.At("x.safetensors"), copy = run.At("copy.safetensors"), back = run.At("back.safetensors");
        Modality[] modalities = [new("a", [.. shape]), new("b", [.. shape])];
        var inputs = modalities.ToDictionary(m => m.Name, m => randn([5, .. m.Shape]));
        using (var stream = File.Create(samples))
        {
            SafeTensors.Write(stream, inputs);
        }

        Assert.Equal(0, CommandRun.Execute("export", run.Run, "--replica", "2", "--out", weights).ExitCode);
        float[] expected = Outputs(run, modalities, [.. inputs.Values.Select(x => x.unsqueeze(0))]);
        float[] actual = OutputsInPyTorch(weights, samples, copy);

        Assert.Equal((5 * 10, 5 * 10), (expected.Length, actual.Length));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.Equal(0, CommandRun.Execute("import", copy, run.Config, "--out", run.At("imported")).ExitCode);
        Assert.Equal(0, CommandRun.Execute("export", run.At("imported"), "--out", back).ExitCode);
        var first = SafeTensors.Read(weights);
        Assert.All(SafeTensors.Read(back), named => Assert.Equal(first[named.Key].bytes, named.Value.bytes));
    }

    /// <summary>What our own network computes with the second replica's weights in the run's checkpoint.</summary>
    private static float[] Outputs(SmallRun run, Modality[] modalities, Tensor[] inputs)
    {
        var config = ConfigJson.Read(Path.Combine(run.Run, "config.json"));
        using var network = FusionNetwork.Create(config.Network, modalities, outputs: 10, [99]);
        using var checkpoint = new CheckpointStore(Path.Combine(run.Run, "checkpoint", "replicas-1-2")).Load()!;
        network.ImportReplica(0, checkpoint.WeightsOf(2));
        return [.. network.call(inputs).detach().contiguous().data<float>()];
    }

    private static float[] OutputsInPyTorch(params string[] arguments)
    {
        string script = Path.Combine(RepositoryFiles.Root, "tests", "fixtures", "exported_weights.py");
        var start = new ProcessStartInfo(Machine.PythonPath, [script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return [.. output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(value => float.Parse(value, CultureInfo.InvariantCulture))];
    }
}
