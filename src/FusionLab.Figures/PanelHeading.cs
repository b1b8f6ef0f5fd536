
namespace FusionLab.Figures;

/// <summary>A panel's letter and title, above its upper left corner.</summary>
internal sealed record PanelHeading(string? Letter, string? Title)
{
    public double Height => Letter is null && Title is null ? 0 : 18;

    public void Draw(SvgWriter svg, double left, double bottom)
    {
        double title = left;
        if (Letter is not null)
        {
            svg.Inline("text", Letter, ("class", "b"), ("x", SvgWriter.Number(left)), ("y", SvgWriter.Number(bottom - 6)));
            title += 20;
        }

        if (Title is not null)
        {
            new Label(Title).Draw(svg, new Pixel(title, bottom - 6), "start");
        }
    }
}
