using static TorchSharp.Interop.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Stops recording operations on this thread until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradientMode(false);

    /// <summary>Records operations on this thread (or stops it) until the result is disposed.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradientMode(enabled);

    /// <summary>Records operations on this thread (or stops it) until the result is disposed.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradientMode(mode);

    /// <summary>True if operations on this thread are recorded.</summary>
    public static bool is_grad_enabled() => lt_grad_enabled();

    /// <summary>Like <see cref="no_grad"/>, cheaper still: tensors made meanwhile can never be part of a recorded operation.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    /// <summary>True if this thread is in inference mode.</summary>
    public static bool is_inference_mode_enabled() => lt_inference_enabled();
}
