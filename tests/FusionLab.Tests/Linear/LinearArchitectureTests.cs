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

    [Theory]
    [InlineData(4, 5, 100, "network.fusionDepth is 5; it must lie in 1..4")]
    [InlineData(4, 0, 100, "network.fusionDepth is 0")]
    [InlineData(0, 1, 100, "network.depth is 0; it must be at least 1")]
    [InlineData(4, 2, 0, "network.width is 0; it must be at least 1")]
    public void An_impossible_shape_is_named_with_its_bound(int depth, int fusionDepth, int width, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<ConfigException>(() => LinearArchitecture.Uniform([1, 1], 1, depth, fusionDepth, width)).Message);

    [Theory]
    [InlineData(0, 100, "train.learningRate is 0")]
    [InlineData(0.1, 0, "train.epochs is 0")]
    public void Impossible_settings_are_named(double learningRate, long steps, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<ConfigException>(() => new LinearRunSettings(learningRate, steps).Validate()).Message);

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
