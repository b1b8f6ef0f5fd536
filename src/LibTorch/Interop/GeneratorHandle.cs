using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Owns one at::Generator.</summary>
internal sealed class GeneratorHandle : SafeHandle
{
    /// <summary>Stands for torch's own default generator.</summary>
    internal static readonly GeneratorHandle Default = new();

    public GeneratorHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.lt_generator_dispose(handle);
        return true;
    }
}
