using System.Buffers;
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

    /// <summary>Encodings by the mark that a file begins with; that of UTF-32 begins with that of UTF-16.</summary>
    private static readonly Encoding[] s_marked =
    [
        Encoding.UTF8, Encoding.UTF32, new UTF32Encoding(bigEndian: true, byteOrderMark: true), Encoding.Unicode,
        Encoding.BigEndianUnicode,
    ];

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
    /// <param name="hasEnvironment">Whether environment variables are a layer.</param>
    /// <exception cref="ConfigException">A layer cannot be read.</exception>
    public ConfigSources(string file, IEnumerable<string> assignments, bool hasEnvironment = true)
    {
        _file = file;
        byte[] json = ReadFile(file);
        IndexLines(json);
        _values = new(Flatten(json), StringComparer.OrdinalIgnoreCase);

        var environment = new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix).Build().AsEnumerable();
        foreach (var (key, value) in environment.Where(pair => hasEnvironment && pair.Value is not null).OrderBy(pair => pair.Key, StringComparer.Ordinal))
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

    /// <summary>Whether a variable or an argument sets a path, or a part of it.</summary>
    /// <param name="path">The path.</param>
    public bool IsAssigned(string path) => _origins.Keys.Any(set =>
        set.StartsWith(path, StringComparison.OrdinalIgnoreCase) && set[path.Length..] is "" or ['.', ..]);

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
        for (int end = key.LastIndexOf(':'); end > 0; end = key.LastIndexOf(':', end - 1))
        {
            if (_values.Remove(key[..end]))
            {
                _origins[key[..end].Replace(':', '.')] = origin; // what was a single value has parts now, which its type may refuse
            }
        }

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
            throw new ConfigException($"{origin}: the value is not valid JSON: {Shorten(error)}.", error);
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

    /// <summary>Reads a file as UTF-8; it may be UTF-16 or UTF-32 where it begins with a byte order mark.</summary>
    private static byte[] ReadFile(string file)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"The config {file} cannot be read: {error.Message}", error);
        }

        var encoding = s_marked.FirstOrDefault(encoding => bytes.AsSpan().StartsWith(encoding.Preamble));
        bytes = encoding is null ? bytes : Encoding.Convert(encoding, Encoding.UTF8, bytes[encoding.Preamble.Length..]);
        int valid = FindInvalid(bytes);
        return valid == bytes.Length ? bytes : throw new ConfigException(
            $"{file}, line {1 + bytes.AsSpan(0, valid).Count((byte)'\n')}: byte 0x{bytes[valid]:X2} is no text in UTF-8, "
            + "as in files of an older encoding (Latin-1, Windows-1252), or of UTF-16 without a byte order mark; "
            + "save the config as UTF-8.");
    }

    /// <summary>The position of the first byte that is no UTF-8, or is zero; the length where there is none.</summary>
    private static int FindInvalid(ReadOnlySpan<byte> bytes)
    {
        int position = 0;
        while (position < bytes.Length && bytes[position] != 0
            && Rune.DecodeFromUtf8(bytes[position..], out _, out int length) == OperationStatus.Done)
        {
            position += length;
        }

        return position;
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
            throw new ConfigException($"{_file}, line {line}, column {column}: this is not valid JSON: {Shorten(error)}.", error);
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
            string name = isObject ? ReadText(reader, line) : $"{i}";
            string inner = ConfigBinder.Join(path, name);
            if (name.Length == 0 || name.Contains(':'))
            {
                string meant = inner.Replace(':', '.'); // Microsoft's configuration would take it for a path
                throw new ConfigException($"{_file}, line {line}: {(name.Length > 0 ? inner : $"{inner}\"\"")} is no known key; "
                    + (ConfigBinder.IsKnown(meant) ? $"did you mean {meant}?" : "remove it."));
            }

            if (!_lines.TryAdd(inner, line))
            {
                throw new ConfigException($"{_file}, line {line}: {inner} stands twice; keep one.");
            }

            if (isObject)
            {
                reader.Read();
            }

            if (reader.TokenType == JsonTokenType.String)
            {
                ReadText(reader, LineOf(json, reader));
            }

            IndexLines(json, ref reader, inner);
        }
    }

    private string ReadText(Utf8JsonReader reader, int line)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new ConfigException($"{_file}, line {line}: half of a character (\\uD800 to \\uDFFF) stands alone; remove it.", error);
        }
    }

    /// <summary>What a parser says of broken JSON, without the position.</summary>
    private static string Shorten(JsonException error) => error.Message.Split(" LineNumber:")[0].TrimEnd('.');

    private static int LineOf(byte[] json, Utf8JsonReader reader) => 1 + json.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n');
}
