using static TorchSharp.torch;

namespace LibTorch.Tests;

/// <summary>What the backend tells about itself.</summary>
public class BackendTests
{
    [Fact]
    public void The_version_of_libtorch_is_known() => Assert.Matches(@"^\d+\.\d+\.\d+", __version__);

    [Fact]
    public void The_number_of_threads_can_be_set()
    {
        int before = get_num_threads();
        set_num_threads(1);
        Assert.Equal(1, get_num_threads());
        set_num_threads(before);
        Assert.True(get_num_interop_threads() >= 1);
    }

    [Fact]
    public void Devices_are_named_as_in_PyTorch()
    {
        Assert.Equal("cpu", CPU.ToString());
        Assert.Equal("cuda:1", new Device("cuda:1").ToString());
        Assert.Equal(1, new Device("cuda:1").index);
        Assert.Equal(DeviceType.CUDA, new Device("cuda").type);
    }
}
