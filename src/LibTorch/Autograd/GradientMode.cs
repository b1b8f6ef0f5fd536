using static TorchSharp.Interop.Native;

namespace TorchSharp;

/// <summary>Turns the recording of operations on or off on this thread, until it is disposed.</summary>
internal sealed class GradientMode : IDisposable
{
    private readonly bool _before = lt_grad_enabled();

    internal GradientMode(bool enabled) => lt_set_grad_enabled(enabled);

    public void Dispose() => lt_set_grad_enabled(_before);
}
