namespace FusionLab;

/// <summary>Words that texts, tables and figures have in common.</summary>
public static class Wording
{
    /// <summary>Labels a modality: one letter as in the paper (A, B), a word as its owner wrote it.</summary>
    /// <param name="name">Its name in configs and columns.</param>
    public static string LabelModality(string name) => name.Length == 1 ? name.ToUpperInvariant() : name;

    /// <summary>Writes a number of things: <c>1 replica</c>, <c>1,200 steps</c>.</summary>
    /// <param name="number">How many.</param>
    /// <param name="noun">One of them; the plural takes an s, or es after an s.</param>
    public static string Count(long number, string noun) =>
        FormattableString.Invariant($"{number:N0} {noun}{(number == 1 ? "" : noun.EndsWith('s') ? "es" : "s")}");
}
