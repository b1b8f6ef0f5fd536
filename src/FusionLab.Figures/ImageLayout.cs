
namespace FusionLab.Figures;

/// <summary>Lays out and draws an <see cref="ImagePanel"/>: cells of equal width across the panel.</summary>
internal sealed class ImageLayout : IPanelLayout
{
    private const double Gap = 8;
    private const double CaptionHeight = 15;

    private readonly ImagePanel _panel;
    private readonly PanelFrame _frame;
    private readonly double _cellWidth, _cellHeight, _captionHeight;

    public ImageLayout(ImagePanel panel, PanelFrame frame)
    {
        if (panel.Pictures.Count == 0 || panel.Columns < 1)
        {
            throw new ArgumentException("A panel of pictures needs at least one picture and one column.", nameof(panel));
        }

        (_panel, _frame) = (panel, frame);
        _cellWidth = (frame.Figure.PanelWidth - ((panel.Columns - 1) * Gap)) / panel.Columns;
        _cellHeight = panel.Pictures.Max(picture => _cellWidth * picture.Height / picture.Width);
        _captionHeight = panel.Pictures.Any(picture => picture.Caption is not null) ? CaptionHeight : 0;
        int rows = (panel.Pictures.Count + panel.Columns - 1) / panel.Columns;
        Height = (rows * (_cellHeight + _captionHeight)) + ((rows - 1) * Gap);
    }

    public Margins Margins => new(8, Math.Max(8, _frame.Heading.Height), 8, 8);

    public double Height { get; }

    public void Draw(SvgWriter svg, double headingTop)
    {
        svg.Open("g", ("class", "pictures"));
        for (int i = 0; i < _panel.Pictures.Count; i++)
        {
            var picture = _panel.Pictures[i];
            double left = i % _panel.Columns * (_cellWidth + Gap), top = i / _panel.Columns * (_cellHeight + _captionHeight + Gap);
            svg.Leaf("image", ("x", SvgWriter.Number(left)), ("y", SvgWriter.Number(top)), ("width", SvgWriter.Number(_cellWidth)),
                ("height", SvgWriter.Number(_cellHeight)), ("href", DataUri.Png(picture.Encode())));
            if (picture.Caption is { } caption)
            {
                new Label(caption).Draw(svg, new Pixel(left + (_cellWidth / 2), top + _cellHeight + 11), "middle", "tick", fontSize: 10);
            }
        }

        _frame.Heading.Draw(svg, 0, _frame.Heading.Height - headingTop);
        svg.Close();
    }
}
