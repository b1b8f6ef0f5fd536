using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace LibTorch.Tests.Binding;

/// <summary>The declarations in C# and in C++ say the same, and the library has every function.</summary>
public class ImportTests
{
    private static readonly IReadOnlyDictionary<string, MethodInfo> s_imports = typeof(Native)
        .GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
        .Where(method => method.Name.StartsWith("lt_", StringComparison.Ordinal))
        .ToDictionary(method => method.Name);

    [Fact]
    public void Every_import_is_exported_and_every_export_is_imported()
    {
        Assert.NotEmpty(NativeHeaders.Functions);
        Assert.Equal(NativeHeaders.Functions.Select(function => function.Name).Order(), s_imports.Keys.Order());
    }

    [Fact]
    public void Every_import_has_the_types_of_its_export()
    {
        foreach (var (name, result, parameters) in NativeHeaders.Functions)
        {
            var import = s_imports[name];
            Assert.True(Result(result) == import.ReturnType, $"{name} gives {result} in C++ and {import.ReturnType.Name} in C#.");
            string[] ours = [.. import.GetParameters().Select(parameter => Name(parameter.ParameterType))];
            Assert.True(ours.Length == parameters.Length, $"{name} has {parameters.Length} parameters in C++ and {ours.Length} in C#.");
            for (int i = 0; i < ours.Length; i++)
            {
                Assert.True(
                    Matches(parameters[i]).Contains(ours[i]), $"{name}, parameter {i + 1}: {parameters[i]} in C++, {ours[i]} in C#.");
            }
        }
    }

    [Fact]
    public void Every_import_is_found_in_the_library()
    {
        nint library = NativeLibrary.Load(Native.Library, typeof(Native).Assembly, null);
        Assert.All(s_imports.Keys, name => Assert.True(NativeLibrary.TryGetExport(library, name, out _), $"{name} is not exported."));
    }

    [Fact]
    public void Every_import_is_used()
    {
        string source = string.Concat(new[] { "src/LibTorch", "tests/LibTorch.Tests" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Fixture.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !Path.GetFileName(path).StartsWith("Native.", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        Assert.All(s_imports.Keys, name => Assert.Contains(name + "(", source));
    }

    private static Type Result(string type) => type switch
    {
        "tensor" => typeof(TensorHandle),
        "generator" => typeof(GeneratorHandle),
        "bool" => typeof(Bool8),
        "void" => typeof(void),
        "int32_t" => typeof(int),
        "int64_t" => typeof(long),
        "const char*" or "char*" or "void*" => typeof(nint),
        _ => throw new NotSupportedException($"Result type {type} is not in this table."),
    };

    /// <summary>The C# types that a C++ parameter can have: an array may be read from a span or written to one.</summary>
    private static string[] Matches(string type) => type switch
    {
        "tensor" => ["TensorHandle", "IntPtr"],
        "generator" => ["GeneratorHandle", "IntPtr"],
        "scalar" => ["NativeScalar"],
        "bool" => ["Bool8"],
        "int32_t" => ["Int32"],
        "int64_t" => ["Int64"],
        "uint64_t" => ["UInt64"],
        "double" => ["Double"],
        "const char*" => ["String"],
        "const int64_t*" => ["ReadOnlySpan<Int64>"],
        "const tensor*" => ["ReadOnlySpan<IntPtr>"],
        "const index_item*" => ["ReadOnlySpan<NativeIndex>"],
        "int64_t*" => ["Int64&", "Span<Int64>"],
        "uint64_t*" => ["UInt64&"],
        "int32_t*" => ["Int32&"],
        "bool*" => ["Bool8&"],
        "scalar*" => ["NativeScalar&"],
        "tensor*" => ["TensorHandle&", "IntPtr"],
        "tensor**" or "void**" => ["IntPtr&"],
        "void*" or "char*" => ["IntPtr"],
        _ => throw new NotSupportedException($"Parameter type {type} is not in this table."),
    };

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}
