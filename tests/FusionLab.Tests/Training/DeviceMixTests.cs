using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Tests.Networks;
using FusionLab.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

/// <summary>
/// Steps on torch's device without memory, where operations have shapes and no numbers: one that mixes a tensor of the CPU with those of
/// the network's device fails there as it would on a GPU. Convolutions do not run there.
/// </summary>
public class DeviceMixTests
{
    private static readonly Device s_meta = new(DeviceType.META);

    public static TheoryData<string> WithoutConvolutions =>
        [.. SmallNetworks.All.Where(network => !network.Value.Config.SeesPictures("b")).Select(network => network.Key)];

    [Theory]
    [MemberData(nameof(WithoutConvolutions))]
    public void A_step_of_every_network_keeps_to_its_device(string name)
    {
        using var scope = NewDisposeScope();
        var (shape, count) = SmallNetworks.All[name];
        var modalities = SmallNetworks.ModalitiesOf(shape, count);
        Tensor[] Samples() => [.. modalities.Select(modality => zeros([8, .. modality.Shape], device: s_meta))];
        Tensor Classes() => zeros(8, ScalarType.Int64, s_meta);
        using var data = new TensorData(modalities, 2, Samples(), Classes(), new EvaluationSet(Samples(), Classes()));
        ulong[] seeds = [1, 2];
        var config = new TrainConfig { BatchSize = 0, Momentum = 0.9, WeightDecay = 0.1 };
        using var network = FusionNetwork.Create(shape, modalities, 2, seeds, s_meta);
        Replica[] replicas = [.. seeds.Select((seed, r) => new Replica(r + 1, seed, data, config))];
        using var step = new TrainingStep(network, config, replicas);

        step.Take(replicas, epoch: 0, index: 0, step: 1);
        step.Take(replicas, epoch: 1, index: 0, step: 2);

        Assert.All(network.parameters(), parameter => Assert.Equal(DeviceType.META, parameter.device_type));
    }
}
