using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>
/// Owns one at::Tensor on libtorch's heap. While a native call uses it, the runtime holds a reference, so neither a finalizer
/// nor a Dispose on another thread can free it in the middle of that call.
/// </summary>
internal sealed class TensorHandle : SafeHandle
{
    private static long s_live;
    private static long s_peak;

    /// <summary>The handle of a tensor that is not there, for arguments that may be absent.</summary>
    internal static readonly TensorHandle None = new();

    public TensorHandle()
        : base(0, ownsHandle: true)
    {
    }

    internal TensorHandle(nint owned)
        : base(0, ownsHandle: true) => SetHandle(owned);

    /// <summary>Tensors alive in this process, and the most there have been at once.</summary>
    internal static (long Live, long Peak) Count => (Interlocked.Read(ref s_live), Interlocked.Read(ref s_peak));

    public override bool IsInvalid => handle == 0;

    /// <summary>Called once for each handle that became a tensor.</summary>
    internal static void Counted()
    {
        long live = Interlocked.Increment(ref s_live);
        if (live > Volatile.Read(ref s_peak))
        {
            Volatile.Write(ref s_peak, live);
        }
    }

    protected override bool ReleaseHandle()
    {
        Native.lt_dispose(handle);
        Interlocked.Decrement(ref s_live);
        return true;
    }
}
