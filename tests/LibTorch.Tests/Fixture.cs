using System.Reflection;
using System.Text.Json;
using static TorchSharp.torch;

namespace LibTorch.Tests;

/// <summary>One case of tests/fixtures/torch_ops.json, which tests/fixtures/torch_ops.py made with PyTorch.</summary>
internal sealed class Fixture
{
    private static readonly Lazy<JsonDocument> s_file = new(() => JsonDocument.Parse(File.ReadAllText(
        Path.Combine(Root, "tests", "fixtures", "torch_ops.json"))));

    private readonly JsonElement _case;

    internal Fixture(string name) => _case = s_file.Value.RootElement.GetProperty(name);

    internal static string Root => typeof(Fixture).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    internal Tensor Input(string name) => Read(_case.GetProperty("inputs").GetProperty(name), ScalarType.Float32);

    internal Tensor IndexInput(string name) => Read(_case.GetProperty("inputs").GetProperty(name), ScalarType.Int64);

    /// <summary>Compares shapes and values with PyTorch's, in the order of the script.</summary>
    internal void Check(params Tensor[] results)
    {
        var expected = _case.GetProperty("results").EnumerateArray().ToArray();
        Assert.Equal(expected.Length, results.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            using var theirs = Read(expected[i], ScalarType.Float64);
            Assert.Equal(theirs.shape, results[i].shape);
            using var ours = results[i].detach().to(ScalarType.Float64);
            Assert.True(theirs.allclose(ours, rtol: 2e-5, atol: 2e-6), $"result {i}: off by {(theirs - ours).abs().max().ToDouble()}");
        }
    }

    private static Tensor Read(JsonElement element, ScalarType type)
    {
        double[] data = [.. element.GetProperty("data").EnumerateArray().Select(value => value.GetDouble())];
        long[] shape = [.. element.GetProperty("shape").EnumerateArray().Select(value => value.GetInt64())];
        using var flat = tensor(data);
        return flat.to(type).reshape(shape);
    }
}
