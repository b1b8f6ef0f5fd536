using FusionLab.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

public class ReplicaSgdTests
{
    /// <summary>Fifty steps beside torch.optim.SGD, which gets the same gradients for its own copies of each replica.</summary>
    [Theory]
    [InlineData(0, 0, 0.05, 0.05)]
    [InlineData(0.9, 0, 0.05, 0.05)]
    [InlineData(0, 0.01, 0.05, 0.05)]
    [InlineData(0.9, 0.01, 0.05, 0.01)]
    public void It_walks_as_torchs_SGD_does(double momentum, double weightDecay, double rate1, double rate2)
    {
        double[] rates = [rate1, rate2];
        using var data = SmallTask.Data();
        using var network = SmallTask.Network(data, [1, 2]);
        using var sgd = new ReplicaSgd(network, momentum, weightDecay);
        using var outer = NewDisposeScope();
        var names = network.named_parameters().Select(named => named.name).ToArray();
        var copies = rates.Select((_, r) => names.Select(name => new Parameter(network.get_parameter(name)!.select(0, r).detach().clone())).ToArray()).ToArray();
        var references = rates.Select((rate, r) => optim.SGD(copies[r], rate, momentum, weight_decay: weightDecay)).ToArray();

        for (int step = 0; step < 50; step++)
        {
            using var scope = NewDisposeScope();
            using var batch = data.DrawBatch([1, 2], step, 0, 50);
            Losses.Compute(LossKind.CrossEntropy, network.forward(batch.Inputs), batch.Targets).sum().backward();
            for (int r = 0; r < rates.Length; r++)
            {
                for (int p = 0; p < names.Length; p++)
                {
                    copies[r][p].grad = network.get_parameter(names[p])!.grad!.select(0, r).clone();
                }

                references[r].step();
            }

            sgd.Step(rates);
        }

        for (int r = 0; r < rates.Length; r++)
        {
            for (int p = 0; p < names.Length; p++)
            {
                using var difference = (network.get_parameter(names[p])!.select(0, r) - copies[r][p]).abs().max();
                Assert.True(difference.item<float>() < 1e-6f, $"{names[p]} of replica {r}: {difference.item<float>()}");
            }
        }
    }

    [Fact]
    public void A_step_clears_the_gradients()
    {
        using var data = SmallTask.Data();
        using var network = SmallTask.Network(data, [1]);
        using var sgd = new ReplicaSgd(network);
        using var batch = data.DrawBatch([1], 0, 0, 50);
        using var loss = Losses.Compute(LossKind.CrossEntropy, network.forward(batch.Inputs), batch.Targets).sum();
        loss.backward();
        sgd.Step([0.1]);

        Assert.All(network.parameters(), parameter => Assert.Null(parameter.grad));
    }

    /// <summary>A bfloat16 weight of 1 has neighbours 2⁻⁷ away; a hundred updates of 1e-4 add up to 0.01 only in the master copy.</summary>
    [Fact]
    public void Small_updates_of_bfloat16_weights_add_up_in_32_bits()
    {
        using var data = SmallTask.Data();
        using var network = SmallTask.Network(data, [1], ScalarType.BFloat16);
        using (no_grad())
        {
            foreach (var parameter in network.parameters())
            {
                parameter.fill_(1);
            }
        }

        using var sgd = new ReplicaSgd(network);
        for (int step = 0; step < 100; step++)
        {
            foreach (var parameter in network.parameters())
            {
                using var gradient = ones_like(parameter);
                parameter.grad = gradient;
            }

            sgd.Step([1e-4]);
        }

        using var weight = network.parameters().First().to(ScalarType.Float32).flatten();
        Assert.Equal(0.99f, weight[0].item<float>(), 0.0021f);
        Assert.True(weight[0].item<float>() < 1);
    }
}
