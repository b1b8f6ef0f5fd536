using System.IO.Compression;
using System.Text.Json;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Tests.Data;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace FusionLab.Tests.Cli;

/// <summary>
/// Data files cut off at 20 places and with bytes changed: the program names the file (exit code 3), or reads the same numbers, as where
/// the change is in a date.
/// </summary>
[Trait("Category", "Reliability")]
public sealed class DamagedDataTests(ITestOutputHelper output) : IDisposable
{
    private const int Cuts = 20, Changes = 100;

    private readonly Folder _folder = new();

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Own_arrays(CompressionLevel compression)
    {
        using var file = new NpzFile();
        float[] numbers = [.. Enumerable.Range(0, 60 * 8).Select(i => MathF.Sin(i))];
        long[] labels = [.. Enumerable.Range(0, 60).Select(i => (long)(i % 2))];
        foreach (string part in new[] { "train", "test" })
        {
            file.Add(compression, $"{part}_sound", [60, 8], numbers).Add(compression, $"{part}_vision", [60, 8], numbers)
                .Add(compression, $"{part}_labels", [60], labels);
        }

        string config = _folder.At("mine.json");
        File.WriteAllText(config, $$"""{ "data": { "kind": "arrays", "file": {{JsonSerializer.Serialize(file.Path)}} } }""");
        float[] whole = ReadAll(config);

        Try($"damaged own arrays, {(compression == CompressionLevel.NoCompression ? "stored" : "compressed")}", file.Path, () =>
        {
            var run = CommandRun.Execute(config, "--dry-run");
            return run.ExitCode == 3 && run.Error.Contains(file.Path, StringComparison.Ordinal) ? null
                : run.ExitCode == 0 && ReadAll(config).SequenceEqual(whole) ? null
                : $"exit code {run.ExitCode}: {run.Error}";
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Small_image_files(bool packed)
    {
        var store = new MnistStore([TinyDataset.Describe()], new DataFolders { Override = _folder.Path });
        TinyDataset.WriteTo(_folder.Path);
        foreach (string file in packed ? [] : Directory.GetFiles(_folder.Path))
        {
            using (var stream = new GZipStream(File.OpenRead(file), CompressionMode.Decompress))
            using (var target = File.Create(file[..^3]))
            {
                stream.CopyTo(target);
            }

            File.Delete(file);
        }

        foreach (string file in Directory.GetFiles(_folder.Path))
        {
            Try($"damaged image file, {Path.GetFileName(file)}", file, () =>
            {
                try
                {
                    var images = store.Resolve(new NoisyMnistConfig { Source = "mnist" }).Images;
                    return images.Sha256 == TinyDataset.Images.Sha256 ? null : "other images";
                }
                catch (DataException failure)
                {
                    return failure.Message.Contains(file, StringComparison.Ordinal) ? null : failure.Message;
                }
            });
        }
    }

    [NeedsTheory(Need.Mnist)]
    [InlineData("train-labels-idx1-ubyte.gz")]
    [InlineData("t10k-images-idx3-ubyte.gz")]
    public void Files_of_MNIST(string name)
    {
        foreach (string file in Directory.GetFiles(Environment.GetEnvironmentVariable("FUSIONLAB_DATA")!, "*-ubyte.gz"))
        {
            File.Copy(file, _folder.At(Path.GetFileName(file)));
        }

        Try($"damaged file of MNIST, {name}", _folder.At(name), () =>
        {
            var check = CommandRun.Execute("data", "check", "--root", _folder.Path);
            return check.ExitCode == 3 && check.Error.Contains(name, StringComparison.Ordinal) ? null
                : check.ExitCode == 0 && !check.Out.Contains("missing", StringComparison.Ordinal) ? null
                : $"exit code {check.ExitCode}: {check.Error}";
        });
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Damages a file in one way after the other.</summary>
    /// <param name="mishap">The row's name.</param>
    /// <param name="path">The file.</param>
    /// <param name="failure">Tries it; what went wrong, null if nothing.</param>
    private void Try(string mishap, string path, Func<string?> failure)
    {
        byte[] whole = File.ReadAllBytes(path);
        var random = new Random(1);
        var failures = new List<string>();
        for (int i = 0; i < Cuts + Changes; i++)
        {
            byte[] damaged = [.. whole];
            int place = i < Cuts ? i * whole.Length / Cuts : random.Next(whole.Length);
            if (i < Cuts)
            {
                damaged = damaged[..place];
            }
            else
            {
                damaged[place] ^= (byte)(i % 2 == 0 ? 1 << random.Next(8) : random.Next(1, 256));
            }

            File.WriteAllBytes(path, damaged);
            if (failure() is { } what)
            {
                failures.Add($"{(i < Cuts ? "cut at" : "changed")} {place} of {whole.Length}: {what}");
            }
        }

        File.WriteAllBytes(path, whole);
        ReliabilityTable.Report(output, mishap, Cuts + Changes, failures);
    }

    private static float[] ReadAll(string config)
    {
        using var scope = NewDisposeScope();
        using var data = ArrayTask.Open((ArraysConfig)ConfigLoader.Load(config).Data, CPU, asImages: false).Data;
        var batch = data.DrawBatch([1], 0, 0, (int)data.TrainSamples);
        Tensor[] all = [.. batch.Inputs, batch.Targets, .. data.Test.Inputs, data.Test.Targets];
        return [.. all.SelectMany(tensor => tensor.contiguous().view(-1).to(ScalarType.Float32).data<float>().ToArray())];
    }
}
