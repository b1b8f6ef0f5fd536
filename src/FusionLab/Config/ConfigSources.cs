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
    public const string EnvironmentPrefix = "FUSIONLAB__";

    private readonly Dictionary<string, string?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _origins = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _file;
    private readonly JsonLines _lines;

    /// <summary>Reads all layers.</summary>
    /// <param name="file">The JSON file.</param>
    /// <param name="assignments">Arguments <c>path=value</c>.</param>
    /// <exception cref="ConfigException">A layer cannot be read.</exception>
    public ConfigSources(string file, IEnumerable<string> assignments)
    {
        _file = file;
        byte[] json = ReadFile(file);
        _lines = new JsonLines(file, json);
        foreach (var (key, value) in Flatten(json))
        {
            _values[key] = value;
        }

        var environment = new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix).Build().AsEnumerable();
        foreach (var (key, value) in environment.Where(pair => pair.Value is not null).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Replace(key, value!, $"environment variable {EnvironmentPrefix}{key.Replace(":", "__").ToUpperInvariant()}");
        }

        foreach (string assignment in assignments)
        {
            int equals = assignment.IndexOf('=');
            if (equals < 1)
            {
                throw new ConfigException($"The argument \"{assignment}\" is no path=value, such as network.depth=5.");
            }

            Replace(Key(assignment[..equals].Trim()), assignment[(equals + 1)..], $"argument {assignment}");
        }

        Root = new ConfigurationBuilder().AddInMemoryCollection(_values).Build();
    }

    /// <summary>All layers merged.</summary>
    public IConfiguration Root { get; }

    /// <summary>Where a value came from, for messages: the file with its line, an environment variable, or an argument.</summary>
    /// <param name="key">The value's key, or one that contains it.</param>
    public string Origin(string key)
    {
        for (string? at = key; !string.IsNullOrEmpty(at); at = ConfigurationPath.GetParentPath(at))
        {
            if (_origins.TryGetValue(at, out string? origin))
            {
                return origin;
            }
        }

        return _lines.Line(key) is int line ? $"{_file}, line {line}"
            : _origins.FirstOrDefault(below => below.Key.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase)).Value ?? _file;
    }

    /// <summary>Where a key stands in the file, for what must keep its order; Microsoft's configuration sorts by name.</summary>
    public int Position(string key) => _lines.Position(key);

    private static string Key(string path) => path.StartsWith("sweep.", StringComparison.OrdinalIgnoreCase)
        ? $"sweep:{path["sweep.".Length..]}"
        : path.Replace('.', ':');

    /// <summary>Sets a value, and drops what earlier layers said inside it: a list is replaced as a whole, never mixed.</summary>
    private void Replace(string key, string value, string origin)
    {
        string inside = key + ":";
        foreach (string old in _values.Keys.Where(old => old.StartsWith(inside, StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            _values.Remove(old);
        }

        _origins[key] = origin;
        if (value.AsSpan().TrimStart() is not ['[' or '{', ..])
        {
            _values[key] = value.Trim() == "null" ? null : value;
            return;
        }

        _values.Remove(key);
        foreach (var (below, part) in Flatten(Literal(value, origin)))
        {
            _values[key + below["value".Length..]] = part;
        }
    }

    private static byte[] Literal(string value, string origin)
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
}
