namespace FusionLab.Figures;

/// <summary>A panel of small pictures in a grid, such as example pairs of noisy digits.</summary>
/// <param name="Pictures">The pictures, row by row.</param>
/// <param name="Columns">Pictures a row.</param>
public sealed record ImagePanel(IReadOnlyList<Picture> Pictures, int Columns) : Panel
{
    internal override IPanelLayout Arrange(PanelFrame frame) => new ImageLayout(this, frame);
}

/// <summary>A small grey picture inside a figure, drawn with visible pixels.</summary>
/// <param name="Pixels">Row by row from the top, <c>height × width</c>; any scale.</param>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
public sealed record Picture(IReadOnlyList<double> Pixels, int Width, int Height)
{
    private const int DrawnPixels = 280;

    /// <summary>The value drawn black; null takes the smallest pixel.</summary>
    public double? Black { get; init; }

    /// <summary>The value drawn white; null takes the largest pixel.</summary>
    public double? White { get; init; }

    internal byte[] Encode()
    {
        double black = Black ?? Pixels.Min(), white = White ?? Pixels.Max();
        double scale = white == black ? 0 : 255 / (white - black);

        // Enlarged here, because some converters smooth small pictures whatever the style says.
        int enlarge = Math.Max(1, DrawnPixels / Width);
        var bytes = new byte[Width * Height * enlarge * enlarge];
        for (int i = 0; i < bytes.Length; i++)
        {
            int row = i / (Width * enlarge) / enlarge, column = i % (Width * enlarge) / enlarge;
            bytes[i] = (byte)Math.Clamp(Math.Round((Pixels[(row * Width) + column] - black) * scale), 0, 255);
        }

        return PngImage.EncodeGray(bytes, Width * enlarge, Height * enlarge);
    }
}

/// <summary>Lays out and draws an <see cref="ImagePanel"/>: cells of equal width across the panel.</summary>
internal sealed class ImageLayout : IPanelLayout
{
    private const double Gap = 8;

    private readonly ImagePanel _panel;
    private readonly PanelFrame _frame;
    private readonly double _cellWidth, _cellHeight;

    public ImageLayout(ImagePanel panel, PanelFrame frame)
    {
        if (panel.Pictures.Count == 0 || panel.Columns < 1)
        {
            throw new ArgumentException("A panel of pictures needs at least one picture and one column.", nameof(panel));
        }

        (_panel, _frame) = (panel, frame);
        _cellWidth = (frame.Figure.PanelWidth - ((panel.Columns - 1) * Gap)) / panel.Columns;
        _cellHeight = panel.Pictures.Max(picture => _cellWidth * picture.Height / picture.Width);
        int rows = (panel.Pictures.Count + panel.Columns - 1) / panel.Columns;
        Height = (rows * _cellHeight) + ((rows - 1) * Gap);
    }

    public Margins Margins => new(8, Math.Max(8, _frame.Heading.Height), 8, 8);

    public double Height { get; }

    public void Draw(SvgWriter svg, double headingTop)
    {
        svg.Open("g", ("class", "pictures"));
        for (int i = 0; i < _panel.Pictures.Count; i++)
        {
            double left = i % _panel.Columns * (_cellWidth + Gap), top = i / _panel.Columns * (_cellHeight + Gap);
            svg.Leaf("image", ("x", left), ("y", top), ("width", _cellWidth), ("height", _cellHeight),
                ("href", PngImage.WriteDataUri(_panel.Pictures[i].Encode())));
        }

        _frame.Heading.Draw(svg, headingTop);
        svg.Close();
    }
}
