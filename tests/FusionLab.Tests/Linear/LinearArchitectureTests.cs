using FusionLab.Linear;

namespace FusionLab.Tests.Linear;

public class LinearArchitectureTests
{
    [Fact]
    public void Branches_run_to_the_fusion_node_and_shared_layers_to_the_output()
    {
        var graph = new FusionGraph(new LinearArchitecture([3, 2], Outputs: 1, BranchDepths: [2, 3], SharedDepth: 1, Width: 7));

        Assert.Equal(["branch.a.1", "branch.a.2", "branch.b.1", "branch.b.2", "branch.b.3", "shared.1"], graph.Layers.Select(layer => layer.Name));
        Assert.Equal([(7, 3), (7, 7), (7, 2), (7, 7), (7, 7), (1, 7)], graph.Layers.Select(layer => (layer.Rows, layer.Columns)));
        Assert.Equal(graph.Layers[1].Upper, graph.Layers[4].Upper);
        Assert.Equal(graph.OutputNode, graph.Layers[5].Upper);
    }

    [Fact]
    public void Branches_that_no_modality_has_are_named() => Assert.Contains(
        "network.branchDepths names 3 branches; the task has 2 modalities",
        Assert.Throws<ConfigException>(() => new LinearArchitecture([1, 1], 1, [1, 2, 3], 1, 5).Validate()).Message);

    [Fact]
    public void A_weight_decay_that_turns_weights_around_is_named() => Assert.Contains(
        "train.weightDecay is 20",
        Assert.Throws<ConfigException>(() => new LinearRunSettings(0.1, 10) { WeightDecay = 20 }.Validate()).Message);

    [Fact]
    public void Deep_initial_weights_have_the_expected_norms()
    {
        var architecture = LinearArchitecture.Uniform([1, 1], 1, depth: 4, fusionDepth: 2, width: 100);
        var weights = LinearWeights.Draw(architecture, new(InitializationKind.Deep, 0.1), seed: 1);
        double Norm(params int[] layers) => Math.Sqrt(layers.Sum(l => weights.Values[l].Sum(w => w * w)));

        Assert.Equal(0.1, Norm(0), 0.02);               // branch a, layer 1
        Assert.Equal(0.1 * Math.Sqrt(2), Norm(1, 3), 0.003); // the fusion layer over both branches
        Assert.Equal(0.1 * Math.Sqrt(2), Norm(4), 0.003);    // the first shared layer
    }
}
