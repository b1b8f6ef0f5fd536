using FusionLab.Config;
using FusionLab.Training;
using TorchSharp;

namespace FusionLab.Runs;

/// <summary>Prepares torch for one config.</summary>
internal static class TorchRuntime
{
    /// <summary>Sets the threads of a config and finds its device.</summary>
    /// <exception cref="ConfigException">The device does not compute in the config's precision.</exception>
    /// <exception cref="MachineException">This machine has no such device, or torch cannot be loaded.</exception>
    internal static torch.Device Prepare(ExperimentConfig config)
    {
        TorchLibrary.SetThreads(config.Threads);
        var device = DeviceChoice.Parse(config.Device);
        config.Train.Precision.Require(device);
        return device;
    }
}
