using FusionLab.Networks;
using FusionLab.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Tests.Networks;

/// <summary>Networks whose fully connected layers FusionLab's own product computes, beside torch in double precision.</summary>
public class LinearFunctionTests
{
    private static readonly ulong[] Seeds = [3, 8];

    [NeedsTheory(Need.Avx512)]
    [MemberData(nameof(SmallNetworks.Names), MemberType = typeof(SmallNetworks))]
    public void Outputs_and_gradients_of_every_network_are_those_of_torch(string name)
    {
        using var scope = NewDisposeScope();
        var (network, reference) = (SmallNetworks.Create(name, Seeds), SmallNetworks.Create(name, Seeds, float64));
        network.MultiplyBy(new MatrixProduct(2, takesAll: true));
        var inputs = SmallNetworks.Inputs(network, Seeds, samples: 7);
        Tensor[] wide = [.. inputs.Select(input => input.to(float64))];

        TensorAssert.Close(reference.call(wide), network.call(inputs).to(float64));
        SmallNetworks.Loss(network, inputs, Seeds).backward();
        SmallNetworks.Loss(reference, wide, Seeds).backward();
        foreach (var ((parameterName, parameter), expected) in network.named_parameters().Zip(reference.parameters()))
        {
            Assert.True(parameter.grad is not null, parameterName);
            TensorAssert.Close(expected.grad!, parameter.grad.to(float64), 1e-5);
        }
    }

    /// <summary>As evaluation does it: the same samples for all replicas, and blank branches of one sample.</summary>
    [NeedsTheory(Need.Avx512)]
    [InlineData("mlp 3")]
    [InlineData("leaky mlp without bias")]
    [InlineData("fission")]
    public void Samples_that_all_replicas_share_give_what_each_gives_alone(string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var network = SmallNetworks.Create(name, Seeds);
        network.MultiplyBy(new MatrixProduct(2, takesAll: true));
        Tensor[] shared = [.. SmallNetworks.Inputs(network, Seeds, samples: 5).Select(input => input.narrow(0, 0, 1))];
        Tensor[] own = [.. shared.Select(input => input.expand([2, .. input.shape[1..]]).contiguous())];

        TensorAssert.Same(network.call(own), network.call(shared));
    }

    /// <summary>Inputs that all replicas share, that need a gradient, and whose gradient by the outputs has gaps.</summary>
    [NeedsFact(Need.Avx512)]
    public void Shared_inputs_get_the_gradients_of_all_replicas()
    {
        using var scope = NewDisposeScope();
        var spec = new LayerSpec("layer", 5, [3], null, HasBias: true, 1);
        var weights = SmallNetworks.Normal(1, "weight", [2, 5, 3]);
        var input = SmallNetworks.Normal(1, "input", [1, 3, 9]);
        var bias = SmallNetworks.Normal(1, "bias", [2, 5]);

        Tensor[] actual = Differentiate(float32), expected = Differentiate(float64);
        Assert.All(expected.Zip(actual), pair => TensorAssert.Close(pair.First, pair.Second.to(float64), 1e-5));

        Tensor[] Differentiate(ScalarType type)
        {
            Tensor[] variables = [.. new[] { weights, input, bias }.Select(value => value.to(type).detach().clone().requires_grad_(true))];
            var (w, z, b) = (variables[0], variables[1], variables[2]);
            var output = type == float32
                ? LinearFunction.Apply(new MatrixProduct(2, takesAll: true), w.reshape(1, 10, 3), z, b.reshape(1, 10), 0).view(2, 5, 9)
                : w.matmul(z.relu()) + b.unsqueeze(2);
            output.transpose(1, 2).pow(2).sum().backward();
            return [.. variables.Select(variable => variable.grad!)];
        }
    }
}

/// <summary>Alone, so that no other test's memory is in the process's.</summary>
[CollectionDefinition(nameof(LinearFunctionMemoryTests), DisableParallelization = true)]
[Collection(nameof(LinearFunctionMemoryTests))]
public class LinearFunctionMemoryTests
{
    /// <summary>Every step's activations take 10 MB here.</summary>
    [NeedsFact(Need.Avx512)]
    public void Steps_leave_no_memory_behind()
    {
        using var scope = NewDisposeScope();
        ulong[] seeds = [3, 8];
        var network = SmallNetworks.Create("mlp 3", seeds);
        network.MultiplyBy(new MatrixProduct(2, takesAll: true));
        var inputs = SmallNetworks.Inputs(network, seeds, samples: 50_000);
        Step();
        Step();
        long tensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount, bytes = Environment.WorkingSet;
        for (int step = 0; step < 40; step++)
        {
            Step();
        }

        Assert.Equal(tensors, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.InRange(Environment.WorkingSet - bytes, long.MinValue, 120 << 20);

        void Step()
        {
            using var inner = NewDisposeScope();
            network.call(inputs).sum().backward();
            foreach (var parameter in network.parameters())
            {
                parameter.grad = null;
            }
        }
    }
}
