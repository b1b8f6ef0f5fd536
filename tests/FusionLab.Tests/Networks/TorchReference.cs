using System.Text.Json;
using static TorchSharp.torch;

namespace FusionLab.Tests.Networks;

/// <summary>What plain PyTorch computes for small networks: tests/fixtures/networks_reference.json, made by the script beside it.</summary>
internal sealed class TorchReference
{
    private readonly JsonElement document;

    private TorchReference(JsonElement document) => this.document = document;

    public int Steps => document.GetProperty("steps").GetInt32();

    public double LearningRate => document.GetProperty("learningRate").GetDouble();

    public int Width => document.GetProperty("width").GetInt32();

    public int Channels => document.GetProperty("channels").GetInt32();

    public static TorchReference Load()
    {
        string root = typeof(TorchReference).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
            .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;
        using var parsed = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "tests", "fixtures", "networks_reference.json")));
        return new TorchReference(parsed.RootElement.Clone());
    }

    public (IReadOnlyList<Tensor> Inputs, Tensor Targets, Example Example) Find(string kind, int fusionDepth)
    {
        var family = document.GetProperty(kind);
        var inputs = family.GetProperty("inputs").EnumerateObject().Select(input => Read(input.Value)).ToArray();
        var targets = tensor([.. family.GetProperty("targets").EnumerateArray().Select(target => target.GetInt64())]);
        var example = family.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("fusionDepth").GetInt32() == fusionDepth);
        return (inputs, targets, new Example(example));
    }

    private static long[] Shape(JsonElement numbers) => [.. numbers.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];

    private static Tensor Read(JsonElement numbers)
    {
        float[] values = [.. numbers.GetProperty("values").EnumerateArray().Select(value => value.GetSingle())];
        using var flat = tensor(values);
        return flat.reshape(Shape(numbers));
    }

    /// <summary>One network: its weights, its outputs, and what 20 steps of SGD make of it.</summary>
    internal sealed class Example(JsonElement element)
    {
        public IReadOnlyDictionary<string, long[]> Shapes =>
            element.GetProperty("parameters").EnumerateObject().ToDictionary(p => p.Name, p => Shape(p.Value));

        public Tensor Outputs => Read(element.GetProperty("outputs"));

        public Tensor OutputsAfter => Read(element.GetProperty("outputsAfter"));

        public IReadOnlyList<float> Losses => [.. element.GetProperty("losses").EnumerateArray().Select(loss => loss.GetSingle())];

        public IReadOnlyDictionary<string, Tensor> Parameters() =>
            element.GetProperty("parameters").EnumerateObject().ToDictionary(p => p.Name, p => Read(p.Value));
    }
}
