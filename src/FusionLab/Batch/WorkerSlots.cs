using System.Diagnostics;
using System.Globalization;
using FusionLab.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Batch;

/// <summary>A place for one worker process: a device, or a share of one.</summary>
/// <param name="Name">The device as people write it: <c>cpu</c>, <c>cuda:1</c>.</param>
/// <param name="Environment">What a worker gets to see of the machine: its GPU alone, its share of the cores.</param>
public sealed record WorkerSlot(string Name, IReadOnlyDictionary<string, string?> Environment);

/// <summary>The places of a batch's workers on this machine.</summary>
/// <param name="Slots">One for each worker.</param>
/// <param name="Device">The first of their devices.</param>
/// <param name="PerDevice">Workers that share a device.</param>
public sealed record WorkerSlots(IReadOnlyList<WorkerSlot> Slots, Device Device, int PerDevice)
{
    /// <summary>The choice of every free GPU, or of the CPU where there is no GPU.</summary>
    public const string Auto = "auto";

    /// <summary>A GPU is free while others take less of its memory than this share: a display and the driver take some.</summary>
    private const double TakenShare = 0.25;

    /// <summary>Seconds that a step takes besides its matrix products, about.</summary>
    private const double StepOverhead = 0.001;

    private const string VisibleGpus = "CUDA_VISIBLE_DEVICES", ThreadCount = "OMP_NUM_THREADS";

    /// <summary>Whether the workers compute on GPUs.</summary>
    public bool HasGpus => Device.type == DeviceType.CUDA;

    /// <summary>What a plan has to know of them.</summary>
    public WorkerCapacity Capacity => new(Device, Devices.FindMemory(Device) / PerDevice);

    /// <summary>Finds the places.</summary>
    /// <param name="devices"><see cref="Auto"/>, <c>cpu</c>, or GPUs: <c>cuda:0,cuda:1</c>.</param>
    /// <param name="perDevice">Workers that share a device.</param>
    /// <exception cref="ConfigException">The text names no devices, a device twice, or the CPU beside GPUs.</exception>
    /// <exception cref="MachineException">This machine has no such device, or all GPUs are taken.</exception>
    public static WorkerSlots Find(string devices, int perDevice)
    {
        TorchLibrary.Load();
        int gpus = cuda.is_available() ? cuda.device_count() : 0;
        return Choose(devices, perDevice, [.. Enumerable.Range(0, gpus).Select(Devices.FindTakenShare)]);
    }

    /// <summary>Estimates how long a worker trains if no replica stops early, from the speed of a matrix product here.</summary>
    /// <returns>Gives the seconds of a run; null for one that is not trained.</returns>
    public Func<PlannedRun, double?> MeasureSpeed()
    {
        TorchLibrary.SetThreads(int.Parse(Slots[0].Environment[ThreadCount]!, CultureInfo.InvariantCulture));
        using var scope = NewDisposeScope();
        var (left, right) = (rand([1000, 500], device: Device), rand([500, 500], device: Device));
        const double operations = 2.0 * 1000 * 500 * 500;
        matmul(left, right).sum().ToDouble(); // the first one loads what it needs
        var clock = Stopwatch.StartNew();
        int products = 0;
        while (clock.ElapsedMilliseconds < 200)
        {
            matmul(left, right).sum().ToDouble();
            products++;
        }

        double perSecond = products * operations / clock.Elapsed.TotalSeconds;
        return run => (run.Operations / perSecond) + (run.Steps * StepOverhead);
    }

    /// <summary>Chooses among known GPUs.</summary>
    /// <param name="devices">As for <see cref="Find"/>.</param>
    /// <param name="perDevice">Workers that share a device.</param>
    /// <param name="taken">For each GPU that torch sees, the share of its memory that is taken; null where it cannot be found out.</param>
    internal static WorkerSlots Choose(string devices, int perDevice, IReadOnlyList<double?> taken)
    {
        Device[] chosen;
        if (devices == Auto && taken.Count > 0)
        {
            int[] free = [.. Enumerable.Range(0, taken.Count).Where(gpu => !(taken[gpu] > TakenShare))];
            chosen = free.Length > 0 ? [.. free.Select(gpu => new Device(DeviceType.CUDA, gpu))] : throw new MachineException(
                $"Others have taken memory of every GPU here ({string.Join(", ", taken.Select((share, i) => $"cuda:{i} {100 * share:F0} %"))}); "
                + "wait, or name the devices to share.");
        }
        else
        {
            chosen = [.. devices.Split(',', StringSplitOptions.TrimEntries).Select(Parse)];
        }

        if (chosen.DistinctBy(device => $"{device}").Count() < chosen.Length || chosen.Select(device => device.type).Distinct().Count() > 1)
        {
            throw new ConfigException(
                $"The devices are \"{devices}\"; name each once, and either the CPU or GPUs: their results differ in the last digits.");
        }

        int threads = Math.Max(1, TorchLibrary.DefaultThreads / (chosen.Length * perDevice));
        return new WorkerSlots(
            [.. chosen.SelectMany(device => Enumerable.Range(0, perDevice).Select(_ => MakeSlot(device, threads)))],
            chosen[0],
            perDevice);

        Device Parse(string name)
        {
            try
            {
                return Devices.Parse(name, taken.Count, Devices.DescribeUnseenGpus);
            }
            catch (MachineException missing)
            {
                throw new MachineException(missing.Message, missing) { Advice = "choose others, or cpu" };
            }
        }
    }

    private static WorkerSlot MakeSlot(Device device, int threads)
    {
        // Torch counts the GPUs that are visible already.
        bool isGpu = device.type == DeviceType.CUDA;
        string visible = !isGpu ? "" : System.Environment.GetEnvironmentVariable(VisibleGpus)?.Split(',').ElementAtOrDefault(device.index)
            ?? device.index.ToString(CultureInfo.InvariantCulture);
        return new WorkerSlot(isGpu ? $"cuda:{device.index}" : "cpu", new Dictionary<string, string?>
        {
            [VisibleGpus] = visible,
            [ThreadCount] = threads.ToString(CultureInfo.InvariantCulture),
        });
    }
}
