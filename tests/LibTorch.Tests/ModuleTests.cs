using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LibTorch.Tests;

/// <summary>Modules know their parameters, under the names PyTorch users expect.</summary>
public class ModuleTests
{
    [Fact]
    public void Fields_become_parameters_buffers_and_modules()
    {
        using var net = new Net();
        Assert.Equal(["scale", "first.weight", "first.bias"], net.named_parameters().Select(named => named.name));
        Assert.Equal(["mean"], net.named_buffers().Select(named => named.name));
        Assert.Equal(["first"], net.named_modules().Select(named => named.name));
        Assert.Equal(["scale", "first.weight", "first.bias", "mean"], net.state_dict().Keys);
        Assert.Equal(1 + (2 * 3) + 2, net.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void Values_copied_from_another_module_make_it_compute_the_same()
    {
        using var scope = NewDisposeScope();
        using var from = new Net();
        using var to = new Net();
        var x = ones(4, 3);
        Assert.False(from.call(x).allclose(to.call(x)));
        var (missing, unexpected) = to.load_state_dict(from.state_dict());
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        Assert.True(from.call(x).Equals(to.call(x)));
    }

    [Fact]
    public void Names_that_do_not_fit_are_refused_unless_that_is_allowed()
    {
        using var net = new Net();
        using var zero = zeros(1);
        var values = new Dictionary<string, Tensor> { ["scale"] = zero, ["other"] = zero };
        Assert.Throws<InvalidOperationException>(() => net.load_state_dict(values));
        var (missing, unexpected) = net.load_state_dict(values, strict: false);
        Assert.Equal(["other"], unexpected);
        Assert.Equal(3, missing.Count);
        Assert.Equal(0, net.get_parameter("scale")!.item<float>());
    }

    [Fact]
    public void A_module_as_double_precision_has_new_parameters_with_their_gradients()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        net.call(ones(1, 3)).sum().backward();
        Assert.Same(net, net.to(ScalarType.Float64));
        Assert.All(net.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.All(net.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.grad!.dtype));
        Assert.Equal(ScalarType.Float64, net.get_buffer("mean")!.dtype);
        Assert.Equal(ScalarType.Float64, net.call(ones([1, 3], ScalarType.Float64)).dtype);
    }

    [Fact]
    public void Training_and_evaluation_reach_the_modules_below()
    {
        using var net = new Net();
        net.eval();
        Assert.All(net.modules(), module => Assert.False(module.training));
        net.train();
        Assert.All(net.modules(), module => Assert.True(module.training));
    }

    [Fact]
    public void Gradients_are_dropped_together()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        net.call(ones(1, 3)).sum().backward();
        net.zero_grad();
        Assert.All(net.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void A_disposed_module_frees_its_parameters()
    {
        var net = new Net();
        var parameters = net.parameters().ToList();
        net.Dispose();
        Assert.All(parameters, parameter => Assert.True(parameter.IsInvalid));
    }

    [Fact]
    public void A_parameter_takes_over_its_tensor()
    {
        var data = ones(2);
        using var parameter = new Parameter(data);
        Assert.True(data.IsInvalid);
        Assert.True(parameter.requires_grad);
        Assert.Equal(2, parameter.sum().item<float>());
    }

    [Fact]
    public void A_name_can_be_registered_once()
    {
        using var net = new Net();
        Assert.Throws<InvalidOperationException>(() => net.register_parameter("scale", nn.Parameter(ones(1))));
        Assert.Throws<ArgumentException>(() => net.register_module("a.b", nn.ReLU()));
    }

    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter scale = nn.Parameter(ones(1));
        private readonly Linear first = nn.Linear(3, 2);
        private readonly Tensor mean = zeros(2);

        public Net()
            : base(nameof(Net)) => RegisterComponents();

        public override Tensor forward(Tensor input) => (first.call(input) - mean) * scale;
    }
}
