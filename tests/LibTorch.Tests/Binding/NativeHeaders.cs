using System.Text.RegularExpressions;

namespace LibTorch.Tests.Binding;

/// <summary>The functions that the headers in src/LibTorch/native declare.</summary>
internal static partial class NativeHeaders
{
    /// <summary>Name, result type and parameter types of every exported function.</summary>
    internal static IReadOnlyList<(string Name, string Result, string[] Parameters)> Functions { get; } =
        [.. Directory.GetFiles(Path.Combine(Fixture.Root, "src", "LibTorch", "native"), "*.h").SelectMany(ReadFile)];

    private static IEnumerable<(string Name, string Result, string[] Parameters)> ReadFile(string path) =>
        Declaration().Matches(File.ReadAllText(path)).Select(match => (
            match.Groups["name"].Value,
            match.Groups["result"].Value.Trim(),
            match.Groups["parameters"].Value
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(TypeOf)
                .ToArray()));

    private static string TypeOf(string parameter) => Regex.Replace(parameter[..parameter.LastIndexOf(' ')], @"\s+", " ");

    [GeneratedRegex(@"LT_API\s+(?<result>[\w\s*]+?)\s*\b(?<name>lt_\w+)\((?<parameters>[^)]*)\);")]
    private static partial Regex Declaration();
}
