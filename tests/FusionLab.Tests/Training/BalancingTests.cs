using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

/// <summary>
/// What gradient flow conserves in linear networks (the paper's equations 38 to 41), on the trainer: a step of size η
/// moves it by O(η²), so over a given time it moves by O(η).
/// </summary>
public class BalancingTests
{
    private static readonly Modality[] modalities = [new("a", [1]), new("b", [1])];

    /// <summary>Depth 4, fusion at each layer; at 1 there is no layer before, at 4 none after the fusion layer.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Layers_of_a_trained_linear_network_stay_balanced_to_the_order_of_the_learning_rate(int fusionDepth)
    {
        double coarse = Imbalance(fusionDepth, 0.02, 400);
        double fine = Imbalance(fusionDepth, 0.01, 800);

        Assert.InRange(fine, 1e-9, 0.02);
        Assert.InRange(coarse / fine, 1.7, 2.3);
    }

    private static double Imbalance(int fusionDepth, double rate, int steps)
    {
        using var scope = NewDisposeScope();
        var config = new TrainConfig
        {
            Loss = LossKind.Mse,
            BatchSize = 0,
            LearningRate = rate,
            Epochs = steps,
            EvaluateEveryEpochs = steps,
            Precision = Precision.Fp64,
        };
        using var data = Data();
        using var network = FusionNetwork.Create(
            new LinearConfig { Depth = 4, FusionDepth = fusionDepth, Width = 6, Init = new InitConfig { Kind = "normal", Scale = 0.4 } },
            modalities, outputs: 1, [3], dtype: ScalarType.Float64);
        var before = Conserved(network, fusionDepth);
        using var trainer = new Trainer(data, network, config, [3]);
        var history = trainer.Run().Replicas[0].History;
        Assert.True(history[^1].Loss < 0.5 * history[0].Loss, "the network should have learned something meanwhile");
        return before.Zip(Conserved(network, fusionDepth)).Max(pair => (pair.First - pair.Second).norm().item<double>());
    }

    /// <summary>What each pair of neighbouring layers conserves; layer L_f is the sum over its blocks.</summary>
    private static List<Tensor> Conserved(FusionNetwork network, int fusionDepth)
    {
        var weights = network.ExportReplica(0).ToDictionary(named => named.Name, named => named.Value);
        var conserved = new List<Tensor>();
        var shared = Enumerable.Range(0, 4 - fusionDepth).Select(i => weights[$"trunk.{i}.weight"]).Prepend(weights["fusion.weight"]).ToList();
        for (int l = 0; l + 1 < shared.Count; l++)
        {
            conserved.Add(shared[l].mm(shared[l].t()) - shared[l + 1].t().mm(shared[l + 1]));
        }

        for (int m = 0; m < 2; m++)
        {
            var branch = Enumerable.Range(0, fusionDepth - 1).Select(i => weights[$"branches.{modalities[m].Name}.{i}.weight"]).ToList();
            if (branch.Count > 0)
            {
                branch.Add(weights["fusion.weight"].narrow(1, 6 * m, 6)); // the modality's own block
            }

            for (int l = 0; l + 1 < branch.Count; l++)
            {
                conserved.Add(branch[l].mm(branch[l].t()) - branch[l + 1].t().mm(branch[l + 1]));
            }
        }

        return conserved;
    }

    private static TensorData Data()
    {
        var a = tensor(new[] { 1.2, -0.7, 0.4, -1.9, 0.9, 0.1 }).view(6, 1);
        var b = tensor(new[] { 0.3, 0.8, -0.5, -0.6, 1.4, -1.1 }).view(6, 1);
        return new TensorData(modalities, 1, [a.clone(), b.clone()], a + b, new EvaluationSet([a.clone(), b.clone()], a + b));
    }
}
