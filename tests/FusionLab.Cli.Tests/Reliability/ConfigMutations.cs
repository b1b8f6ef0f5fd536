using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using FusionLab.Config;

namespace FusionLab.Tests.Cli;

/// <summary>One wrong config: the bytes of its file, and what the command line adds.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="Assignments">Arguments <c>path=value</c>.</param>
internal sealed record MutatedConfig(byte[] Bytes, string[] Assignments);

/// <summary>
/// Spoils configs of this repository as people and editors do, and as they do not: keys misspelt, moved, renamed or left out, values of
/// another type or size, other kinds, sweeps over anything, broken JSON, other encodings. A number gives the same config each time.
/// </summary>
internal static class ConfigMutations
{
    /// <summary>Values that no key, or few, can have, as JSON.</summary>
    private static readonly string[] s_values =
    [
        "null", "true", "false", "0", "-0", "1", "-1", "2", "3", "0.5", "-0.25", "1.5", "7", "64", "1e-320", "1e-9", "1e9", "1e15", "1e20", "1e308",
        "-1e308", "1e400", "2147483647", "2147483648", "-2147483649", "4294967296", "9007199254740993", "18446744073709551615",
        "18446744073709551616", "1e999999", "\"\"", "\" \"", "\"x\"", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "\"1..5\"", "\"5..1\"",
        "\"0..18446744073709551615\"", "\"1,1\"", "\"population\"", "\"never\"", "\"allLearned\"", "\"0.97\"", "\"pytorch\"", "\"deep\"", "\"normal\"",
        "\"relu\"", "\"leakyRelu\"", "\"sign\"", "\"cuda:99999999999\"", "\"../..\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"a,b\"",
        "[]", "[[]]", "{}", "[null]", "[{}]", "[1]", "[1, 2]", "[2, 2]", "[1, 2, 3]", "[0.5, -1]", "[[1, 0], [0, 1]]", "[[1, 2], [2, 1]]", "[[4, 1], [1]]",
        "[\"a\"]", "[\"a\", \"a\"]", "[\"a\", \"b\", \"c\"]", "{\"0\": 1}", "{\"kind\": \"mlp\"}", "{\"a\": {\"b\": {\"c\": []}}}", "[1, \"a\", null, {}]",
        "[100000, 100000]", "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]",
    ];

    private static readonly int[] s_whole =
        [-1, 0, 1, 2, 3, 4, 5, 10, 26, 27, 100, 255, 1000, 4097, 10_000, 10_001, 1_000_000, int.MaxValue];

    private static readonly double[] s_real =
        [-1e308, -2, -1, -0.5, 0, 1e-320, 1e-12, 0.01, 0.1, 0.25, 0.5, 0.9, 1, 1.0000001, 2, 20, 1e6, 1e154, 1e200, 1e308];

    private static readonly string[] s_words =
    [
        "", "x", "a", "b", "never", "allLearned", "0.97", "population", "1", "100", "8192", "999999999", "real", "sign", "relu", "leakyRelu", "linear",
        "pytorch", "normal", "deep", "auto", "synthetic", "mnist", "modality", "feature", "none", "none.npz", "cpu", "cuda", "cuda:99999999999", "mlp",
        "cnn", "shallow", "fission", "noisyMnist", "gaussian", "random", "xor", "arrays", "MLP", "transformer", "crossEntropy", "mse", "logistic",
        "exponential", "hinge", "fp32", "bf16", "tf32", "fp64",
    ];

    private static readonly string[] s_paths =
        [.. ConfigBinder.SweptPaths.Select(known => known.Path), "name", "seeds", "device", "threads", "out", "paper", "sweep", "data", "network", "train"];

