using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]

namespace TorchSharp.Interop;

/// <summary>
/// The functions that the C++ half exports, one part of this class for each header in native/. LibTorch.Tests reads those
/// headers and checks name and parameters of every import here against them.
/// </summary>
internal static partial class Native
{
    internal const string Library = "fusionlab_torch";

    static Native()
    {
        ForeignSignalHandlers.KeepOut();
        NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Resolve);
    }

    private static nint Resolve(string name, System.Reflection.Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library)
        {
            return 0;
        }

        try
        {
            return NativeLibrary.Load(name, assembly, path);
        }
        catch (DllNotFoundException missing)
        {
            throw new DllNotFoundException(
                $"The C++ half of LibTorch ({Library}) could not be loaded from {AppContext.BaseDirectory}. " +
                "Either it was not built, or the libtorch it was built against was moved: build again, or choose another " +
                $"libtorch (src/LibTorch/README.md). The loader says: {missing.Message}",
                missing);
        }
    }
}
