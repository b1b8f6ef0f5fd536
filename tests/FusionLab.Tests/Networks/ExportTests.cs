using static TorchSharp.torch;

namespace FusionLab.Tests.Networks;

public class ExportTests
{
    [Theory]
    [MemberData(nameof(SmallNetworks.Names), MemberType = typeof(SmallNetworks))]
    public void A_replica_exported_and_imported_elsewhere_is_the_same_network(string name)
    {
        using var scope = NewDisposeScope();
        var source = SmallNetworks.Create(name, [1, 2, 3]);
        var target = SmallNetworks.Create(name, [4, 5]);
        var inputs = SmallNetworks.Inputs(source, [9], samples: 3);
        var others = target.ExportReplica(0);

        target.ImportReplica(1, source.ExportReplica(2).ToDictionary(p => p.Name, p => p.Value));

        TensorAssert.Same(source.ExportReplica(2), target.ExportReplica(1));
        TensorAssert.Same(others, target.ExportReplica(0));
        Assert.InRange((source.call(inputs)[2] - target.call(inputs)[1]).abs().max().item<float>(), 0, 2e-6);
    }

    [Fact]
    public void Weights_of_another_network_are_refused_before_anything_is_overwritten()
    {
        using var scope = NewDisposeScope();
        var network = SmallNetworks.Create("mlp 2", [1]);
        var before = network.ExportReplica(0);
        string Refusal(Action<Dictionary<string, Tensor>> change)
        {
            var weights = network.ExportReplica(0).ToDictionary(p => p.Name, p => p.Value * 2);
            change(weights);
            return Assert.Throws<DataException>(() => network.ImportReplica(0, weights)).Message;
        }

        Assert.Equal("The weights lack 'trunk.2.bias' of shape [2]; they belong to another network.", Refusal(w => w.Remove("trunk.2.bias")));
        Assert.Equal("The weights hold 'trunk.3.weight', which this network lacks; they belong to another network.", Refusal(w => w["trunk.3.weight"] = zeros(1)));
        Assert.Equal("The weights hold 'fusion.weight' with shape [4, 9], but this network needs [4, 8].", Refusal(w => w["fusion.weight"] = zeros(4, 9)));
        TensorAssert.Same(before, network.ExportReplica(0));
    }

    [Fact]
    public void Exported_weights_are_copies()
    {
        using var scope = NewDisposeScope();
        var network = SmallNetworks.Create("mlp 1", [1]);
        network.ExportReplica(0)[0].Value.zero_();
        Assert.NotEqual(0, network.ExportReplica(0)[0].Value.abs().sum().item<float>());
    }
}
