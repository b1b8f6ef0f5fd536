using System.Globalization;

namespace FusionLab.Reports;

/// <summary>One cell of a table.</summary>
/// <param name="Text">What is shown.</param>
/// <param name="Value">What it is sorted by; null sorts by the text.</param>
public readonly record struct ReportCell(string Text, double? Value = null)
{
    /// <summary>A number with its needed digits; a dash where there is none.</summary>
    /// <param name="value">The number.</param>
    /// <param name="format">A .NET format; four significant digits unless given.</param>
    public static ReportCell Number(double? value, string format = "G4") => value is { } number && double.IsFinite(number)
        ? new ReportCell(Signed(number.ToString(format, CultureInfo.InvariantCulture)), number)
        : new ReportCell("–");

    /// <summary>A mean with its standard deviation, sorted by the mean.</summary>
    /// <param name="mean">The mean; null shows a dash.</param>
    /// <param name="std">The standard deviation; null shows the mean alone.</param>
    public static ReportCell MeanStd(double? mean, double? std) => mean is null || std is null
        ? Number(mean, "F2")
        : new ReportCell($"{Number(mean, "F2").Text} ± {Number(std, "F2").Text}", mean);

    // What is rounded to nothing has no sign.
    private static string Signed(string text)
    {
        bool isNothing = text.AsSpan().IndexOfAnyInRange('1', '9') < 0;
        return (isNothing ? text.TrimStart('-') : text).Replace('-', '−');
    }

    /// <summary>Words.</summary>
    /// <param name="text">What is shown.</param>
    public static implicit operator ReportCell(string text) => new(text);
}
