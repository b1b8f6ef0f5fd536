using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace LibTorch.Tests;

/// <summary>What goes wrong in libtorch becomes an exception with libtorch's words.</summary>
public class ErrorTests
{
    [Fact]
    public void An_error_says_what_libtorch_says()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => ones(2, 3).mm(ones(2, 3)));
        Assert.Contains("2x3", error.Message);
        Assert.DoesNotContain("frame #", error.Message);
    }

    [Fact]
    public void An_error_does_not_disturb_the_operations_after_it()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ExternalException>(() => ones(2).view(3));
        Assert.Equal(2, ones(2).sum().item<float>());
        CheckForErrors();
    }

    [Fact]
    public void Every_thread_sees_its_own_errors()
    {
        Parallel.For(1, 200, size =>
        {
            using var scope = NewDisposeScope();
            var error = Assert.Throws<ExternalException>(() => ones(size, 7).mm(ones(8, 9)));
            Assert.Contains($"{size}x7", error.Message);
        });
    }

    [Fact]
    public void No_gradient_is_null_and_not_an_error()
    {
        using var scope = NewDisposeScope();
        Assert.Null(ones(1, requires_grad: true).grad);
        CheckForErrors();
    }

    [Fact]
    public void A_device_that_is_not_here_is_named()
    {
        if (!cuda.is_available())
        {
            Assert.Throws<InvalidOperationException>(() => zeros(1, device: new Device("cuda")));
            using var here = zeros(1);
            Assert.Throws<InvalidOperationException>(() => here.to(new Device("cuda")));
        }
    }

    [Fact]
    public void A_null_reference_stays_an_exception_when_torch_is_loaded()
    {
        using var loaded = zeros(1);
        string? nothing = Environment.GetEnvironmentVariable("FUSIONLAB_SURELY_NOT_SET");
        Assert.Throws<NullReferenceException>(() => nothing!.Length);
    }
}
