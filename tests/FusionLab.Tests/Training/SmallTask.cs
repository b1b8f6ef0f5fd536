using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

/// <summary>
/// A task that trains in milliseconds: four classes as noisy points in each modality, the first modality clearer than the
/// others, and a fusion network of three layers.
/// </summary>
internal static class SmallTask
{
    public const int Classes = 4;
    private const int Features = 6;

    public static TensorData Data(int samples = 250, int testSamples = 120, int modalities = 2, ScalarType type = ScalarType.Float32, Device? device = null, int validationSamples = 0)
    {
        var names = "abc";
        var (inputs, targets) = Samples("train", samples, modalities, type, device ?? CPU);
        var (testInputs, testTargets) = Samples("test", testSamples, modalities, type, device ?? CPU);
        return new TensorData(
            [.. Enumerable.Range(0, modalities).Select(m => new Modality(names[m].ToString(), [Features]))],
            Classes, inputs, targets, new EvaluationSet(testInputs, testTargets))
        {
            Validation = validationSamples > 0 ? Keep(Samples("validation", validationSamples, modalities, type, device ?? CPU)) : null,
        };

        static EvaluationSet Keep((Tensor[] Inputs, Tensor Targets) samples) => new(samples.Inputs, samples.Targets);
    }

    public static FusionNetwork Network(
        IReplicaData data, IReadOnlyList<ulong> seeds, ScalarType type = ScalarType.Float32, Device? device = null) =>
        FusionNetwork.Create(
            new MlpConfig { Depth = 3, FusionDepth = 2, Width = 16 }, data.Modalities, data.Outputs, seeds, device ?? CPU, type);

    public static TrainConfig Config { get; } = new() { BatchSize = 100, LearningRate = 0.1, Decay = 0.98, Epochs = 6 };

    private static (Tensor[] Inputs, Tensor Targets) Samples(
        string purpose, int samples, int modalities, ScalarType type, Device device)
    {
        using var scope = NewDisposeScope();
        using var generator = new RandomStream(7, purpose).CreateGenerator();
        var targets = arange(samples, ScalarType.Int64).remainder(Classes);
        var inputs = new Tensor[modalities];
        for (int m = 0; m < modalities; m++)
        {
            using var centreGenerator = new RandomStream(7, $"centres/{m}").CreateGenerator();
            var centres = randn([Classes, Features], generator: centreGenerator);
            var noise = randn([samples, Features], generator: generator);
            inputs[m] = (centres.index_select(0, targets).mul(2.0 / (m + 1)) + noise).to(type).to(device).MoveToOuterDisposeScope();
        }

        return (inputs, targets.to(device).MoveToOuterDisposeScope());
    }
}
