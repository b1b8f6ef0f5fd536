using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Tests.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

/// <summary>
/// Whole trainings of every kind of network with every loss: what a run records of a replica must not depend on how many others
/// train beside it. In double precision, where the order of sums shows in the last digits only.
/// </summary>
public class TrainedTogetherTests
{
    /// <summary>
    /// On losses, relative: rounding (1e-16) times what sums over samples and 18 steps make of it.
    /// Accuracies are counts and must be equal, and with them the epochs at which a modality was learned.
    /// </summary>
    private const double Tolerance = 1e-11;

    private const int Classes = 3, Samples = 60;

    private static readonly ulong[] Seeds = [1, 2, 3, 4, 5];

    /// <summary>Every network with the cross-entropy, whose runs record accuracies, and with one of the other losses in turn.</summary>
    public static TheoryData<string, LossKind> Cases
    {
        get
        {
            LossKind[] others = [LossKind.Mse, LossKind.Logistic, LossKind.Exponential];
            var cases = new TheoryData<string, LossKind>();
            foreach (var (number, name) in SmallNetworks.All.Keys.Index())
            {
                cases.Add(name, LossKind.CrossEntropy);
                cases.Add(name, others[number % others.Length]);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_replica_trained_in_a_batch_equals_the_same_replica_trained_alone(string name, LossKind loss)
    {
        using var scope = NewDisposeScope();
        var (shape, modalities) = SmallNetworks.All[name];
        var network = shape.Init.Kind == InitConfig.PyTorch
            ? shape with { Init = new InitConfig { Kind = "normal", Scale = shape is CnnConfig ? 0.25 : 0.6 } }
            : shape;
        using var data = Points(SmallNetworks.ModalitiesOf(network, modalities), loss);
        ReplicaResult[] alone = [.. Seeds.Select(seed => Train(network, data, loss, [seed]).Single())];
        if (loss == LossKind.CrossEntropy)
        {
            Assert.Contains(alone, replica => replica.Order!.Modalities.Any(learned => learned?.Epochs > 0)); // else there were nothing to compare
        }

        foreach (int replicas in (int[])[1, 3, 5])
        {
            var together = Train(network, data, loss, Seeds[..replicas]);
            Assert.All(together.Zip(alone), pair => AssertSame(pair.Second, pair.First));
        }

        Assert.All(Train(network, data, loss, Seeds, asOnGpu: true).Zip(alone), pair => AssertSame(pair.Second, pair.First));
    }

    private static IReadOnlyList<ReplicaResult> Train(NetworkConfig shape, IReplicaData data, LossKind loss, ulong[] seeds, bool asOnGpu = false)
    {
        var config = new TrainConfig
        {
            Loss = loss,
            BatchSize = 25,
            LearningRate = 0.02,
            Decay = 0.98,
            Momentum = 0.8,
            WeightDecay = 1e-3,
            Epochs = 6,
            Precision = Precision.Fp64,
            StopWhen = data.IsClassification ? "0.95" : "never",
        };
        using var network = FusionNetwork.Create(shape, data.Modalities, data.Outputs, seeds, CPU, ScalarType.Float64);
        using var trainer = new Trainer(data, network, config, seeds, new TrainerOptions { StepsAsOnGpu = asOnGpu });
        if (network is FusionCnn cnn)
        {
            cnn.ChannelsLast = asOnGpu;
        }

        return trainer.Run().Replicas;
    }

    /// <summary>Classes as noisy points; for the losses that take ±1, an output a class.</summary>
    private static TensorData Points(IReadOnlyList<Modality> modalities, LossKind loss)
    {
        using var scope = NewDisposeScope();
        var classes = arange(Samples, ScalarType.Int64).remainder(Classes);
        var targets = loss is LossKind.Logistic or LossKind.Exponential ? (2 * eye(Classes, dtype: float64) - 1).index_select(0, classes) : classes;
        return new TensorData(
            modalities, Classes, Draw("train"), targets.clone().MoveToOuterDisposeScope(),
            new EvaluationSet(Draw("test"), targets.clone().MoveToOuterDisposeScope()));

        Tensor[] Draw(string purpose) => [.. modalities.Select(modality =>
        {
            var centres = SmallNetworks.Normal(7, $"centres/{modality.Name}", [Classes, .. modality.Shape], float64);
            var noise = SmallNetworks.Normal(7, $"{purpose}/{modality.Name}", [Samples, .. modality.Shape], float64);
            return (centres.index_select(0, classes) + (0.5 * noise)).MoveToOuterDisposeScope();
        })];
    }

    private static void AssertSame(ReplicaResult expected, ReplicaResult actual)
    {
        Assert.Equal(expected.Order!.Modalities, actual.Order!.Modalities);
        Assert.Equal(expected.History.Count, actual.History.Count);
        foreach (var (one, other) in expected.History.Zip(actual.History))
        {
            Assert.Equal((one.Seed, one.Epoch, one.Step, one.LearningRate, one.Accuracy), (other.Seed, other.Epoch, other.Step, other.LearningRate, other.Accuracy));
            Assert.Equal(one.Unimodal, other.Unimodal);
            Assert.Equal(one.Loss, other.Loss, Tolerance * one.Loss);
        }
    }
}
