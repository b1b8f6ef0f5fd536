using FusionLab.Data;
using FusionLab.Networks;
using static TorchSharp.torch;

namespace FusionLab.Tests.Networks;

public class PyTorchAgreementTests
{
    private static readonly TorchReference Reference = TorchReference.Load();

    public static TheoryData<string, int> Cases => new()
    {
        { "mlp", 1 }, { "mlp", 3 }, { "mlp", 5 }, { "cnn", 1 }, { "cnn", 3 }, { "cnn", 5 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Outputs_and_twenty_steps_equal_those_of_PyTorch(string kind, int fusionDepth)
    {
        using var scope = NewDisposeScope();
        var (inputs, targets, example) = Reference.Find(kind, fusionDepth);
        var network = Create(kind, fusionDepth, inputs, [1, 2]);
        network.ImportReplica(1, example.Parameters());

        // The reference is replica 1; replica 0 trains beside it from its own weights, on the same samples.
        Tensor[] batch = [.. inputs.Select(input => input.unsqueeze(0).expand([2, .. input.shape]))];
        TensorAssert.Close(example.Outputs, network.call(batch)[1], 1e-5);

        var optimizer = optim.SGD(network.parameters(), Reference.LearningRate);
        var losses = new List<float>();
        for (int step = 0; step < Reference.Steps; step++)
        {
            using var stepScope = NewDisposeScope();
            optimizer.zero_grad();
            var output = network.call(batch);
            var loss = nn.functional.cross_entropy(output[1], targets);
            (loss + nn.functional.cross_entropy(output[0], targets)).backward();
            optimizer.step();
            losses.Add(loss.item<float>());
        }

        Assert.Equal(example.Losses.Count, losses.Count);
        Assert.All(losses.Zip(example.Losses), pair => Assert.InRange(pair.First, pair.Second - 1e-5, pair.Second + 1e-5));
        TensorAssert.Close(example.OutputsAfter, network.call(batch)[1], 1e-5);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Exported_names_and_shapes_are_those_of_the_PyTorch_module(string kind, int fusionDepth)
    {
        using var scope = NewDisposeScope();
        var (inputs, _, example) = Reference.Find(kind, fusionDepth);
        var network = Create(kind, fusionDepth, inputs, [1]);
        Assert.Equal(
            example.Shapes.Select(p => $"{p.Key} [{string.Join(", ", p.Value)}]"),
            network.ExportReplica(0).Select(p => $"{p.Name} [{string.Join(", ", p.Value.shape)}]"));
    }

    private static FusionNetwork Create(string kind, int fusionDepth, IReadOnlyList<Tensor> inputs, ulong[] seeds)
    {
        NetworkConfig config = kind == "cnn"
            ? new CnnConfig { FusionDepth = fusionDepth, Channels = Reference.Channels }
            : new MlpConfig { FusionDepth = fusionDepth, Width = Reference.Width };
        return FusionNetwork.Create(config, [new Modality("a", inputs[0].shape[1..]), new Modality("b", inputs[1].shape[1..])], outputs: 4, seeds);
    }
}
