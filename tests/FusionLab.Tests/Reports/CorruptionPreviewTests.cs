using FusionLab.Data;
using FusionLab.Figures;
using FusionLab.Reports;
using FusionLab.Tests.Data;

namespace FusionLab.Tests.Reports;

public class CorruptionPreviewTests
{
    private static readonly ResolvedImages s_source = new(TinyDataset.Images, "synthetic", null, []);

    [Fact]
    public void A_preview_has_a_panel_for_each_pattern_and_a_row_for_each_sample()
    {
        var figure = CorruptionPreview.Draw(s_source, new NoisyMnistConfig(), samples: 4);

        Assert.Equal(3, figure.Panels.Count);
        Assert.All(figure.Panels.Cast<ImagePanel>(), panel => Assert.Equal((2, 8), (panel.Columns, panel.Pictures.Count)));
        Assert.Equal("In each row from the left: A, B.", figure.Note);
    }

    [Fact]
    public void The_corrupted_modality_is_the_dim_one()
    {
        var figure = CorruptionPreview.Draw(s_source, CorruptionMixtureTests.With(("b", 1)), samples: 1);

        Picture[] pictures = [.. Assert.Single(figure.Panels.Cast<ImagePanel>()).Pictures];
        Assert.Equal(pictures[0].White!.Value, pictures[0].Pixels.Max(), 1e-6);
        Assert.InRange(pictures[1].Pixels.Max(), double.NegativeInfinity, 0.8 * pictures[1].White!.Value);
    }
}
