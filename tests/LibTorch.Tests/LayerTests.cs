using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace LibTorch.Tests;

/// <summary>Layers and losses give PyTorch's values and gradients.</summary>
public sealed class LayerTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Linear()
    {
        var fixture = new Fixture("linear");
        fixture.Check(WithGradients(t => F.linear(t[0], t[1], t[2]), fixture.Input("x"), fixture.Input("w"), fixture.Input("b")));
    }

    [Fact]
    public void Convolution_in_groups_with_strides_and_padding()
    {
        var fixture = new Fixture("conv2d_groups");
        fixture.Check(WithGradients(
            t => F.conv2d(t[0], t[1], t[2], strides: [2, 1], padding: [1, 1], groups: 2),
            fixture.Input("x"), fixture.Input("w"), fixture.Input("b")));
    }

    [Fact]
    public void Pooling()
    {
        var fixture = new Fixture("max_pool2d");
        fixture.Check(WithGradients(t => F.max_pool2d(t[0], 2), fixture.Input("x")));
        fixture = new Fixture("avg_pool2d");
        fixture.Check(WithGradients(t => F.avg_pool2d(t[0], 3, stride: 2), fixture.Input("x")));
    }

    [Fact]
    public void Cross_entropy_with_an_ignored_class_weights_and_smoothing()
    {
        var fixture = new Fixture("cross_entropy");
        var (x, y, weight) = (fixture.Input("x"), fixture.IndexInput("y"), fixture.Input("weight"));
        fixture.Check(
            F.cross_entropy(x, y), F.cross_entropy(x, y, reduction: nn.Reduction.None),
            F.cross_entropy(x, y, weight, reduction: nn.Reduction.Sum), F.cross_entropy(x, y, label_smoothing: 0.1));
        fixture = new Fixture("nll_loss");
        fixture.Check(F.nll_loss(F.log_softmax(fixture.Input("x"), 1), fixture.IndexInput("y")));
    }

    [Fact]
    public void Losses_on_numbers()
    {
        var fixture = new Fixture("losses");
        var (x, y) = (fixture.Input("x"), fixture.Input("y"));
        fixture.Check(
            F.mse_loss(x, y), F.mse_loss(x, y, nn.Reduction.Sum), F.l1_loss(x, y), F.smooth_l1_loss(x, y, beta: 0.5),
            F.binary_cross_entropy_with_logits(x, y), F.binary_cross_entropy(x.sigmoid(), y, reduction: nn.Reduction.None));
    }

    [Fact]
    public void First_values_of_layers_equal_those_of_PyTorch_from_the_same_seed()
    {
        manual_seed(3);
        using var layer = nn.Linear(5, 3);
        using var convolution = nn.Conv2d(4, 6, 3, groups: 2);
        new Fixture("first_values").Check(
            layer.weight, layer.bias!,
            convolution.weight[TensorIndex.Colon, TensorIndex.Single(0), TensorIndex.Single(0)], convolution.bias!);
    }

    [Theory]
    [InlineData("sgd", 0, 0, false)]
    [InlineData("sgd_momentum", 0.9, 0.01, false)]
    [InlineData("sgd_nesterov", 0.8, 0, true)]
    public void Twenty_steps_of_SGD(string name, double momentum, double decay, bool nesterov)
    {
        var fixture = new Fixture(name);
        var (x, y) = (fixture.Input("x"), fixture.Input("y"));
        var w = nn.Parameter(fixture.Input("w"));
        using var optimizer = optim.SGD([w], 0.05, momentum, weight_decay: decay, nesterov: nesterov);
        var losses = new List<Tensor>();
        for (int step = 0; step < 20; step++)
        {
            optimizer.zero_grad();
            var loss = F.mse_loss(F.linear(x, w), y);
            loss.backward();
            optimizer.step();
            losses.Add(loss.detach());
        }

        fixture.Check(stack(losses), w);
    }

    [Fact]
    public void The_learning_rate_of_a_group_counts_from_the_next_step_on()
    {
        var w = nn.Parameter(ones(1));
        using var optimizer = optim.SGD([w], 1);
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = 0.25;
        }

        w.sum().backward();
        optimizer.step();
        Assert.Equal(0.75f, w.item<float>());
    }

    private static Tensor[] WithGradients(Func<Tensor[], Tensor> function, params Tensor[] leaves)
    {
        foreach (var leaf in leaves)
        {
            leaf.requires_grad_();
        }

        var result = function(leaves);
        (result * result).sum().backward();
        return [result, .. leaves.Select(leaf => leaf.grad!)];
    }
}
