using FusionLab.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

public class DevicesTests
{
    [Theory]
    [InlineData("auto", 0, DeviceType.CPU, -1)]
    [InlineData("auto", 2, DeviceType.CUDA, 0)]
    [InlineData("cpu", 2, DeviceType.CPU, -1)]
    [InlineData("cuda", 1, DeviceType.CUDA, 0)]
    [InlineData("CUDA:1", 2, DeviceType.CUDA, 1)]
    public void A_name_means_a_device(string name, int cudaDevices, DeviceType type, int index)
    {
        var device = Devices.Parse(name, cudaDevices, () => null);

        Assert.Equal((type, index), (device.type, device.index));
    }

    [Theory]
    [InlineData("gpu", 1, "it must be auto, cpu, cuda, or cuda:N")]
    [InlineData("cuda:", 1, "it must be auto, cpu, cuda, or cuda:N")]
    [InlineData("cuda:-1", 1, "it must be auto, cpu, cuda, or cuda:N")]
    [InlineData("cuda", 0, "torch finds no CUDA device here")]
    [InlineData("cuda:2", 2, "N goes from 0 to 1")]
    public void What_is_not_there_is_refused_with_what_is(string name, int cudaDevices, string reason) =>
        Assert.Contains(reason, Assert.ThrowsAny<FusionLabException>(() => Devices.Parse(name, cudaDevices, () => null)).Message);

    [Fact]
    public void A_GPU_that_the_driver_has_and_torch_does_not_see_is_named_with_what_to_do() => Assert.Equal(
        "The device is 'cuda', but NVIDIA's driver offers 2 GPUs.",
        Assert.Throws<MachineException>(() => Devices.Parse("cuda", cudaDevices: 0, () => "NVIDIA's driver offers 2 GPUs.")).Message);

    [Theory]
    [InlineData(1, "cpu with 1 thread")]
    [InlineData(2, "cpu with 2 threads")]
    public void The_CPU_is_described_by_its_threads(int threads, string description) => Assert.Equal(description, Devices.DescribeCpu(threads));

    [Fact]
    public void Free_memory_of_the_CPU_is_known_and_of_a_GPU_that_is_not_there_is_not()
    {
        Assert.True(Devices.FindMemory(CPU) > 0);
        Assert.Null(Devices.FindMemory(new Device(DeviceType.CUDA, 7)));
        Assert.Null(Devices.DescribeGpu(new Device(DeviceType.CUDA, 7)));
    }
}
