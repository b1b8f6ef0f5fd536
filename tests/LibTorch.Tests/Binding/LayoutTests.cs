using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace LibTorch.Tests.Binding;

/// <summary>Structs have the size that native/abi.h gives them.</summary>
public class LayoutTests
{
    [Fact]
    public void Structs_that_cross_the_border_have_the_same_size_on_both_sides()
    {
        Assert.Equal(1, Unsafe.SizeOf<Bool8>());
        Assert.Equal(2 * 8, Unsafe.SizeOf<NativeScalar>());
        Assert.Equal(5 * 8, Unsafe.SizeOf<NativeIndex>());
    }

    [Fact]
    public void Both_sides_count_the_same_tensors()
    {
        long before = Native.lt_live() - torch.Tensor.TotalCount;
        using var scope = torch.NewDisposeScope();
        torch.ones(3).chunk(3);
        Assert.Equal(before, Native.lt_live() - torch.Tensor.TotalCount);
    }
}
