using FusionLab.Networks;
using static TorchSharp.torch;

namespace FusionLab.Tests.Networks;

public class ReplicaTests
{
    private static readonly ulong[] Seeds = [11, 12, 13, 14, 15];

    [Theory]
    [MemberData(nameof(SmallNetworks.Names), MemberType = typeof(SmallNetworks))]
    public void A_replica_in_a_batch_equals_the_same_replica_alone(string name)
    {
        foreach (int replicas in new[] { 1, 3, 5 })
        {
            using var scope = NewDisposeScope();
            ulong[] seeds = Seeds[..replicas];
            var together = SmallNetworks.Create(name, seeds);
            var inputs = SmallNetworks.Inputs(together, seeds, samples: 4);
            var outputs = together.call(inputs);
            SmallNetworks.Loss(together, inputs, seeds).backward();

            for (int r = 0; r < replicas; r++)
            {
                var alone = SmallNetworks.Create(name, [seeds[r]]);
                TensorAssert.Same(alone.ExportReplica(0), together.ExportReplica(r));
                Tensor[] own = [.. inputs.Select(input => input[r].unsqueeze(0))];
                TensorAssert.Close(alone.call(own)[0], outputs[r]);
                SmallNetworks.Loss(alone, own, [seeds[r]]).backward();
                foreach (var (expected, actual) in alone.parameters().Zip(together.parameters()))
                {
                    TensorAssert.Close(expected.grad![0], actual.grad![r]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(SmallNetworks.Names), MemberType = typeof(SmallNetworks))]
    public void Replicas_that_stay_are_untouched_when_others_leave(string name)
    {
        using var scope = NewDisposeScope();
        var network = SmallNetworks.Create(name, Seeds);
        var inputs = SmallNetworks.Inputs(network, Seeds, samples: 2);
        var before = network.call(inputs);

        network.Keep([1, 4]);

        Assert.Equal(2, network.Replicas);
        Assert.All(network.parameters(), parameter => Assert.Equal(2, parameter.shape[0]));
        Assert.All(network.parameters(), parameter => Assert.True(parameter.requires_grad && parameter.is_leaf));
        TensorAssert.Same(SmallNetworks.Create(name, [Seeds[1]]).ExportReplica(0), network.ExportReplica(0));
        TensorAssert.Same(SmallNetworks.Create(name, [Seeds[4]]).ExportReplica(0), network.ExportReplica(1));
        var after = network.call([.. inputs.Select(input => stack([input[1], input[4]]))]);
        TensorAssert.Close(before[1], after[0]);
        TensorAssert.Close(before[4], after[1]);
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 1, 0 })]
    [InlineData(new[] { 0, 0 })]
    [InlineData(new[] { 0, 5 })]
    [InlineData(new[] { -1 })]
    public void Only_ascending_replicas_that_exist_can_stay(int[] replicas)
    {
        using var network = SmallNetworks.Create("mlp 3", Seeds);
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Keep(replicas));
        Assert.Equal(5, network.Replicas);
    }

    /// <summary>The inputs of the second case have one channel only, where both layouts are the same memory.</summary>
    [Theory]
    [InlineData("cnn 3")]
    [InlineData("cnn 1")]
    public void Maps_with_their_channels_last_give_the_same_numbers(string name)
    {
        using var scope = NewDisposeScope();
        ulong[] seeds = Seeds[..3];
        var network = (FusionCnn)SmallNetworks.Create(name, seeds);
        var inputs = SmallNetworks.Inputs(network, seeds, samples: 4);
        Tensor[] shared = [.. inputs.Select(input => input.narrow(0, 0, 1))];
        var first = network.call(inputs);
        var firstShared = network.call(shared);
        SmallNetworks.Loss(network, inputs, seeds).backward();
        Tensor[] gradients = [.. network.parameters().Select(parameter => parameter.grad!.clone())];
        network.zero_grad();
        network.ChannelsLast = true;

        TensorAssert.Close(first, network.call(inputs));
        TensorAssert.Close(firstShared, network.call(shared));
        TensorAssert.Close(first, network.Head([network.Branch(0, inputs[0]), network.Branch(1, inputs[1])]));
        SmallNetworks.Loss(network, inputs, seeds).backward();
        Assert.All(network.parameters().Zip(gradients), pair => TensorAssert.Close(pair.Second, pair.First.grad!));
    }
}
