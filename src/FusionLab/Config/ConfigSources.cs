using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;

namespace FusionLab.Config;

/// <summary>
/// The layers a config is made of: the file, then environment variables <c>FUSIONLAB__…</c>, then <c>path=value</c> arguments.
/// A later layer replaces what an earlier one says; each value remembers where it came from.
/// </summary>
internal sealed class ConfigSources
{
    /// <summary>
    /// The prefix of environment variables that are part of the config; <c>FUSIONLAB_DATA</c>, with one underscore, is not.
    /// </summary>
    private const string EnvironmentPrefix = "FUSIONLAB__";

    private readonly string _file;

    /// <summary>All layers merged, by the keys of Microsoft's configuration (<c>network:depth</c>).</summary>
    private readonly Dictionary<string, string?> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The variable or argument that set a path (<c>network.depth</c>).</summary>
    private readonly Dictionary<string, string> _origins = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The line, counted from 1, of each path in the file, in the order of the file.</summary>
    private readonly OrderedDictionary<string, int> _lines = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads all layers.</summary>
    /// <param name="file">The JSON file.</param>
    /// <param name="assignments">Arguments <c>path=value</c>.</param>
    /// <exception cref="ConfigException">A layer cannot be read.</exception>
    public ConfigSources(string file, IEnumerable<string> assignments)
    {
        _file = file;
        byte[] json = ReadFile(file);
        IndexLines(json);
        _values = new(Flatten(json), StringComparer.OrdinalIgnoreCase);

        var environment = new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix).Build().AsEnumerable();
        foreach (var (key, value) in environment.Where(pair => pair.Value is not null).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Assign(key, value!, $"environment variable {EnvironmentPrefix}{key.Replace(":", "__").ToUpperInvariant()}");
        }

