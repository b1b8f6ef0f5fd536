using System.Diagnostics;

namespace FusionLab.Reports;

/// <summary>Turns SVG files into PNG and PDF through <c>rsvg-convert</c> (librsvg), where it is installed.</summary>
public static class FigureExport
{
    private const int TimeoutMilliseconds = 60_000;

    /// <summary>Writes a PNG or PDF file beside an SVG file.</summary>
    /// <param name="svgPath">The SVG file.</param>
    /// <param name="format"><c>"png"</c> (two pixels a CSS pixel) or <c>"pdf"</c>.</param>
    /// <returns>The path of the new file.</returns>
    /// <exception cref="ConfigException">The format is neither of the two.</exception>
    /// <exception cref="FusionLabException">rsvg-convert is not installed or refused the file.</exception>
    public static string Convert(string svgPath, string format)
    {
        if (format is not ("png" or "pdf"))
        {
            throw new ConfigException($"Figures can be written as svg, png or pdf, not as '{format}'.");
        }

        string target = Path.ChangeExtension(svgPath, format);
        var start = new ProcessStartInfo("rsvg-convert") { RedirectStandardError = true, UseShellExecute = false };
        string[] arguments = ["--format", format, "--zoom", format == "png" ? "2" : "1", "--output", target, svgPath];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var process = Process.Start(start)!;
            string complaint = process.StandardError.ReadToEnd();
            if (!process.WaitForExit(TimeoutMilliseconds) || process.ExitCode != 0)
            {
                throw new FusionLabException($"rsvg-convert could not turn {svgPath} into {format}: {complaint.Trim()}");
            }
        }
        catch (System.ComponentModel.Win32Exception inner)
        {
            throw new FusionLabException(
                $"{svgPath} stays SVG because rsvg-convert, which writes {format}, is not installed; "
                + "install it (Debian: librsvg2-bin) or ask for svg.",
                inner);
        }

        return target;
    }
}
