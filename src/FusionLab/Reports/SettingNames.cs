using System.Text.RegularExpressions;

namespace FusionLab.Reports;

/// <summary>Names settings of configs as papers do: <c>data.rho</c> is ρ.</summary>
/// <param name="own">A reader's own words for some paths; they may carry mathematics between dollar signs.</param>
public sealed partial class SettingNames(IReadOnlyDictionary<string, string>? own = null)
{
    private static readonly Dictionary<string, (string Word, string Symbol)> s_known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["data.rho"] = ("Correlation", "$ρ$"),
        ["data.sigmaA"] = ("Standard deviation of A,", "$σ_A$"),
        ["data.sigmaB"] = ("Standard deviation of B,", "$σ_B$"),
        ["network.depth"] = ("Depth", "$L$"),
        ["network.fusionDepth"] = ("Fusion depth", "$L_f$"),
        ["network.init.scale"] = ("Initial scale", "$u_0$"),
        ["train.learningRate"] = ("Learning rate", "$η$"),
    };

    /// <summary>The name along an axis: words and symbol.</summary>
    /// <param name="path">The path, such as <c>network.init.scale</c>.</param>
    public string NameAxis(string path) => own?.GetValueOrDefault(path)
        ?? (s_known.TryGetValue(path, out var known) ? $"{known.Word} {known.Symbol}" : Capitalize(Words(path)));

    /// <summary>The short name in a legend or a table: the symbol where there is one.</summary>
    /// <param name="path">The path.</param>
    public string NameShortly(string path) => own?.GetValueOrDefault(path)
        ?? (s_known.TryGetValue(path, out var known) ? known.Symbol : Words(path));

    /// <summary>Says what a setting is set to, such as <c>$L_f$ = 5</c>.</summary>
    /// <param name="path">The path.</param>
    /// <param name="value">Its value.</param>
    public string Describe(string path, string value) => $"{NameShortly(path)} = {value.Replace('-', '−')}";

    private static string Words(string path) =>
        Hump().Replace(path[(path.IndexOf('.') + 1)..].Replace('.', ' '), match => " " + match.Value.ToLowerInvariant());

    private static string Capitalize(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex Hump();
}
