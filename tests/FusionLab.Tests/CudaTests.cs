using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Tests;

/// <summary>Tensors on an NVIDIA GPU.</summary>
[Trait("Category", "Cuda")]
public sealed class CudaTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [NeedsFact(Need.Cuda)]
    public void A_product_on_the_GPU_equals_the_one_on_the_CPU()
    {
        Assert.True(cuda.device_count() > 0);
        using var generator = new Generator(1);
        var (a, b) = (randn(30, 20, generator: generator), randn(20, 10, generator: generator));
        Assert.True(a.cuda().mm(b.cuda()).cpu().allclose(a.mm(b), rtol: 1e-3, atol: 1e-4));
        cuda.synchronize();
    }

    [NeedsFact(Need.Cuda)]
    public void A_module_moves_to_the_GPU_and_trains_there()
    {
        using var net = nn.Linear(4, 2).to(CUDA);
        Assert.All(net.parameters(), parameter => Assert.True(parameter.is_cuda));
        net.call(ones([3, 4], device: CUDA)).sum().backward();
        Assert.Equal(3f, net.bias!.grad!.data<float>()[0]);
    }
}
