using FusionLab.Figures;
using FusionLab.Paper;

namespace FusionLab.Tests.Paper;

public class NetworkSchematicTests
{
    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 7)]
    [InlineData(4, 9)]
    public void A_network_has_one_box_a_branch_and_layer_before_fusion_and_one_a_layer_after(int fusionDepth, int boxes)
    {
        var panel = (PlotPanel)NetworkSchematic.Draw(["a", "b"], depth: 4, [fusionDepth]).Panels[0];

        Assert.Equal(boxes, panel.Series.OfType<Region>().Count());
    }

    [Fact]
    public void A_fusion_layer_beyond_the_network_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NetworkSchematic.Draw(["a", "b"], depth: 4, [5]));
}
