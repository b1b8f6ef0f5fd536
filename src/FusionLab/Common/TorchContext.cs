using System.Runtime.InteropServices;
using TorchSharp;

namespace FusionLab;

/// <summary>What libtorch exports and TorchSharp 0.107 does not offer: whether cuDNN computes deterministically, and the version.</summary>
/// <remarks>
/// The setting belongs to <c>at::Context</c>, whose functions are called by their C++ names; a member function takes the object as its
/// first argument, as a C function would.
/// </remarks>
internal static unsafe class TorchContext
{
    private static readonly (string Context, string Set, string Get) s_names = OperatingSystem.IsWindows()
        ? ("?globalContext@at@@YAAEAVContext@1@XZ", "?setDeterministicCuDNN@Context@at@@QEAAX_N@Z", "?deterministicCuDNN@Context@at@@QEBA_NXZ")
        : ("_ZN2at13globalContextEv", "_ZN2at7Context21setDeterministicCuDNNEb", "_ZNK2at7Context18deterministicCuDNNEv");

    /// <summary>The version of the libtorch that is loaded, such as 2.10.0; TorchSharp's own says which one it was built for.</summary>
    public static string Version
    {
        get
        {
            if (Find("aoti_torch_abi_version") is not { } function)
            {
                return torch.__version__;
            }

            ulong version = ((delegate* unmanaged<ulong>)function)(); // a byte each from the top
            return $"{version >> 56}.{(version >> 48) & 0xff}.{(version >> 40) & 0xff}";
        }
    }

    /// <summary>
    /// Lets cuDNN take only algorithms that give the same bytes each time. The setting belongs to the process; it changes nothing on a CPU.
    /// </summary>
    /// <returns>False where this libtorch has no such setting under the known name.</returns>
    public static bool TrySetDeterministicCudnn(bool value)
    {
        if (Find(s_names.Context) is not { } context || Find(s_names.Set) is not { } set)
        {
            return false;
        }

        ((delegate* unmanaged<nint, byte, void>)set)(((delegate* unmanaged<nint>)context)(), value ? (byte)1 : (byte)0);
        return IsCudnnDeterministic() == value;
    }

    /// <summary>Reads the setting back; null where this libtorch has none under the known name.</summary>
    public static bool? IsCudnnDeterministic() =>
        Find(s_names.Context) is { } context && Find(s_names.Get) is { } get
            ? ((delegate* unmanaged<nint, byte>)get)(((delegate* unmanaged<nint>)context)()) != 0
            : null;

    private static nint? Find(string name)
    {
        TorchLibrary.Load();
        return NativeLibrary.TryLoad("torch_cpu", typeof(TorchContext).Assembly, null, out nint library)
            && NativeLibrary.TryGetExport(library, name, out nint function)
                ? function
                : null;
    }
}
