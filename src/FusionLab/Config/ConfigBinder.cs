using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FusionLab.Training;
using Microsoft.Extensions.Configuration;

namespace FusionLab.Config;

/// <summary>
/// Binds a configuration to the config records, and refuses what does not fit: an unknown key or a wrong type. Each refusal
/// says what the value is, and what it must be.
/// </summary>
/// <param name="sources">Knows the order of the swept paths.</param>
internal sealed class ConfigBinder(ConfigSources sources)
{
    /// <summary>The paths that can be swept: everything that shapes the data, the network or the training.</summary>
    public static IReadOnlyList<(string Path, ConfigKey Key)> SweptPaths { get; } =
        [.. ListPaths(typeof(ExperimentConfig)).Where(known => known.Path.Split('.') is ["data" or "network" or "train", _, ..])];

    /// <summary>What the serializer knows of a config type: object or list, its keys, the type of its elements.</summary>
    public static JsonTypeInfo Describe(Type type) => ConfigJson.Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);

    /// <summary>The names of an enumeration, as they are written in a config.</summary>
    public static IEnumerable<string> Names(Type enumeration) => Enum.GetNames(enumeration).Select(JsonNamingPolicy.CamelCase.ConvertName);

    /// <summary>The path of a key of an object.</summary>
    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Whether a path stands for a key of a config.</summary>
    public static bool IsKnown(string path) =>
        ListPaths(typeof(ExperimentConfig)).Any(known => known.Path.Equals(path, StringComparison.OrdinalIgnoreCase));

    /// <summary>Binds a whole config.</summary>
    /// <exception cref="ConfigException">Something in it does not fit.</exception>
    public ExperimentConfig Bind(IConfiguration root) => (ExperimentConfig)BindObject(root, typeof(ExperimentConfig), "");

    /// <summary>The keys of a type; where its kinds have keys of their own, those of all of them.</summary>
    private static IEnumerable<ConfigKey> ListKeys(Type type) => ConfigKinds.List(type) is { Count: > 0 } kinds
        ? kinds.SelectMany(kind => ListKeys(kind.Type)).Prepend(ConfigKey.OfKinds(type)).DistinctBy(key => key.Name)
        : Describe(type).Properties.Select(ConfigKey.FromProperty);

    private static IEnumerable<(string Path, ConfigKey Key)> ListPaths(Type type, string path = "") => ListKeys(type)
        .SelectMany(key => ListPaths(key.Type, Join(path, key.Name)).Prepend((Join(path, key.Name), key)));

    private object? Bind(IConfigurationSection section, Type type)
    {
        string path = section.Path.Replace(':', '.');
        var info = Describe(type);
        return info.Kind switch
        {
            _ when SaysNothing(section) => null,
            JsonTypeInfoKind.Object => BindObject(section, info.Type, path),
            JsonTypeInfoKind.Enumerable => BindList(section, info.ElementType!, path),
            JsonTypeInfoKind.Dictionary when info.ElementType == typeof(double) => BindNumbers(section, path),
            JsonTypeInfoKind.Dictionary when ConfigKinds.List(info.ElementType!).Count > 0 => BindKinds(section, info.ElementType!, path),
            JsonTypeInfoKind.Dictionary => BindSweep(section),
            _ => Parse(section, info.Type)
                ?? throw Wrong(section, path, Expected(info.Type, section.Value), info.Type.IsEnum ? Names(info.Type) : []),
        };
    }

    private object BindObject(IConfiguration section, Type declared, string path)
    {
        if (section is IConfigurationSection { Value: not null } text)
        {
            throw Wrong(text, path, "an object { … }");
        }

        var type = Describe(SelectKind(section, declared, path));
        object record = type.CreateObject!();
        var missing = type.Properties.Where(key => key.IsRequired).ToList();
        foreach (var child in section.GetChildren().Where(child => type.Type == declared || !IsNamed(child, ConfigKinds.Key)))
        {
            var key = type.Properties.FirstOrDefault(key => IsNamed(child, key.Name)) ?? throw Unknown(path, child, declared, type);
            if (Bind(child, key.PropertyType) is { } value)
            {
                key.Set!(record, value);
                missing.Remove(key);
            }
        }

        return missing.Count == 0
            ? record
            : throw new ConfigException($"{Join(path, missing[0].Name)} is missing; it must be given.") { Path = path };
    }

    /// <summary>The type that an object's kind says; the first kind is the default.</summary>
    private Type SelectKind(IConfiguration section, Type declared, string path)
    {
        var kinds = ConfigKinds.List(declared);
        var kind = section.GetSection(ConfigKinds.Key);
        if (kinds.Count == 0 || SaysNothing(kind))
        {
            return kinds.Count == 0 ? declared : kinds[0].Type;
        }

        string[] names = [.. kinds.Select(known => known.Name)];
        return kinds.FirstOrDefault(known => known.Name == kind.Value).Type
            ?? throw Wrong(kind, Join(path, ConfigKinds.Key), ConfigRules.Choice(names), names);
    }

    private Array BindList(IConfigurationSection section, Type element, string path)
    {
        var children = section.GetChildren().ToArray();
        if (!string.IsNullOrEmpty(section.Value) || !IsList(children))
        {
            throw Wrong(section, path, "a list [ … ]");
        }

        var list = Array.CreateInstance(element, children.Length);
        foreach (var (i, child) in children.Index())
        {
            list.SetValue(Bind(child, element) ?? throw Wrong(child, Join(path, $"{i}"), Expected(element)), i);
        }

        return list;
    }

    /// <summary>Numbers by names that are no keys, such as those of modalities.</summary>
    private static Dictionary<string, double> BindNumbers(IConfigurationSection section, string path) => section.Value is null
        ? section.GetChildren().ToDictionary(
            child => child.Key,
            child => (double)(Parse(child, typeof(double)) ?? throw Wrong(child, Join(path, child.Key), Expected(typeof(double)))))
        : throw Wrong(section, path, "an object { … }");

    /// <summary>Objects of several kinds by names that are no keys, such as those of modalities.</summary>
    private IDictionary BindKinds(IConfigurationSection section, Type element, string path)
    {
        if (section.Value is not null)
        {
            throw Wrong(section, path, "an object { … }");
        }

        var named = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), element))!;
        foreach (var child in section.GetChildren())
        {
            named[child.Key] = Bind(child, element) ?? throw Wrong(child, Join(path, child.Key), "an object { … }");
        }

        return named;
    }

    private Dictionary<string, IReadOnlyList<JsonElement>> BindSweep(IConfigurationSection section)
    {
        if (section.Value is { Length: > 0 })
        {
            throw Wrong(section, "sweep", "an object { … } in quotes, which keep the shell from splitting it");
        }

        var sweep = new Dictionary<string, IReadOnlyList<JsonElement>>();
        foreach (var child in section.GetChildren().OrderBy(child => sources.FindPosition(Join("sweep", child.Key))))
        {
            string path = Join("sweep", child.Key);
            var (swept, key) = SweptPaths.FirstOrDefault(known => IsNamed(child, known.Path));
            if (key is null)
            {
                string? nearest = NearestName.Find(child.Key, SweptPaths.Select(known => known.Path));
                string hint = DidYouMean(nearest, ["data.…", "network.…", "train.…"]);
                throw new ConfigException($"sweep \"{child.Key}\" is no path that can be swept; {hint}") { Path = path };
            }

            JsonElement[] values = [.. child.GetChildren().Select(value => BindSwept(value, Join(path, value.Key), key.Type))];
            sweep[swept] = values.Length > 0 ? values : throw Wrong(child, path, "a list of at least one value");
        }

        return sweep;
    }

    private JsonElement BindSwept(IConfigurationSection section, string path, Type type)
    {
        bool mayBeNull = !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;
        object? value = Bind(section, type);
        return value is not null || mayBeNull ? ToElement(value, type) : throw Wrong(section, path, Expected(type));
    }

    /// <summary>A value as JSON without blanks: a list that a file spreads over lines is one cell of a table.</summary>
    private static JsonElement ToElement(object? value, Type type) =>
        JsonSerializer.SerializeToElement(JsonSerializer.SerializeToNode(value, type, ConfigJson.Options));

    /// <summary>Reads a single value; null when it is none of this type.</summary>
    private static object? Parse(IConfigurationSection section, Type type) =>
        type == typeof(SeedList) ? ParseSeeds(section) : section.Value is { } text ? Parse(text, type) : null;

    private static object? Parse(string text, Type type) => type switch
    {
        _ when type == typeof(string) => text,
        _ when type == typeof(LearningThreshold) => LearningThreshold.TryParse(text),
        _ when type == typeof(bool) => bool.TryParse(text, out bool flag) ? flag : null,
        _ when type == typeof(int) => int.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out int whole) ? whole : null,
        _ when type == typeof(double) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number) ? number : null,
        _ => Names(type).Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse(type, text, ignoreCase: true) : null,
    };

    private static SeedList? ParseSeeds(IConfigurationSection section)
    {
        var children = section.GetChildren().ToArray();
        try
        {
            return IsList(children) ? SeedList.Parse(section.Value ?? string.Join(',', children.Select(child => child.Value))) : null;
        }
        catch (FormatException error)
        {
            throw Wrong(section, section.Path, error.Message);
        }
    }

    /// <summary>What a value of this type must be, in words.</summary>
    /// <param name="type">The type.</param>
    /// <param name="given">What stands there instead.</param>
    private static string Expected(Type type, string? given = null) => type switch
    {
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) && IsWhole(given) =>
            string.Create(CultureInfo.InvariantCulture, $"a whole number from {int.MinValue} to {int.MaxValue}"),
        _ when type == typeof(int) => "a whole number",
        _ when type == typeof(double) => "a number",
        _ when type == typeof(string) => "a text",
        _ when type == typeof(SeedList) => SeedList.Form,
        _ when type == typeof(LearningThreshold) => LearningThreshold.Form,
        _ when type.IsEnum => ConfigRules.Choice(Names(type)),
        _ => "given",
    };

    private static bool IsWhole(string? text) =>
        BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    /// <summary>Null and { } are as if the key were left out.</summary>
    private static bool SaysNothing(IConfigurationSection section) => section.Value is null && !section.GetChildren().Any();

    private static bool IsList(IEnumerable<IConfigurationSection> children) =>
        children.Index().All(child => child.Item.Key == child.Index.ToString(CultureInfo.InvariantCulture));

    private static bool IsNamed(IConfigurationSection child, string name) => child.Key.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static ConfigException Unknown(string path, IConfigurationSection child, Type declared, JsonTypeInfo type)
    {
        string[] keys = [.. ListKeys(declared).Select(key => key.Name)];
        if (keys.Any(key => IsNamed(child, key)))
        {
            var others = ConfigKinds.List(declared).Where(kind => ListKeys(kind.Type).Any(key => IsNamed(child, key.Name)));
            return new ConfigException(
                Join(path, child.Key),
                $"is set, but {Join(path, ConfigKinds.Key)} is \"{ConfigKinds.FindName(declared, type.Type)}\", which does not have it; "
                + $"remove it, or choose {ConfigRules.Choice(others.Select(kind => kind.Name))}.");
        }

        string? nearest = NearestName.Find(child.Key, keys);
        string? hint = nearest is not null
            ? Join(path, nearest)
            : ListPaths(typeof(ExperimentConfig)).FirstOrDefault(known => IsNamed(child, known.Key.Name)).Path;
        return new ConfigException(Join(path, child.Key), $"is no known key; {DidYouMean(hint, keys)}");
    }

    private static string DidYouMean(string? hint, IEnumerable<string> known) =>
        hint is not null ? $"did you mean {hint}?" : $"known here: {string.Join(", ", known)}.";

    /// <summary>Refuses a value.</summary>
    /// <param name="section">The value.</param>
    /// <param name="path">Its path.</param>
    /// <param name="expected">What it must be.</param>
    /// <param name="names">The words that it may be, of which one may be meant; null where it is no word.</param>
    private static ConfigException Wrong(IConfigurationSection section, string path, string expected, IEnumerable<string>? names = null)
    {
        string what = SaysNothing(section) ? "is null" : section.Value switch
        {
            "" => "is empty",
            { } text => $"is \"{text}\"",
            null => "is a list or an object",
        };
        string? nearest = section.Value is { } given ? NearestName.Find(given, names ?? []) : null;
        return new ConfigException(path, $"{what}; it must be {expected}.{(nearest is null ? "" : $" Did you mean {nearest}?")}");
    }
}

/// <summary>A key of a config record.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its value.</param>
/// <param name="Property">The property that documents it.</param>
/// <param name="Rules">The rules on its value.</param>
internal sealed record ConfigKey(string Name, Type Type, PropertyInfo Property, IReadOnlyList<ValidationAttribute> Rules)
{
    /// <summary>A key that is a property.</summary>
    public static ConfigKey FromProperty(JsonPropertyInfo key) =>
        new(key.Name, key.PropertyType, (PropertyInfo)key.AttributeProvider!, ConfigRules.RulesOn(key.AttributeProvider!));

    /// <summary>The key that chooses among kinds.</summary>
    /// <param name="declared">The type that all of them are of.</param>
    public static ConfigKey OfKinds(Type declared)
    {
        object[] names = [.. ConfigKinds.List(declared).Select(kind => kind.Name)];
        return new(ConfigKinds.Key, typeof(string), declared.GetProperty("Kind")!, [new AllowedValuesAttribute(names)]);
    }
}
