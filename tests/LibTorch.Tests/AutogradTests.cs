using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace LibTorch.Tests;

/// <summary>Gradients are recorded, collected and cut off as in PyTorch.</summary>
public sealed class AutogradTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Gradients_add_up_until_they_are_dropped()
    {
        var x = tensor(3f, requires_grad: true);
        (x * x).backward();
        (x * x).backward();
        Assert.Equal(12f, x.grad!.item<float>());
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void Nothing_is_recorded_without_gradients()
    {
        var x = tensor(3f, requires_grad: true);
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            using var on = enable_grad();
            Assert.True((x * 2).requires_grad);
        }

        Assert.True(is_grad_enabled());
        Assert.False((x * 2).detach().requires_grad);
        Assert.True(x.is_leaf);
        Assert.False((x * 2).is_leaf);
    }

    [Fact]
    public void Inference_mode_ends_with_its_scope()
    {
        using (inference_mode())
        {
            Assert.True(is_inference_mode_enabled());
        }

        Assert.False(is_inference_mode_enabled());
    }

    [Fact]
    public void Gradients_can_be_asked_for_without_being_collected()
    {
        var x = tensor(new[] { 1f, 2f }, requires_grad: true);
        var gradient = autograd.grad([(x * x * x).sum()], [x], create_graph: true)[0];
        Assert.Equal([3f, 12f], gradient.detach().data<float>().ToArray());
        Assert.Null(x.grad);
        var second = autograd.grad([gradient.sum()], [x])[0];
        Assert.Equal([6f, 12f], second.data<float>().ToArray());
    }

    [Fact]
    public void An_input_that_was_not_used_has_no_gradient()
    {
        var (used, unused) = (tensor(1f, requires_grad: true), tensor(1f, requires_grad: true));
        Assert.Throws<ExternalException>(() => autograd.grad([used * 2], [unused]));
    }

    [Fact]
    public void A_vector_can_be_pulled_back()
    {
        var x = ones(3, requires_grad: true);
        (x * 2).backward([tensor(new[] { 1f, 0f, -1f })]);
        Assert.Equal([2f, 0f, -2f], x.grad!.data<float>().ToArray());
    }
}
