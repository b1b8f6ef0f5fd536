using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

/// <summary>Networks whose weights are set by hand, on tasks of all combinations of bits.</summary>
public class ModalityMeasuresTests
{
    private const int Copies = 500;

    /// <summary>Bits 0 and 1, a blank is 0: with one of them alone, XOR is that bit, which is right half of the time.</summary>
    [Fact]
    public void Of_an_xor_both_modalities_have_equal_shapley_values_and_the_interaction_is_full()
    {
        using var data = Bits(2, bits => bits[0] ^ bits[1]);
        using var network = Network(data, Xor);
        var measures = new ModalityMeasures(data, [1], permutations: 20).Measure(network)[0];

        Assert.Equal((1.0, 0.5, 0.5), (measures["accuracy"], measures["none"], measures["interaction"]));
        foreach (string name in (string[])["a", "b"])
        {
            Assert.Equal(0.25, measures[$"shapley.{name}"]);
            Assert.Equal((0.5, 0.5), (measures[$"lost.{name}"], measures[$"utilisation.{name}"]));
            Assert.Equal((0.5, 0.5), (measures[$"alone.zero.{name}"], measures[$"alone.mean.{name}"]));
            Assert.Equal(0.5, measures[$"alone.permuted.{name}"]!.Value, 0.02);
            Assert.Equal(1, measures[$"discrepancy.{name}"]!.Value, 1e-6);

            // A permuted bit differs from the true one in half of the samples: four standard errors of 20 permutations of 2000 samples.
            Assert.Equal(0.5, measures[$"perceptual.{name}"]!.Value, 4 * Math.Sqrt(0.25 / 2000 / 20));
            Assert.InRange(measures[$"perceptualError.{name}"]!.Value, 0.25 * Math.Sqrt(0.25 / 2000 / 20), 4 * Math.Sqrt(0.25 / 2000 / 20));
            Assert.Null(measures[$"probe.{name}"]); // fused in the first layer
        }
    }

    /// <summary>The class is a; b is XORed into nothing, c is not even looked at.</summary>
    [Fact]
    public void Of_three_modalities_the_one_that_says_all_has_everything()
    {
        using var data = Bits(3, bits => bits[0]);
        using var network = Network(data, weights => weights["fusion.weight"][0, 0] = 1);
        var measures = new ModalityMeasures(data, [1]).Measure(network)[0];

        Assert.Equal((1.0, 0.5, 0.0), (measures["accuracy"], measures["none"], measures["interaction"]));
        Assert.Equal([0.5, 0, 0], ((string[])["a", "b", "c"]).Select(name => measures[$"shapley.{name}"]));
        Assert.Equal([1, 0.5, 0.5], ((string[])["a", "b", "c"]).Select(name => measures[$"alone.zero.{name}"]));
        Assert.Equal([0, 0], ((string[])["b", "c"]).Select(name => measures[$"perceptual.{name}"]));
        Assert.Equal((0.0, 0.0), (measures["perceptualError.b"], measures["lost.c"]));
        Assert.True(measures["discrepancy.a"] > 1 && measures["discrepancy.b"] < 1);
    }

    /// <summary>The class is the XOR of a and b; c says nothing.</summary>
    [Fact]
    public void Of_an_xor_beside_a_useless_modality_the_two_share_everything()
    {
        using var data = Bits(3, bits => bits[0] ^ bits[1]);
        using var network = Network(data, weights =>
        {
            Xor(weights);
            weights["fusion.weight"].select(1, 2).fill_(0);
        });
        var measures = new ModalityMeasures(data, [1]).Measure(network, ["shapley", "interaction", "lost"])[0];

        Assert.Equal(["interaction", "lost.a", "lost.b", "lost.c", "shapley.a", "shapley.b", "shapley.c"], measures.Keys);
        double[] expected = [0.5, 0.5, 0.5, 0, 0.25, 0.25, 0];
        Assert.All(expected.Zip(measures.Values), pair => Assert.Equal(pair.First, pair.Second!.Value, 1e-12));
    }

    /// <summary>What every evaluation measures is what the network's weights give at the end, whoever trains beside it.</summary>
    [Fact]
    public void Measures_along_training_end_with_those_of_the_last_weights()
    {
        string[] names = ["shapley", "alone.mean", "perceptual", "probe", "speed"];
        var config = SmallTask.Config with { Measures = names, Epochs = 2, EvaluateEvery = 2 };
        using var both = new TrainingRun(config, [3, 4]);
        using var alone = new TrainingRun(config, [4]);
        using var plain = new TrainingRun(config with { Measures = null }, [3, 4]);
        var (histories, second) = (both.Trainer.Run().Replicas, alone.Trainer.Run().Replicas[0].History);

        Assert.Equal(TrainingRun.Text(plain.Trainer.Run()), (string[])[.. histories.SelectMany(one => one.History).OrderBy(row => row.Step).ThenBy(row => row.Replica)
            .Select(row => TrainingRun.Text(row with { Measures = null }))]);
        Assert.Equal(ModalityMeasures.ListKeys(names, ["a", "b"]).Order(), histories[0].History[0].Measures!.Keys.Order());
        Assert.Null(histories[0].History[0].Measures!["speed.a"]); // no step yet
        var last = new ModalityMeasures(both.Data, [3, 4]).Measure(both.Network);
        foreach (string key in ModalityMeasures.ListKeys(names[..^1], ["a", "b"]))
        {
            Assert.Equal((double?[])[last[0][key], last[1][key]], histories.Select(one => one.Final!.Measures![key]));
            Assert.Equal(second.Select(row => row.Measures![key]), histories[1].History.Select(row => row.Measures![key]));
        }

        Assert.True(Math.Abs(histories[0].Final!.Measures!["speed.a"]!.Value) > 1e-3);
        Assert.Equal(-histories[0].Final!.Measures!["speed.a"]!.Value, histories[0].Final!.Measures!["speed.b"]!.Value, 1e-12);
    }

