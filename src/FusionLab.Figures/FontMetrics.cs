namespace FusionLab.Figures;

/// <summary>Estimates the width of text without a font, so that layout is the same on every machine.</summary>
internal static class FontMetrics
{
    // Advance widths of Helvetica for the characters 32..126 in thousandths of an em (Adobe font metrics).
    private static readonly short[] Widths =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556,
        278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,
        611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833,
        556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    // The fallback fonts run up to an eighth wider than Helvetica; room too large never overlaps.
    private const double Allowance = 1.13;

    /// <summary>The room to reserve for a text.</summary>
    public static double Width(string text, double fontSize) => Natural(text, fontSize) * Allowance;

    /// <summary>The width of a text in Helvetica.</summary>
    public static double Natural(string text, double fontSize) =>
        text.Sum(c => c is >= ' ' and <= '~' ? Widths[c - ' '] : 600) * fontSize / 1000;
}
