using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Tests.Networks;

public class FusionTests
{
    private static readonly ulong[] Seeds = [21, 22];

    [Theory]
    [InlineData("mlp of three modalities")]
    [InlineData("leaky mlp without bias")]
    public void The_sum_of_contributions_equals_one_layer_over_the_concatenated_branches(string name)
    {
        using var scope = NewDisposeScope();
        var network = SmallNetworks.Create(name, Seeds);
        var inputs = SmallNetworks.Inputs(network, Seeds, samples: 5);
        var output = network.call(inputs);
        for (int r = 0; r < Seeds.Length; r++)
        {
            var parameters = network.ExportReplica(r).ToDictionary(p => p.Name, p => p.Value);
            Tensor Layer(string layer, Tensor x) =>
                nn.functional.linear(x, parameters[$"{layer}.weight"], parameters.GetValueOrDefault($"{layer}.bias"));
            Tensor Activate(Tensor x) => network.Config.Activation == "relu" ? nn.functional.relu(x) : nn.functional.leaky_relu(x, 0.1);

            var branches = network.Modalities.Select((m, i) => Activate(Layer($"branches.{m.Name}.0", inputs[i][r])));
            var fused = Layer("fusion", cat([.. branches], 1));
            TensorAssert.Close(Layer("trunk.0", Activate(fused)), output[r]);
        }
    }

    [Fact]
    public void Branches_of_three_kinds_are_what_their_layers_give_one_after_the_other()
    {
        using var scope = NewDisposeScope();
        var network = SmallNetworks.Create("mlp with branches of three kinds", Seeds);
        var inputs = SmallNetworks.Inputs(network, Seeds, samples: 5);
        var output = network.call(inputs);
        for (int r = 0; r < Seeds.Length; r++)
        {
            var parameters = network.ExportReplica(r).ToDictionary(p => p.Name, p => p.Value);
            Tensor Layer(string layer, Tensor x) => nn.functional.linear(x, parameters[$"{layer}.weight"], parameters[$"{layer}.bias"]);
            Tensor Convolve(string layer, Tensor x) =>
                nn.functional.relu(nn.functional.conv2d(x, parameters[$"{layer}.weight"], parameters[$"{layer}.bias"]));

            var vector = nn.functional.relu(Layer("branches.a.1", nn.functional.relu(Layer("branches.a.0", inputs[0][r]))));
            var picture = nn.functional.max_pool2d(Convolve("branches.b.1", Convolve("branches.b.0", inputs[1][r])), [3, 3]).flatten(1);
            var fused = Layer("fusion", cat([vector, picture, inputs[2][r]], 1));
            TensorAssert.Close(Layer("trunk.1", nn.functional.relu(Layer("trunk.0", nn.functional.relu(fused)))), output[r]);
        }
    }

    [Fact]
    public void Pictures_without_channels_pass_as_pictures_of_one()
    {
        using var scope = NewDisposeScope();
        var config = new MlpConfig { Width = 4, FusionDepth = 2, Depth = 3, Branches = new Dictionary<string, BranchConfig> { ["a"] = new CnnBranchConfig { Channels = 2 } } };
        var (flat, channel) = (Create([12, 13]), Create([1, 12, 13]));
        var input = SmallNetworks.Normal(1, "test", [1, 5, 12, 13]);

        TensorAssert.Same(channel.call([input.unsqueeze(2)]), flat.call([input]));

        FusionNetwork Create(long[] shape) => FusionNetwork.Create(config, [new("a", shape)], outputs: 2, Seeds);
    }

    [Theory]
    [MemberData(nameof(SmallNetworks.Names), MemberType = typeof(SmallNetworks))]
    public void Samples_shared_by_all_replicas_need_no_copies(string name)
    {
        using var scope = NewDisposeScope();
        var network = SmallNetworks.Create(name, Seeds);
        Tensor[] shared = [.. SmallNetworks.Inputs(network, [7], samples: 5)];
        Tensor[] copied = [.. shared.Select(input => cat([input, input], 0))];
        TensorAssert.Close(network.call(copied), network.call(shared));
    }

    [Theory]
    [MemberData(nameof(SmallNetworks.Names), MemberType = typeof(SmallNetworks))]
    public void One_blank_stands_for_as_many_blanks_as_there_are_samples(string name)
    {
        using var scope = NewDisposeScope();
        var network = SmallNetworks.Create(name, Seeds);
        var inputs = SmallNetworks.Inputs(network, Seeds, samples: 5);
        for (int seen = 0; seen < inputs.Length; seen++)
        {
            var expected = network.call([.. inputs.Select((input, m) => m == seen ? input : zeros_like(input))]);
            var contributions = inputs.Select((input, m) => network.Branch(m, m == seen ? input : zeros([1, 1, .. input.shape[2..]])));
            TensorAssert.Close(expected, network.Head([.. contributions]));
        }
    }

    [Theory]
    [MemberData(nameof(SmallNetworks.Names), MemberType = typeof(SmallNetworks))]
    public void A_contribution_can_be_used_again_after_fusing(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var network = SmallNetworks.Create(name, Seeds);
        var inputs = SmallNetworks.Inputs(network, Seeds, samples: 5);
        Tensor[] contributions = [.. inputs.Select((input, m) => network.Branch(m, input))];
        var first = network.Head(contributions);
        TensorAssert.Same(first, network.Head(contributions));
    }

    [Theory]
    [MemberData(nameof(SmallNetworks.Names), MemberType = typeof(SmallNetworks))]
    public void A_step_leaves_no_tensor_behind(string name)
    {
        using var network = SmallNetworks.Create(name, Seeds);
        var inputs = SmallNetworks.Inputs(network, Seeds, samples: 2);
        void Step()
        {
            using (var output = network.call(inputs))
            using (var sum = output.sum())
            {
                sum.backward();
            }

            using (no_grad())
            using (network.Branch(0, inputs[0]))
            {
                network.zero_grad();
            }
        }

        Step();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Step();
        Step();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Array.ForEach(inputs, input => input.Dispose());
    }
}
