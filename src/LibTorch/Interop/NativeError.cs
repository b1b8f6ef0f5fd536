using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Turns failures that the C++ half reports into exceptions that carry libtorch's message.</summary>
internal static class NativeError
{
    /// <summary>Wraps a result, or throws what went wrong.</summary>
    internal static torch.Tensor Result(TensorHandle handle)
    {
        if (handle.IsInvalid)
        {
            Throw();
        }

        return new torch.Tensor(handle);
    }

    /// <summary>Throws when a call that answers "it worked" did not.</summary>
    internal static void Check(bool worked)
    {
        if (!worked)
        {
            Throw();
        }
    }

    [DoesNotReturn]
    internal static void Throw()
    {
        nint text = Native.lt_take_error();
        string? message = Marshal.PtrToStringUTF8(text);
        Native.lt_free_text(text);
        throw new ExternalException(message is null ? "libtorch failed without saying why." : message.TrimEnd());
    }

    /// <summary>Throws the failure of an earlier call on this thread, if one is still unreported.</summary>
    internal static void ThrowPending()
    {
        nint text = Native.lt_take_error();
        if (text != 0)
        {
            string? message = Marshal.PtrToStringUTF8(text);
            Native.lt_free_text(text);
            throw new ExternalException(message);
        }
    }
}