    /// <summary>Both branches keep their bit; the head takes that of a alone, which is the class in three of four samples.</summary>
    [Fact]
    public void A_probe_finds_what_a_branch_knows_and_the_head_ignores()
    {
        using var data = Bits(2, bits => bits[1]);
        using var network = FusionNetwork.Create(new MlpConfig { Depth = 2, FusionDepth = 2, Width = 2 }, data.Modalities, 2, [1]);
        Set(network, weights =>
        {
            weights["branches.a.0.weight"][0, 0] = 1;
            weights["branches.b.0.weight"][0, 0] = 1;
            weights["fusion.weight"][1, 0] = 1;         // class 1 where a is 1
            weights["fusion.bias"][0] = 0.5;
        });
        var measures = new ModalityMeasures(data, [1]).Measure(network)[0];

        Assert.Equal((0.5, 0.0), (measures["accuracy"], measures["shapley.b"]));
        Assert.Equal((0.5, 1.0), (measures["probe.a"], measures["probe.b"]));
    }

    [Fact]
    public void Each_replica_has_its_own_measures_and_a_cnn_is_probed_too()
    {
        using var scope = NewDisposeScope();
        Modality[] digits = [new("a", [1, 12, 12]), new("b", [1, 12, 12])];
        var classes = arange(60).remainder(3);
        using var data = new TensorData(
            digits, 3, [randn(60, 1, 12, 12), randn(60, 1, 12, 12)], classes,
            new EvaluationSet([randn(60, 1, 12, 12), randn(60, 1, 12, 12)], classes.clone()));
        var shape = new CnnConfig { Convolutions = 3, FusionDepth = 2, Channels = 3 };
        using var together = FusionNetwork.Create(shape, digits, 3, [1, 2]);
        using var alone = FusionNetwork.Create(shape, digits, 3, [2]);
        var (both, second) = (new ModalityMeasures(data, [1, 2]).Measure(together), new ModalityMeasures(data, [2]).Measure(alone));

        string[] same = ["accuracy", "shapley.a", "lost.b", "alone.mean.a", "probe.a", "probe.b"];
        Assert.Equal(same.Select(key => second[0][key]), same.Select(key => both[1][key]));
        Assert.All(both[0], measure => Assert.NotNull(measure.Value));
        Assert.Equal(new UnimodalEvaluator(data.Test).Evaluate(together).Select(scores => scores.Accuracy), both.Select(table => table["accuracy"]));
    }

    /// <summary>ReLU(a + b) − 2 ReLU(a + b − 1) is 0, 1, 1, 0 for the four pairs of bits; class 1 where it is above 0.5.</summary>
    private static void Xor(Dictionary<string, Tensor> weights)
    {
        weights["fusion.weight"].fill_(1);
        weights["fusion.bias"][1] = -1;
        weights["trunk.0.weight"][1, 0] = 1;
        weights["trunk.0.weight"][1, 1] = -2;
        weights["trunk.0.bias"][0] = 0.5;
    }

    private static FusionNetwork Network(TensorData data, Action<Dictionary<string, Tensor>> set)
    {
        var network = FusionNetwork.Create(new MlpConfig { Depth = 2, FusionDepth = 1, Width = 2 }, data.Modalities, 2, [1]);
        Set(network, weights =>
        {
            weights["trunk.0.weight"][1, 0] = 1;
            weights["trunk.0.bias"][0] = 0.5;
            set(weights);
        });
        return network;
    }

    private static void Set(FusionNetwork network, Action<Dictionary<string, Tensor>> set)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var weights = network.ExportReplica(0).ToDictionary(named => named.Name, named => zeros_like(named.Value));
        set(weights);
        network.ImportReplica(0, weights);
    }

    /// <summary>All combinations of bits, each equally often, one bit a modality, for training as for tests.</summary>
    private static TensorData Bits(int modalities, Func<int[], int> label)
    {
        int[][] samples = [.. Enumerable.Range(0, Copies << modalities).Select(i => Enumerable.Range(0, modalities).Select(m => (i >> m) & 1).ToArray())];
        Tensor[] Inputs() => [.. Enumerable.Range(0, modalities).Select(m => tensor(samples.Select(bits => (float)bits[m]).ToArray()).unsqueeze(1))];
        Tensor Labels() => tensor(samples.Select(bits => (long)label(bits)).ToArray());
        return new TensorData(
            [.. Enumerable.Range(0, modalities).Select(m => new Modality("abc"[m].ToString(), [1]))], 2, Inputs(), Labels(), new EvaluationSet(Inputs(), Labels()));
    }
}
