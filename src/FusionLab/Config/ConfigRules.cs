using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using FusionLab.Training;

namespace FusionLab.Config;

/// <summary>
/// Checks a config record against the rules on its properties: <c>[Range]</c>, <c>[AllowedValues]</c>, <c>[RegularExpression]</c>.
/// Where a property has several, any of them will do (the words of one or the numbers of the other). The same attributes make
/// the JSON schema, so that an editor and a run say the same.
/// </summary>
public static class ConfigRules
{
    /// <summary>Checks every property of a record and of the records and lists within it.</summary>
    /// <param name="config">The record.</param>
    /// <param name="path">Its JSON path, such as <c>train</c>; empty for a whole config.</param>
    /// <exception cref="ConfigException">A value breaks its rule; the exception names its JSON path.</exception>
    public static void Check(object config, string path)
    {
        foreach (var key in ConfigBinder.Describe(config.GetType()).Properties)
        {
            CheckValue(key.Get!(config), RulesOn(key.AttributeProvider!), ConfigBinder.Join(path, key.Name));
        }
    }

    /// <summary>The rules on a property.</summary>
    public static IReadOnlyList<ValidationAttribute> RulesOn(ICustomAttributeProvider property) =>
        [.. property.GetCustomAttributes(typeof(ValidationAttribute), inherit: false).Cast<ValidationAttribute>()];

    /// <summary>What the rules ask for, in words: <c>1 or more</c>, <c>"auto", "mnist" or "synthetic"</c>.</summary>
    public static string Describe(IReadOnlyList<ValidationAttribute> rules) => string.Join(", or ", rules.Select(Describe));

    /// <summary>Words as a choice: <c>"a", "b" or "c"</c>.</summary>
    public static string Choice(IEnumerable<string> words)
    {
        string[] quoted = [.. words.Select(word => $"\"{word}\"")];
        return quoted.Length < 2 ? string.Concat(quoted) : $"{string.Join(", ", quoted[..^1])} or {quoted[^1]}";
    }

    private static void CheckValue(object? value, IReadOnlyList<ValidationAttribute> rules, string path)
    {
        switch (value)
        {
            case null:
                break;
            case LearningThreshold threshold:
                if (!threshold.IsInRange)
                {
                    throw new ConfigException(path, $"is {threshold}; it must be {LearningThreshold.Form}.");
                }

                break;
            case string or ValueType:
                bool isFinite = value is not double number || double.IsFinite(number);
                if (!isFinite || (rules.Count > 0 && !rules.Any(rule => Allows(rule, value))))
                {
                    string expected = rules.Count > 0 ? Describe(rules) : "a finite number";
                    string shown = value is string ? $"\"{value}\"" : Text(value);
                    throw new ConfigException(path, $"is {shown}; it must be {expected}.");
                }

                break;
            case IDictionary named:
                foreach (object? name in named.Keys)
                {
                    CheckValue(named[name], rules, ConfigBinder.Join(path, $"{name}"));
                }

                break;
            case IEnumerable elements:
                int index = 0;
                foreach (object? element in elements)
                {
                    CheckValue(element, rules, $"{path}.{index++}");
                }

                break;
            default:
                Check(value, path);
                break;
        }
    }

    /// <summary>A pattern refuses an empty text, too, which the attribute lets pass.</summary>
    private static bool Allows(ValidationAttribute rule, object value) =>
        rule.IsValid(value) && (rule is not RegularExpressionAttribute || value is not "");

    private static string Describe(ValidationAttribute rule) => rule switch
    {
        RangeAttribute range => Describe(range),
        AllowedValuesAttribute allowed => Choice(allowed.Values.Select(value => $"{value}")),
        _ => rule.ErrorMessage ?? throw new ArgumentException(
            $"{rule.GetType().Name} needs an ErrorMessage that says what the value must be.", nameof(rule)),
    };

    private static string Describe(RangeAttribute range)
    {
        string low = range.MinimumIsExclusive ? $"above {Text(range.Minimum)}" : $"{Text(range.Minimum)} or more";
        string high = range.MaximumIsExclusive ? $"below {Text(range.Maximum)}" : $"at most {Text(range.Maximum)}";
        bool open = range.Maximum is int.MaxValue or double.MaxValue;
        return open ? low : $"{low} and {high}";
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
