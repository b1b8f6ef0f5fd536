using System.Reflection;
using System.Runtime.InteropServices;
using FusionLab.Figures;
using HarfBuzzSharp;
using SkiaSharp;
using Svg;
using Svg.Skia;
using Svg.Skia.TypefaceProviders;

namespace FusionLab.Reports;

/// <summary>Turns SVG figures into PNG and PDF, with the fonts that the assembly carries: the same picture on every machine.</summary>
public static class FigureExport
{
    private const float PixelsPerCssPixel = 2;
    private const float PointsPerCssPixel = 0.75f;

    /// <summary>Writes a PNG or PDF file beside an SVG file.</summary>
    /// <param name="svgPath">The SVG file.</param>
    /// <param name="format"><c>"png"</c> (two pixels a CSS pixel) or <c>"pdf"</c>.</param>
    /// <returns>The path of the new file.</returns>
    /// <exception cref="ConfigException">The format is neither of the two.</exception>
    /// <exception cref="MachineException">The native library that draws is missing.</exception>
    public static string Convert(string svgPath, string format)
    {
        string target = Path.ChangeExtension(svgPath, format);
        Save(File.ReadAllText(svgPath), format, target);
        return target;
    }

    /// <summary>Writes a figure.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="format"><c>"svg"</c>, <c>"png"</c> (two pixels a CSS pixel) or <c>"pdf"</c>.</param>
    /// <param name="path">The file; its folder exists.</param>
    /// <exception cref="ConfigException">The format is none of these.</exception>
    /// <exception cref="MachineException">The native library that draws is missing.</exception>
    public static void Save(Figure figure, string format, string path)
    {
        string svg = FigureSvg.Render(figure);
        if (format == "svg")
        {
            AtomicFile.WriteText(path, svg);
        }
        else
        {
            Save(svg, format, path);
        }
    }

    /// <summary>Writes a figure as a PNG or PDF file.</summary>
    /// <param name="svg">The figure, a whole SVG document.</param>
    /// <param name="format"><c>"png"</c> (two pixels a CSS pixel) or <c>"pdf"</c>.</param>
    /// <param name="path">The file; its folder exists.</param>
    /// <exception cref="ConfigException">The format is neither of the two.</exception>
    /// <exception cref="MachineException">The native library that draws is missing.</exception>
    public static void Save(string svg, string format, string path)
    {
        if (format is not ("png" or "pdf"))
        {
            throw new ConfigException($"Figures can be written as svg, png or pdf, not as '{format}'.");
        }

        try
        {
            AtomicFile.Write(path, file => Write(svg, format, file));
        }
        catch (Exception missing)
            when (missing is DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException })
        {
            throw new MachineException(
                $"{path} cannot be drawn: the native libraries of SkiaSharp are not beside the program, or not for this platform", missing)
            { Advice = "ask for svg" };
        }
    }

    private static void Write(string svg, string format, Stream file)
    {
        var document = SvgDocument.FromSvg<SvgDocument>(svg);
        using var faces = new FigureFaces(svg);
        foreach (var text in document.Descendants().OfType<SvgText>().Where(text => text.TextAnchor != SvgTextAnchor.Start))
        {
            ResolveAnchor(text, faces);
        }

        using var drawing = new SKSvg();
        drawing.Settings.TypefaceProviders = [faces];
        using var picture = drawing.FromSvgDocument(document)
            ?? throw new InvalidOperationException("The figure has nothing to draw.");
        var (width, height) = (document.Width.Value, document.Height.Value);
        if (format == "png")
        {
            using var bitmap = new SKBitmap((int)MathF.Ceiling(PixelsPerCssPixel * width), (int)MathF.Ceiling(PixelsPerCssPixel * height));
            using var canvas = new SKCanvas(bitmap);
            canvas.Clear(SKColors.White);
            canvas.Scale(PixelsPerCssPixel);
            canvas.DrawPicture(picture);
            bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
        }
        else
        {
            var title = document.Children.OfType<SvgTitle>().FirstOrDefault();
            using var pages = SKDocument.CreatePdf(file, new SKDocumentPdfMetadata { Title = title?.Content, Creator = "FusionLab" });
            var canvas = pages.BeginPage(PointsPerCssPixel * width, PointsPerCssPixel * height);
            canvas.Scale(PointsPerCssPixel);
            canvas.DrawPicture(picture);
            pages.EndPage();
            pages.Close();
        }
    }

    /// <summary>
    /// Lets a text that is centred or ends at its anchor begin where that takes it: the library places such texts wrongly where
    /// they have several spans.
    /// </summary>
    private static void ResolveAnchor(SvgText text, FigureFaces faces)
    {
        float share = text.TextAnchor == SvgTextAnchor.Middle ? 0.5f : 1;
        text.X = [new SvgUnit(text.X[0].Value - (share * Measure(text)))];
        text.TextAnchor = SvgTextAnchor.Start;

        // The nodes of a text without words of its own are its children alone.
        float Measure(SvgTextBase span) => (span.Nodes.Count > 0 ? span.Nodes : [.. span.Children]).Sum(node => node switch
        {
            SvgTextSpan child => child.Dx.Sum(shift => shift.Value) + Measure(child),
            _ => faces.Measure(node.Content, span),
        });
    }
}

