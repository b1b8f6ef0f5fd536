using System.Text.Json;

namespace FusionLab.Config;

/// <summary>Where each value of a JSON file stands, so that an error can name the line.</summary>
internal sealed class JsonLines
{
    /// <summary>How configs are read: comments and a comma after the last element are allowed.</summary>
    private static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly Dictionary<string, (int Line, int Position)> _places = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a whole file.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="json">The file's bytes in UTF-8, without a byte order mark.</param>
    /// <exception cref="ConfigException">It is no JSON object, or a key stands twice; with line and column.</exception>
    public JsonLines(string file, ReadOnlySpan<byte> json)
    {
        try
        {
            Index(file, json);
        }
        catch (JsonException error)
        {
            long line = (error.LineNumber ?? 0) + 1, column = (error.BytePositionInLine ?? 0) + 1;
            string what = error.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw new ConfigException($"{file}, line {line}, column {column}: this is not valid JSON: {what}.", error);
        }
    }

    /// <summary>The line, counted from 1, of a key in the form of Microsoft.Extensions.Configuration (<c>network:depth</c>).</summary>
    public int? Line(string key) => _places.TryGetValue(key, out var place) ? place.Line : null;

    /// <summary>Where a key stands among all keys of the file; keys from elsewhere come last.</summary>
    public int Position(string key) => _places.TryGetValue(key, out var place) ? place.Position : int.MaxValue;

    private void Index(string file, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Lenient);
        var levels = new Stack<Level>();
        while (reader.Read())
        {
            int line = 1 + json[..(int)reader.TokenStartIndex].Count((byte)'\n');
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    levels.Peek().Key = Join(levels.Peek().Path, reader.GetString()!);
                    if (!_places.TryAdd(levels.Peek().Key, (line, _places.Count)))
                    {
                        throw new ConfigException($"{file}, line {line}: {levels.Peek().Key.Replace(':', '.')} stands twice; keep one.");
                    }

                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    levels.Pop();
                    break;
                case not JsonTokenType.StartObject when levels.Count == 0:
                    throw new ConfigException($"{file}, line {line}: a config must be a JSON object {{ … }}.");
                default:
                    string key = levels.TryPeek(out var level) ? level.NextKey() : "";
                    _places.TryAdd(key, (line, _places.Count));
                    if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    {
                        levels.Push(new Level(key, reader.TokenType == JsonTokenType.StartArray));
                    }
                    break;
            }
        }
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}:{key}";

    /// <summary>An object or list that is being read.</summary>
    private sealed class Level(string path, bool isList)
    {
        private int _index;

        public string Path { get; } = path;

        public string Key { get; set; } = path;

        public string NextKey() => isList ? Join(Path, $"{_index++}") : Key;
    }
}
