namespace TorchSharp;

public static partial class torch
{
    /// <summary>The processor.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    /// <summary>No data, only shapes.</summary>
    public static readonly Device META = new(DeviceType.META);

    /// <summary>The current NVIDIA GPU.</summary>
    public static Device CUDA => InitializeDevice(new Device(DeviceType.CUDA));

    /// <summary>A device from text such as <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    public static Device device(string description) => InitializeDevice(new Device(description));

    /// <summary>A device from the name of its kind and its number.</summary>
    public static Device device(string deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));

    /// <summary>A device from its kind and its number.</summary>
    public static Device device(DeviceType deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));

    /// <summary>The NVIDIA GPU of that number.</summary>
    public static Device device(int index) => new(index);

    /// <summary>Makes sure that a device can be used; null stands for the CPU.</summary>
    /// <exception cref="InvalidOperationException">There is no such device here.</exception>
    public static Device InitializeDevice(Device? device)
    {
        device ??= CPU;
        InitializeDeviceType(device.type);
        return device;
    }

    /// <summary>Makes sure that a kind of device can be used.</summary>
    /// <exception cref="InvalidOperationException">There is no such device here.</exception>
    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
        {
            throw new InvalidOperationException(
                $"There is no {deviceType} device here: libtorch {__version__} finds {cuda.device_count()} CUDA devices.");
        }
    }

    /// <summary>True if a kind of device can be used.</summary>
    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType switch
    {
        DeviceType.CUDA => cuda.is_available(),
        DeviceType.MPS => false,
        _ => true,
    };

    /// <summary>Where the elements of a tensor are.</summary>
    public class Device
    {
        /// <summary>A device from text such as <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
        public Device(string description)
        {
            int colon = description.IndexOf(':');
            type = Kind(colon < 0 ? description : description[..colon]);
            index = colon < 0 ? -1 : int.Parse(description.AsSpan(colon + 1));
        }

        /// <summary>A device from the name of its kind and its number.</summary>
        public Device(string deviceType, int index = -1)
        {
            type = Kind(deviceType);
            this.index = index;
        }

        /// <summary>A device from its kind and its number.</summary>
        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        /// <summary>The NVIDIA GPU of that number.</summary>
        public Device(int index)
        {
            type = DeviceType.CUDA;
            this.index = index;
        }

        /// <summary>The kind of device.</summary>
        public DeviceType type { get; }

        /// <summary>Its number, or −1 for the current one.</summary>
        public int index { get; }

        /// <summary>A device from text such as <c>cuda:1</c>.</summary>
        public static implicit operator Device(string description) => new(description);

        /// <inheritdoc/>
        public override string ToString() =>
            type == DeviceType.CPU ? "cpu" : index < 0 ? Name(type) : $"{Name(type)}:{index}";

        private static DeviceType Kind(string name) => Enum.Parse<DeviceType>(name.ToUpperInvariant());

        private static string Name(DeviceType type) => type.ToString().ToLowerInvariant();
    }
}
