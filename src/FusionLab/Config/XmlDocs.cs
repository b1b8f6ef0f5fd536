using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace FusionLab.Config;

/// <summary>The documentation comments of an assembly as plain text, from the XML file that the compiler writes beside it.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<string, XElement> _members;

    /// <summary>Reads the comments of an assembly; without the file there are none.</summary>
    public XmlDocs(Assembly assembly)
    {
        string file = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        var members = File.Exists(file) ? XDocument.Load(file, LoadOptions.PreserveWhitespace).Descendants("member") : [];
        _members = members.ToDictionary(member => member.Attribute("name")!.Value);
    }

    /// <summary>The summary of a property, or the parameter of the record that declares it.</summary>
    public string? Summary(PropertyInfo property)
    {
        string type = property.DeclaringType!.FullName!.Replace('+', '.');
        var element = _members.GetValueOrDefault($"P:{type}.{property.Name}")?.Element("summary")
            ?? _members.GetValueOrDefault($"T:{type}")?.Elements("param")
                .FirstOrDefault(parameter => parameter.Attribute("name")?.Value == property.Name);
        return element is null ? null : Space().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => Reference(see),
        XElement element => string.Concat(element.Nodes().Select(Text)),
        _ => "",
    };

    /// <summary>A reference to a property of a record is the key of that name.</summary>
    private static string Reference(XElement see)
    {
        string name = (see.Attribute("cref") ?? see.Attribute("langword") ?? see.Attribute("href"))?.Value ?? see.Value;
        name = name.StartsWith("P:", StringComparison.Ordinal) ? name[(name.LastIndexOf('.') + 1)..] : name;
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
