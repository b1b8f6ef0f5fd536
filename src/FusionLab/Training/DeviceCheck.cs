// Shapes: S samples, R replicas.
using System.Diagnostics;
using FusionLab.Data;
using FusionLab.Networks;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>What a device did in <see cref="DeviceCheck"/>.</summary>
/// <param name="Network">The kind of network.</param>
/// <param name="Device">The device.</param>
/// <param name="Difference">The largest difference of a step's loss to the CPU's; not finite where a loss is not.</param>
/// <param name="MillisecondsPerStep">The time of a step.</param>
/// <param name="Repeats">Whether two trainings gave the same weights, byte for byte.</param>
public sealed record DeviceCheckResult(string Network, string Device, double Difference, double MillisecondsPerStep, bool Repeats)
{
    /// <summary>Whether the numbers are the CPU's, to rounding.</summary>
    public bool Agrees => Difference <= DeviceCheck.Tolerance;
}

/// <summary>
/// Trains small networks on the CPU and on other devices from the same weights with the same batches, as a first check of a machine: the
/// losses must agree, and a training must repeat.
/// </summary>
public static class DeviceCheck
{
    /// <summary>The largest difference of a step's loss that rounding explains.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>Steps of each training.</summary>
    public const int Steps = 20;

    private const int Samples = 512, BatchSize = 128, Classes = 10;
    private static readonly ulong[] s_seeds = [1, 2];
    private static readonly NetworkConfig[] s_networks =
    [
        new MlpConfig { Depth = 4, FusionDepth = 3, Width = 128 },
        new CnnConfig { Convolutions = 3, FusionDepth = 2, Channels = 8 },
    ];

    /// <summary>Checks devices, one result for each network and device.</summary>
    /// <param name="devices">The devices; the CPU is what they are compared with.</param>
    public static IEnumerable<DeviceCheckResult> Run(IReadOnlyList<Device> devices)
    {
        foreach (var shape in s_networks)
        {
            double[] expected = Train(shape, CPU).Losses;
            foreach (var device in devices)
            {
                var first = Train(shape, device);
                var again = Train(shape, device); // all that is done but once, such as loading kernels, is done
                double difference = first.Losses.Zip(expected, (one, other) => Math.Abs(one - other)).Aggregate(0.0, Math.Max);
                bool repeats = first.Weights.SequenceEqual(again.Weights) && first.Losses.SequenceEqual(again.Losses);
                yield return new DeviceCheckResult(shape.Kind, device.ToString(), difference, again.Milliseconds / Steps, repeats);
            }
        }
    }

    private static (double[] Losses, byte[] Weights, double Milliseconds) Train(NetworkConfig shape, Device device)
    {
        using var scope = NewDisposeScope();
        var config = new TrainConfig { BatchSize = BatchSize, LearningRate = 0.05 };
        config.Precision.Apply(device);
        using var data = Draw(device);
        using var network = FusionNetwork.Create(shape, data.Modalities, Classes, s_seeds, device);
        Replica[] replicas = [.. s_seeds.Select((seed, r) => new Replica(r + 1, seed, data, config))];
        using var step = new TrainingStep(network, config, replicas);
        var losses = new List<double>();
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < Steps; i++)
        {
            step.Take(replicas, i / step.BatchesPerEpoch, i % step.BatchesPerEpoch, i + 1);
            losses.AddRange(step.FetchLossSums().Select(sum => sum / step.LossSamples));
            step.ResetLosses();
        }

        double milliseconds = clock.Elapsed.TotalMilliseconds; // each step's losses have been waited for
        var weights = s_seeds.Index().SelectMany(seed => network.ExportReplica(seed.Index)).Select(named => named.Value.cpu().bytes.ToArray());
        return ([.. losses], [.. weights.SelectMany(bytes => bytes)], milliseconds);
    }

    /// <summary>Noisy points around a centre a class, as pictures; drawn on the CPU.</summary>
    private static TensorData Draw(Device device)
    {
        Modality[] modalities = [new("a", [1, 28, 28]), new("b", [1, 28, 28])];
        var classes = tensor(Enumerable.Range(0, Samples).Select(sample => (long)(sample % Classes)).ToArray());
        Tensor[] inputs = [.. modalities.Select(modality =>
        {
            using var centres = new RandomStream(0, $"check/centres/{modality.Name}").CreateGenerator();
            using var noise = new RandomStream(0, $"check/noise/{modality.Name}").CreateGenerator();
            var drawn = empty([Classes, .. modality.Shape]).normal_(0, 1, centres).index_select(0, classes);
            return empty_like(drawn).normal_(0, 1, noise).add_(drawn, HeldScalars.One).to(device).DetachFromDisposeScope();
        })];
        var targets = classes.to(device).DetachFromDisposeScope();
        var test = new EvaluationSet(
            [.. inputs.Select(input => input.narrow(0, 0, 1).clone().DetachFromDisposeScope())],
            targets.narrow(0, 0, 1).clone().DetachFromDisposeScope());
        return new TensorData(modalities, Classes, inputs, targets, test);
    }
}
