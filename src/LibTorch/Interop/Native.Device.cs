using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

// native/device.h
internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial nint lt_version();

    [LibraryImport(Library)]
    internal static partial nint lt_take_error();

    [LibraryImport(Library)]
    internal static partial void lt_free_text(nint text);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_num_threads(out int result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_num_interop_threads(out int result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_set_num_threads(int count);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_set_num_interop_threads(int count);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_cuda_is_available(out Bool8 result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_cudnn_is_available(out Bool8 result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_cuda_device_count(out long result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_cuda_synchronize(long index);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_cuda_manual_seed(ulong seed);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_cuda_manual_seed_all(ulong seed);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_allow_tf32_matmul(out Bool8 result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_set_allow_tf32_matmul(Bool8 value);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_allow_tf32_cudnn(out Bool8 result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_set_allow_tf32_cudnn(Bool8 value);
}
