using System.Globalization;
using System.Reflection;

namespace LibTorch.Tests.Binding;

/// <summary>Writes down what an assembly offers: one line a type and a member, in alphabetical order.</summary>
internal static class PublicApi
{
    private const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    internal static IEnumerable<string> Of(Assembly assembly) => assembly.GetTypes()
        .Where(IsVisible)
        .SelectMany(type => type.GetMembers(Own).Select(Line).OfType<string>().Select(line => $"{Name(type)}.{line}").Append(Name(type)))
        .Order(StringComparer.Ordinal);

    private static bool IsVisible(Type type) => type.IsNested
        ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!)
        : type.IsPublic;

    private static string? Line(MemberInfo member) => member switch
    {
        MethodInfo method when IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
            $"{method.Name}({Parameters(method)}) : {(method.IsStatic ? "static " : "")}{Name(method.ReturnType)}",
        ConstructorInfo { IsStatic: false } constructor when IsVisible(constructor) => $"new({Parameters(constructor)})",
        PropertyInfo property when property.GetAccessors(true).Any(IsVisible) =>
            $"{property.Name}[{string.Join(", ", property.GetIndexParameters().Select(Parameter))}] : {Name(property.PropertyType)}"
            + string.Concat(property.GetAccessors(true).Where(IsVisible).Select(accessor => $" {accessor.Name.Split('_')[0]}")),
        FieldInfo field when field is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true } =>
            $"{field.Name} : {Name(field.FieldType)}{(field.IsLiteral ? $" = {field.GetRawConstantValue()}" : "")}",
        _ => null,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string text = $"{Name(parameter.ParameterType)} {parameter.Name}";
        return parameter.HasDefaultValue
            ? $"{text} = {Convert.ToString(parameter.RawDefaultValue ?? "null", CultureInfo.InvariantCulture)}"
            : text;
    }

    private static string Name(Type type)
    {
        if (type.IsArray || type.IsByRef)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : "&");
        }

        string name = type.IsGenericParameter ? type.Name : type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        return type.IsGenericType && type.Name.Contains('`')
            ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : name;
    }
}
