using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;
using FusionLab.Training.Remedies;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training.Remedies;

/// <summary>
/// One full-batch step of gradient descent with learning rate 1, in 64 bits, of equal replicas with different remedies: what a step
/// takes off a weight is the gradient that the remedy left.
/// </summary>
internal sealed class OneStep : IDisposable
{
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    public OneStep(RemedyConfig[] remedies, int modalities = 2, int depth = 3, int width = 16, bool bias = true, ulong[]? seeds = null)
    {
        Data = SmallTask.Data(samples: 60, modalities: modalities, type: ScalarType.Float64, validationSamples: 30);
        var config = new TrainConfig { BatchSize = 0, LearningRate = 1, Epochs = 1, Precision = Precision.Fp64 };
        Seeds = seeds ?? [.. remedies.Select(_ => 1UL)];
        Before = Create();
        After = Create();
        using var trainer = new Trainer(
            After, config, [.. remedies.Select((remedy, r) => new Replica(r + 1, Seeds[r], Data, config with { Remedy = remedy }))]);
        Result = trainer.Run();

        FusionNetwork Create() => FusionNetwork.Create(
            new MlpConfig { Depth = depth, FusionDepth = 2, Width = width, Bias = bias }, Data.Modalities, Data.Outputs, Seeds, CPU, ScalarType.Float64);
    }

    public TensorData Data { get; }

    public ulong[] Seeds { get; }

    public FusionNetwork Before { get; }

    public FusionNetwork After { get; }

    public TrainingResult Result { get; }

    /// <summary>The gradients that the step went down, of one replica, by PyTorch name.</summary>
    public Dictionary<string, Tensor> Gradients(int replica) => Before.ExportReplica(replica).Zip(After.ExportReplica(replica))
        .ToDictionary(pair => pair.First.Name, pair => pair.First.Value - pair.Second.Value);

    /// <summary>The outputs before the step of whole forward passes in which only some modalities are no blanks, <c>[N, O]</c>.</summary>
    public Tensor Outputs(int replica, Func<int, bool> isClean)
    {
        using var withoutGradient = no_grad();
        var batch = Batch();
        return Before.forward([.. batch.Inputs.Select((input, m) => isClean(m) ? input : zeros_like(input))]).select(0, replica);
    }

    /// <summary>Checks some gradients of a step against finite differences of what it should go down, a function of the weights before.</summary>
    public void AssertDescends(int replica, Func<double> goal)
    {
        var gradients = Gradients(replica);
        using var withoutGradient = no_grad();
        const double h = 1e-5;
        foreach (string name in (string[])["branches.b.0.weight", "fusion.weight", "trunk.0.weight"])
        {
            var values = Before.ExportReplica(replica).ToDictionary(named => named.Name, named => named.Value.clone());
            foreach (int place in (int[])[0, 7, 21])
            {
                Assert.Equal((Goal(+h) - Goal(-h)) / (2 * h), gradients[name].flatten()[place].item<double>(), 1e-8);

                double Goal(double change)
                {
                    var moved = values.ToDictionary(named => named.Key, named => named.Value.clone());
                    moved[name].view(-1)[place].add_(change);
                    Before.ImportReplica(replica, moved);
                    double value = goal();
                    Before.ImportReplica(replica, values);
                    return value;
                }
            }
        }
    }

    /// <summary>The batch of the step.</summary>
    public ReplicaBatch Batch() => Data.DrawBatch(Seeds, 0, 0, (int)Data.TrainSamples);

    public void Dispose()
    {
        scope.Dispose();
        Before.Dispose();
        After.Dispose();
        Data.Dispose();
    }
}
