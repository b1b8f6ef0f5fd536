using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FusionLab.Config;

/// <summary>The seeds of a run, one replica each: <c>"1..5"</c>, <c>"1,3,7"</c>, a mixture of both, or <c>[1, 3, 7]</c> in JSON.</summary>
[JsonConverter(typeof(TextConverter))]
public sealed class SeedList : IReadOnlyList<ulong>, IEquatable<SeedList>
{
    /// <summary>More seeds than this in one run are taken for a slip of the keyboard.</summary>
    public const int Most = 100_000;

    /// <summary>What a text of seeds must be, in words.</summary>
    internal const string Form = "seeds such as \"1..5\" or \"1,3,7\", each once";

    private readonly ulong[] _seeds;

    /// <summary>Creates a list of different seeds.</summary>
    /// <param name="seeds">The seeds in the order of the replicas.</param>
    /// <exception cref="FormatException">
    /// There is no seed, a seed stands twice, or there are more than <see cref="Most"/>; the message says what it must be, as a noun.
    /// </exception>
    public SeedList(IEnumerable<ulong> seeds)
    {
        _seeds = [.. seeds.Take(Most + 1)];
        if (_seeds.Length is 0 or > Most)
        {
            throw new FormatException($"1 to {Most:N0} seeds");
        }

        if (_seeds.Distinct().Count() != _seeds.Length)
        {
            throw new FormatException(Form);
        }
    }

    /// <inheritdoc/>
    public int Count => _seeds.Length;

    /// <inheritdoc/>
    public ulong this[int index] => _seeds[index];

    /// <summary>Reads <c>"1..5"</c>, <c>"1,3,7"</c> or <c>"1..3,10"</c>.</summary>
    /// <exception cref="FormatException">The text is none of these; the message says what it must be, as a noun.</exception>
    public static SeedList Parse(string text) => new(text.Split(',').SelectMany(ParsePart));

    /// <summary>The shortest text that <see cref="Parse"/> reads back: <c>1..5</c> for consecutive seeds, else <c>1,3,7</c>.</summary>
    public override string ToString()
    {
        bool consecutive = Count > 2 && _seeds.Zip(_seeds.Skip(1)).All(pair => pair.First < pair.Second && pair.Second - pair.First == 1);
        return consecutive ? $"{_seeds[0]}..{_seeds[^1]}" : string.Join(',', _seeds);
    }

    /// <inheritdoc/>
    public bool Equals(SeedList? other) => other is not null && _seeds.SequenceEqual(other._seeds);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SeedList);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, _seeds[0], _seeds[^1]);

    /// <inheritdoc/>
    public IEnumerator<ulong> GetEnumerator() => _seeds.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static IEnumerable<ulong> ParsePart(string part)
    {
        string[] ends = part.Split("..", StringSplitOptions.TrimEntries);
        ulong first = ParseSeed(ends[0]), last = ends.Length == 2 ? ParseSeed(ends[1]) : first;
        if (ends.Length > 2 || last < first)
        {
            throw new FormatException(Form);
        }

        for (ulong seed = first; ; seed++)
        {
            yield return seed;
            if (seed == last)
            {
                yield break;
            }
        }
    }

    private static ulong ParseSeed(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
            ? seed
            : throw new FormatException(text.Length > 0 && text.All(char.IsAsciiDigit) ? $"seeds from 0 to {ulong.MaxValue}" : Form);

    /// <summary>In a config.json, seeds are a text in their shortest form.</summary>
    private sealed class TextConverter : JsonConverter<SeedList>
    {
        public override SeedList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return Parse(reader.GetString()!);
            }
            catch (Exception error) when (error is FormatException or InvalidOperationException)
            {
                throw new JsonException($"seeds must be {error.Message}", error);
            }
        }

        public override void Write(Utf8JsonWriter writer, SeedList value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
