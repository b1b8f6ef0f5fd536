using static TorchSharp.Interop.Native;

namespace TorchSharp;

/// <summary>
/// Torch's inference mode on this thread, until it is disposed. It has no finalizer on purpose: the mode belongs to a thread, and
/// leaving it on another one would be wrong.
/// </summary>
internal sealed class InferenceMode(bool enabled) : IDisposable
{
    private nint _guard = lt_inference_enter(enabled);

    public void Dispose()
    {
        lt_inference_leave(_guard);
        _guard = 0;
    }
}