        foreach (string assignment in assignments)
        {
            int equals = assignment.IndexOf('=');
            if (equals < 1)
            {
                throw new ConfigException($"The argument \"{assignment}\" is no path=value, such as network.depth=5.");
            }

            string path = assignment[..equals].Trim();
            bool isSweep = path.StartsWith("sweep.", StringComparison.OrdinalIgnoreCase); // below it, a whole path is one key
            string key = isSweep ? $"sweep:{path["sweep.".Length..]}" : path.Replace('.', ':');
            Assign(key, assignment[(equals + 1)..], $"argument {assignment}");
        }
    }

    /// <summary>All layers merged.</summary>
    public IConfiguration Root => Build(_values);

    /// <summary>All layers merged, with the values of one point of the sweep in place of the sweep.</summary>
    /// <param name="point">For each swept path, which of its values the point has.</param>
    public IConfiguration RootAt(IEnumerable<(string Path, int Value)> point)
    {
        var values = new Dictionary<string, string?>(_values, StringComparer.OrdinalIgnoreCase);
        Remove(values, "sweep");
        foreach (var (path, value) in point)
        {
            string key = path.Replace('.', ':');
            Remove(values, key);
            foreach (var (below, part) in Below(_values, $"sweep:{path}:{value}"))
            {
                values[key + below] = part;
            }
        }

        return Build(values);
    }

    /// <summary>Where a value came from, for messages: the file with its line, an environment variable, or an argument.</summary>
    /// <param name="path">The value's path, or one that contains it; null: the config as a whole.</param>
    public string FindOrigin(string? path)
    {
        for (string at = path ?? ""; at.Length > 0; at = at[..Math.Max(0, at.LastIndexOf('.'))])
        {
            if (_origins.TryGetValue(at, out string? origin))
            {
                return origin;
            }
        }

        return path is not null && _lines.TryGetValue(path, out int line) ? $"{_file}, line {line}"
            : _origins.FirstOrDefault(below => below.Key.StartsWith($"{path}.", StringComparison.OrdinalIgnoreCase)).Value ?? _file;
    }

    /// <summary>
    /// Where a path stands among all paths of the file, for what must keep its order (Microsoft's configuration sorts by name);
    /// paths from elsewhere come last.
    /// </summary>
    public int FindPosition(string path) => _lines.IndexOf(path) is >= 0 and int position ? position : int.MaxValue;

    private static IConfiguration Build(Dictionary<string, string?> values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values).Build();

    /// <summary>The entries at and below a key, by what follows the key in theirs: nothing, or <c>:…</c>.</summary>
    private static KeyValuePair<string, string?>[] Below(Dictionary<string, string?> values, string key) =>
    [
        .. values.Where(pair => pair.Key.StartsWith(key, StringComparison.OrdinalIgnoreCase) && pair.Key[key.Length..] is "" or [':', ..])
            .Select(pair => KeyValuePair.Create(pair.Key[key.Length..], pair.Value)),
    ];

    private static void Remove(Dictionary<string, string?> values, string key)
    {
        foreach (var (below, _) in Below(values, key))
        {
            values.Remove(key + below);
        }
    }

    /// <summary>Sets a value, and drops what earlier layers said inside it: a list is replaced as a whole, never mixed.</summary>
    private void Assign(string key, string value, string origin)
    {
        Remove(_values, key);
        _origins[key.Replace(':', '.')] = origin;
        if (value.AsSpan().TrimStart() is not ['[' or '{', ..])
        {
            _values[key] = value.Trim() == "null" ? null : value;
            return;
        }

        foreach (var (below, part) in Flatten(ParseLiteral(value, origin)))
        {
            _values[key + below["value".Length..]] = part;
        }
    }

    private static byte[] ParseLiteral(string value, string origin)
    {
        try
        {
            var literal = JsonNode.Parse(value, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
            return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["value"] = literal });
        }
        catch (JsonException error)
        {
            throw new ConfigException($"{origin}: the value is not valid JSON: {error.Message.Split(" LineNumber:")[0]}", error);
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Flatten(byte[] json)
    {
        using var stream = new MemoryStream(json);
        var configuration = new ConfigurationBuilder().AddJsonStream(stream).Build();

        // A section that only contains others has no value of its own; an empty list or object has, and must stay visible.
        return [.. configuration.AsEnumerable()
            .Where(pair => pair.Value is not null || !configuration.GetSection(pair.Key).GetChildren().Any())];
    }

    private static byte[] ReadFile(string file)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(file);
            return bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"The config {file} cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Notes the line of every path; Microsoft's parser keeps none, and says nothing of a key that stands twice.</summary>
    private void IndexLines(byte[] json)
    {
        try
        {
            var options = new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            var reader = new Utf8JsonReader(json, options);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new ConfigException($"{_file}, line {LineOf(json, reader)}: a config must be a JSON object {{ … }}.");
            }

            IndexLines(json, ref reader, path: "");
            reader.Read(); // nothing but comments may follow
        }
        catch (JsonException error)
        {
            long line = (error.LineNumber ?? 0) + 1, column = (error.BytePositionInLine ?? 0) + 1;
            string what = error.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw new ConfigException($"{_file}, line {line}, column {column}: this is not valid JSON: {what}.", error);
        }
    }

    private void IndexLines(byte[] json, ref Utf8JsonReader reader, string path)
    {
        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        if (!isObject && reader.TokenType != JsonTokenType.StartArray)
        {
            return;
        }

        for (int i = 0; reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray); i++)
        {
            int line = LineOf(json, reader);
            string inner = ConfigBinder.Join(path, isObject ? reader.GetString()! : $"{i}");
            if (!_lines.TryAdd(inner, line))
            {
                throw new ConfigException($"{_file}, line {line}: {inner} stands twice; keep one.");
            }

            if (isObject)
            {
                reader.Read();
            }

            IndexLines(json, ref reader, inner);
        }
    }

    private static int LineOf(byte[] json, Utf8JsonReader reader) => 1 + json.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n');
}
