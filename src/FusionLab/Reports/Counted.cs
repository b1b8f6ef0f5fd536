namespace FusionLab.Reports;

/// <summary>A number of things in words: <c>1 replica</c>, <c>1,200 steps</c>.</summary>
public static class Counted
{
    /// <summary>The number and the noun, in the singular or plural.</summary>
    /// <param name="number">How many.</param>
    /// <param name="noun">One of them; the plural takes an s.</param>
    public static string Of(long number, string noun) => FormattableString.Invariant($"{number:N0} {noun}{(number == 1 ? "" : "s")}");
}