    private static readonly Lazy<string[]> s_originals = new(() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "configs"), "*.json", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "schema.json").Order(StringComparer.Ordinal).Select(File.ReadAllText),
    ]);

    /// <summary>Makes a wrong config.</summary>
    /// <param name="number">Which.</param>
    public static MutatedConfig Create(int number)
    {
        var random = new Random(number);
        var config = JsonNode.Parse(Pick(random, s_originals.Value))!.AsObject();
        List<string> assignments = [];
        for (int i = 1 + random.Next(3); i > 0; i--)
        {
            if (random.Next(4) == 0)
            {
                assignments.Add(Assignment(random));
            }
            else
            {
                Spoil(config, random);
            }
        }

        string json = config.ToJsonString();
        return new MutatedConfig(random.Next(8) == 0 ? Damage(json, random) : Encoding.UTF8.GetBytes(json), [.. assignments]);
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> choice) => choice[random.Next(choice.Count)];

    /// <summary>A value of any type.</summary>
    private static JsonNode? Value(Random random) =>
        JsonNode.Parse(random.Next(4) == 0 ? $"\"{Pick(random, s_words)}\"" : Pick(random, s_values));

    /// <summary>A value of a key's type, within its bounds or not.</summary>
    private static JsonNode? Fitting(Type type, Random random)
    {
        var info = ConfigBinder.Describe(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => Block(info.Type, random),
            JsonTypeInfoKind.Enumerable => new JsonArray([.. Enumerable.Range(0, random.Next(5)).Select(_ => Fitting(info.ElementType!, random))]),
            JsonTypeInfoKind.None when info.Type == typeof(bool) => random.Next(2) == 0,
            JsonTypeInfoKind.None when info.Type == typeof(int) => Pick(random, s_whole),
            JsonTypeInfoKind.None when info.Type == typeof(double) => Pick(random, s_real),
            JsonTypeInfoKind.None when info.Type.IsEnum => Pick(random, [.. ConfigBinder.Names(info.Type)]),
            JsonTypeInfoKind.None when info.Type == typeof(SeedList) => "1..3",
            JsonTypeInfoKind.None => Pick(random, s_words),
            _ => Value(random),
        };
    }

    /// <summary>An object of some kind with some of its keys.</summary>
    private static JsonObject Block(Type type, Random random)
    {
        var block = new JsonObject();
        if (ConfigKinds.List(type) is { Count: > 0 } kinds)
        {
            (string name, type) = Pick(random, kinds);
            block[ConfigKinds.Key] = name;
        }

        foreach (var key in ConfigBinder.Describe(type).Properties.Where(_ => random.Next(4) == 0))
        {
            block[key.Name] = Fitting(key.PropertyType, random);
        }

        return block;
    }

    private static string Assignment(Random random)
    {
        string path = random.Next(6) switch
        {
            0 => $"sweep.{Pick(random, s_paths)}",
            1 => Misspell(Pick(random, s_paths), random),
            2 => $"{Pick(random, s_paths)}.{Pick(random, s_paths)}",
            3 => $"{Pick(random, s_paths)}.{random.Next(3)}",
            _ => Pick(random, s_paths),
        };
        string value = path.StartsWith("sweep.", StringComparison.Ordinal) && random.Next(4) > 0
            ? $"[{string.Join(',', Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Value(random)?.ToJsonString() ?? "null"))}]"
            : Pick(random, s_values);
        return random.Next(40) == 0 ? path : $"{path}={(random.Next(2) == 0 ? value.Trim('"') : value)}";
    }

    /// <summary>Changes one thing in the tree.</summary>
    private static void Spoil(JsonObject config, Random random)
    {
        var place = Pick(random, [.. Objects(config)]);
        string[] keys = [.. place.Select(pair => pair.Key)];
        string key = keys.Length == 0 ? "key" : Pick(random, keys);
        switch (random.Next(10))
        {
            case 0:
                place.Remove(key);
                break;
            case 1: // misspelt
                var moved = place[key]?.DeepClone();
                place.Remove(key);
                place[Misspell(key, random)] = moved;
                break;
            case 2: // a key of another place, or of none
                string[] path = Pick(random, s_paths).Split('.');
                Pick(random, [.. Objects(config)])[path[^1]] = Value(random);
                break;
            case 3: // a known key
                Set(config, Pick(random, s_paths).Split('.'), Value(random));
                break;
            case 4 or 5:
                var (known, its) = Pick(random, ConfigBinder.SweptPaths);
                Set(config, known.Split('.'), Fitting(its.Type, random));
                break;
            case 6:
                string block = Pick(random, ["data", "network", "train"]);
                config[block] = Fitting(ConfigBinder.Describe(typeof(ExperimentConfig)).Properties.First(key => key.Name == block).PropertyType, random);
                break;
            case 7:
                var (swept, values) = Pick(random, ConfigBinder.SweptPaths);
                Set(config, ["sweep", swept], new JsonArray(Fitting(values.Type, random), Fitting(values.Type, random)));
                break;
            case 8 when place[key] is JsonValue value && value.GetValueKind() == JsonValueKind.Number:
                place[key] = random.Next(2) == 0 ? Pick(random, s_whole) : Pick(random, s_real);
                break;
            case 8 when place[key] is JsonValue value && value.GetValueKind() == JsonValueKind.String:
                place[key] = Pick(random, s_words);
                break;
            case 8 when place[key] is JsonArray list && list.Count > 0:
                list.RemoveAt(random.Next(list.Count));
                break;
            default:
                place[key] = Value(random);
                break;
        }
    }

    private static void Set(JsonObject config, string[] path, JsonNode? value)
    {
        foreach (string key in path[..^1])
        {
            config = config[key] as JsonObject ?? (JsonObject)(config[key] = new JsonObject())!;
        }

        config[path[^1]] = value;
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject known => known.SelectMany(pair => Objects(pair.Value)).Prepend(known),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };

    private static string Misspell(string key, Random random)
    {
        int at = random.Next(key.Length);
        return random.Next(7) switch
        {
            _ when key.Length == 0 => "x",
            0 => key.Remove(at, 1),
            1 => key.Insert(at, $"{key[at]}"),
            2 => key.Insert(at, Pick(random, [":", ".", " ", "\"", "\\", "\0", "é", "__", "0"])),
            3 => key.ToUpperInvariant(),
            4 => "",
            5 => $"{key[..at]}{(char)random.Next('a', 'z')}{key[(at + 1)..]}",
            _ => $"{key}{Pick(random, s_paths)}",
        };
    }

    /// <summary>Damages the text as a broken editor or disk would.</summary>
    private static byte[] Damage(string json, Random random)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        int at = random.Next(bytes.Length);
        switch (random.Next(10))
        {
            case 0:
                return bytes[..at];
            case 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:
                return [.. bytes[..at], .. bytes[(at + 1)..]];
            case 3:
                return [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]];
            case 4:
                return [.. bytes[..at], .. bytes[at..Math.Min(bytes.Length, at + random.Next(40))], .. bytes[at..]];
            case 5:
                var encoding = Pick(random, [Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, Encoding.UTF8, Encoding.Latin1]);
                return [.. random.Next(3) == 0 ? [] : encoding.GetPreamble(), .. encoding.GetBytes(json.Insert(at, "é"))];
            case 6:
                return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", random.Next(200))) + json);
            case 7:
                return [.. bytes, .. bytes];
            case 8:
                return Encoding.UTF8.GetBytes(json.Replace("e\"", "\\ud800\"", StringComparison.Ordinal)); // half a character
            default:
                return Encoding.UTF8.GetBytes($"// a comment\n{json.Insert(at, "/* */")}");
        }
    }
}
