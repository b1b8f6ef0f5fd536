using System.Text;
using FusionLab.Figures;
using FusionLab.Reports;
using FusionLab.Tests.Figures;
using SkiaSharp;

namespace FusionLab.Tests.Reports;

public sealed class FigureExportTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_PNG_has_two_pixels_for_one_and_every_label_on_it()
    {
        string svg = Write(Gallery.Ratio());

        using var picture = SKBitmap.Decode(FigureExport.Convert(svg, "png"));

        Assert.Equal((1255, 536), (picture.Width, picture.Height)); // of 627.34 x 268
        Assert.True(HasInk(picture, left: 20, right: 50, top: 150, bottom: 300), "the label of the vertical axis");
        Assert.False(HasInk(picture, left: 0, right: 1255, top: 0, bottom: 20), "the edge");
        Assert.Equal(SKColors.White, picture.GetPixel(1254, 535));
    }

    [Theory]
    [InlineData("distance $W_A^{tot}-w_A^*$", 81)] // the sums of the advance widths
    [InlineData("$W_A^{tot}$ and so on", 71)]
    [InlineData("$ρ$ = −0.5 and so on", 92)]
    public void A_centred_label_with_sub_and_superscripts_is_centred(string text, double width)
    {
        var panel = new PlotPanel(new Axis(text) { Min = 0, Max = 1 }, new Axis("") { Min = 0, Max = 1, IsHidden = true }, []);
        using var picture = SKBitmap.Decode(FigureExport.Convert(Write(new Figure("f", "d", [panel])), "png"));

        int[] frame = InkedColumns(picture, Enumerable.Range(0, picture.Height).MaxBy(y => InkedColumns(picture, y, 1).Length), 1);
        int[] label = InkedColumns(picture, picture.Height - 36, 36);

        Assert.Equal(2 * 240, frame[^1] - frame[0], 6.0);
        Assert.Equal((frame[0] + frame[^1]) / 2.0, (label[0] + label[^1]) / 2.0, 4.0);
        Assert.Equal(2 * width, label[^1] - label[0], 6.0);
    }

    [Fact]
    public void A_PDF_carries_only_the_characters_it_needs()
    {
        string pdf = FigureExport.Convert(Write(Gallery.Ratio()), "pdf");

        byte[] file = File.ReadAllBytes(pdf);
        string text = Encoding.Latin1.GetString(file);
        Assert.StartsWith("%PDF", text);
        Assert.Contains("LiberationSans-Italic", text);
        Assert.Contains("/MediaBox [0 0 471 201]", text); // 627.34 x 268 CSS pixels are 470.5 x 201 points
        Assert.InRange(file.Length, 10_000, 120_000);
    }

    [Fact]
    public void Other_formats_are_refused() =>
        Assert.Throws<ConfigException>(() => FigureExport.Save("<svg/>", "gif", _folder.At("figure.gif")));

    private string Write(Figure figure)
    {
        string svg = _folder.At("figure.svg");
        FigureSvg.Save(figure, svg);
        return svg;
    }

    private static int[] InkedColumns(SKBitmap picture, int top, int height) =>
        [.. Enumerable.Range(0, picture.Width).Where(x => HasInk(picture, x, x + 1, top, top + height))];

    private static bool HasInk(SKBitmap picture, int left, int right, int top, int bottom) =>
        Enumerable.Range(top, bottom - top).Any(y => Enumerable.Range(left, right - left).Any(x => picture.GetPixel(x, y).Red < 128));
}