/// <summary>
/// Liberation Sans, upright, italic and bold, with no more than the characters of one figure: a PDF embeds the whole of a font.
/// </summary>
internal sealed partial class FigureFaces : ITypefaceProvider, IDisposable
{
    private readonly SKTypeface _regular, _italic, _bold;

    /// <summary>Reads the fonts.</summary>
    /// <param name="characters">A text that has every character that is drawn.</param>
    public FigureFaces(string characters)
    {
        uint[] needed = [.. characters.EnumerateRunes().Select(rune => (uint)rune.Value).Distinct()];
        _regular = Read("Regular");
        _italic = Read("Italic");
        _bold = Read("Bold");

        SKTypeface Read(string style)
        {
            string name = $"FusionLab.Reports.LiberationSans-{style}.ttf";
            using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
            using var font = SKData.CreateCopy(Subset(resource, needed));
            return SKTypeface.FromData(font);
        }
    }

    /// <inheritdoc/>
    public SKTypeface FromFamilyName(
        string fontFamily, SKFontStyleWeight fontWeight, SKFontStyleWidth fontWidth, SKFontStyleSlant fontStyle) =>
        Pick(fontStyle != SKFontStyleSlant.Upright, fontWeight >= SKFontStyleWeight.SemiBold);

    /// <summary>The width of a text in CSS pixels.</summary>
    /// <param name="text">The text.</param>
    /// <param name="style">The element that styles it.</param>
    public float Measure(string text, SvgTextBase style)
    {
        bool isItalic = style.FontStyle is SvgFontStyle.Italic or SvgFontStyle.Oblique;
        using var font = new SKFont(Pick(isItalic, style.FontWeight == SvgFontWeight.Bold), style.FontSize.Value)
        {
            Subpixel = true,
            LinearMetrics = true,
            Hinting = SKFontHinting.None, // else widths are rounded to pixels
        };
        return font.MeasureText(text);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _regular.Dispose();
        _italic.Dispose();
        _bold.Dispose();
    }

    private SKTypeface Pick(bool isItalic, bool isBold) => isItalic ? _italic : isBold ? _bold : _regular;

    private static unsafe ReadOnlySpan<byte> Subset(Stream font, uint[] characters)
    {
        using var whole = Blob.FromStream(font);
        using var face = new Face(whole, 0);
        nint input = CreateInput();
        nint wanted = UnicodeSet(input);
        foreach (uint character in characters)
        {
            Add(wanted, character);
        }

        nint subset = SubsetOrFail(face.Handle, input);
        nint blob = ReferenceBlob(subset);
        var bytes = new ReadOnlySpan<byte>(GetData(blob, out uint length), (int)length).ToArray();
        DestroyBlob(blob);
        DestroyFace(subset);
        DestroyInput(input);
        return bytes;
    }

    // HarfBuzzSharp's library has the subsetter; its managed part does not.
    private const string HarfBuzz = "libHarfBuzzSharp";

    [LibraryImport(HarfBuzz, EntryPoint = "hb_subset_input_create_or_fail")]
    private static partial nint CreateInput();

    [LibraryImport(HarfBuzz, EntryPoint = "hb_subset_input_destroy")]
    private static partial void DestroyInput(nint input);

    [LibraryImport(HarfBuzz, EntryPoint = "hb_subset_input_unicode_set")]
    private static partial nint UnicodeSet(nint input);

    [LibraryImport(HarfBuzz, EntryPoint = "hb_set_add")]
    private static partial void Add(nint set, uint character);

    [LibraryImport(HarfBuzz, EntryPoint = "hb_subset_or_fail")]
    private static partial nint SubsetOrFail(nint face, nint input);

    [LibraryImport(HarfBuzz, EntryPoint = "hb_face_reference_blob")]
    private static partial nint ReferenceBlob(nint face);

    [LibraryImport(HarfBuzz, EntryPoint = "hb_face_destroy")]
    private static partial void DestroyFace(nint face);

    [LibraryImport(HarfBuzz, EntryPoint = "hb_blob_get_data")]
    private static unsafe partial byte* GetData(nint blob, out uint length);

    [LibraryImport(HarfBuzz, EntryPoint = "hb_blob_destroy")]
    private static partial void DestroyBlob(nint blob);
}
