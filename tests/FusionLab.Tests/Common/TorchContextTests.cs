namespace FusionLab.Tests.Common;

public class TorchContextTests
{
    [Fact]
    public void The_switch_of_cuDNN_is_the_one_that_libtorch_reads_back()
    {
        bool before = TorchContext.IsCudnnDeterministic()!.Value;
        try
        {
            Assert.True(TorchContext.TrySetDeterministicCudnn(true));
            Assert.True(TorchContext.IsCudnnDeterministic());
            Assert.True(TorchContext.TrySetDeterministicCudnn(false));
            Assert.False(TorchContext.IsCudnnDeterministic());
        }
        finally
        {
            TorchContext.TrySetDeterministicCudnn(before);
        }
    }

    /// <summary>The package that the build takes is the one that TorchSharp was built for.</summary>
    [Fact]
    public void The_version_is_that_of_the_library_that_is_loaded() => Assert.Equal("2.10.0", TorchContext.Version);
}
