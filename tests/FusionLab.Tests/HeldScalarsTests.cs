using System.Reflection;
using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Tests;

/// <summary>No operation of the library takes a number that a garbage collection could free under it (HeldScalars says why).</summary>
public class HeldScalarsTests
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    [Fact]
    public void Every_number_is_kept_in_a_variable_before_an_operation_takes_it()
    {
        var loose = Calls(typeof(FusionNetwork).Assembly)
            .Where(call => call.Called is { Name: "op_Implicit" } made && made.DeclaringType == typeof(Scalar) && !Stores(call.Next))
            .Select(call => call.Caller);
        Assert.Empty(loose);
    }

    [Fact]
    public void No_sum_of_tensors_leaves_its_factor_to_TorchSharp()
    {
        var loose = Calls(typeof(FusionNetwork).Assembly)
            .Where(call => call.Called.DeclaringType == typeof(Tensor) && call.Called.Name is "op_Addition" or "add" or "add_" && !Takes(call.Called, typeof(Scalar)))
            .Select(call => call.Caller);
        Assert.Empty(loose);
    }

    [Fact]
    public void A_loose_number_would_be_found()
    {
        var calls = Calls(typeof(HeldScalarsTests).Assembly).Where(call => call.Caller.Contains(nameof(Loose), StringComparison.Ordinal)).ToList();
        Assert.Contains(calls, call => call.Called.Name == "op_Implicit" && !Stores(call.Next));
        Assert.Contains(calls, call => call.Called.Name == "add" && !Takes(call.Called, typeof(Scalar)));
    }

    private static Tensor Loose(Tensor x) => x.mul(2).add(x);

    /// <summary>The calls in all method bodies, each with what follows it in the byte code.</summary>
    private static IEnumerable<(string Caller, MethodBase Called, ReadOnlyMemory<byte> Next)> Calls(Assembly assembly)
    {
        foreach (var caller in assembly.GetTypes().SelectMany(type => type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything))))
        {
            byte[] code = caller.GetMethodBody()?.GetILAsByteArray() ?? [];
            for (int i = 0; i + 5 < code.Length; i++)
            {
                if (code[i] is 0x28 or 0x6F && Resolve(caller, BitConverter.ToInt32(code, i + 1)) is { } called) // call, callvirt
                {
                    yield return ($"{caller.DeclaringType}.{caller.Name}", called, code.AsMemory(i + 5));
                }
            }
        }
    }

    private static MethodBase? Resolve(MethodBase caller, int token)
    {
        try
        {
            return caller.Module.ResolveMethod(token, caller.DeclaringType!.GetGenericArguments(), caller is MethodInfo { IsGenericMethod: true } ? caller.GetGenericArguments() : null);
        }
        catch (ArgumentException)
        {
            return null; // bytes of something else that look like a call
        }
    }

    /// <summary>Whether the code begins by storing a value: stloc.0 to stloc.3, stloc.s, stloc, stsfld, stfld (a variable that a lambda captures).</summary>
    private static bool Stores(ReadOnlyMemory<byte> code) => code.Span[0] is (>= 0x0A and <= 0x0D) or 0x13 or 0x80 or 0x7D || (code.Span[0] == 0xFE && code.Span[1] == 0x0E);

    private static bool Takes(MethodBase method, Type type) => method.GetParameters().Any(parameter => parameter.ParameterType == type);
}
