using System.Runtime.InteropServices;
using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

/// <summary>Torch's functions, types and settings under the names they have in Python.</summary>
public static partial class torch
{
    /// <summary>The version of the libtorch in use.</summary>
    public static string __version__ => Marshal.PtrToStringUTF8(lt_version())!;

    /// <summary>Throws if an earlier operation on this thread failed and nobody was told.</summary>
    public static void CheckForErrors() => ThrowPending();

    /// <summary>The threads that one operation may use.</summary>
    public static int get_num_threads()
    {
        Check(lt_num_threads(out int count));
        return count;
    }

    /// <summary>Sets how many threads one operation may use.</summary>
    public static void set_num_threads(int num) => Check(lt_set_num_threads(num));

    /// <summary>The threads for operations that run side by side.</summary>
    public static int get_num_interop_threads()
    {
        Check(lt_num_interop_threads(out int count));
        return count;
    }

    /// <summary>Sets how many operations may run side by side; torch allows it once, before the first of them.</summary>
    public static void set_num_interop_threads(int num) => Check(lt_set_num_interop_threads(num));

    /// <summary>NVIDIA GPUs.</summary>
    public static partial class cuda
    {
        /// <summary>True if torch was built for CUDA and there is a GPU it can use.</summary>
        public static bool is_available()
        {
            Check(lt_cuda_is_available(out var available));
            return available;
        }

        /// <summary>True if torch can use cuDNN here.</summary>
        public static bool is_cudnn_available()
        {
            Check(lt_cudnn_is_available(out var available));
            return available;
        }

        /// <summary>The number of GPUs.</summary>
        public static int device_count()
        {
            Check(lt_cuda_device_count(out long count));
            return (int)count;
        }

        /// <summary>Waits until a GPU has finished everything asked of it so far.</summary>
        public static void synchronize(Device? device = null) => Check(lt_cuda_synchronize(device?.index ?? -1));

        /// <summary>Seeds the default generator of the current GPU.</summary>
        public static void manual_seed(long seed) => Check(lt_cuda_manual_seed((ulong)seed));

        /// <summary>Seeds the default generators of all GPUs.</summary>
        public static void manual_seed_all(long seed) => Check(lt_cuda_manual_seed_all((ulong)seed));
    }

    /// <summary>Settings of the libraries below torch.</summary>
    public static partial class backends
    {
        /// <summary>Settings for NVIDIA GPUs.</summary>
        public static partial class cuda
        {
            /// <summary>Settings of matrix products.</summary>
            public static partial class matmul
            {
                /// <summary>True if products may round their inputs to 10 bits (TF32) for speed.</summary>
                public static bool allow_tf32
                {
                    get
                    {
                        Check(lt_allow_tf32_matmul(out var allowed));
                        return allowed;
                    }

                    set => Check(lt_set_allow_tf32_matmul(value));
                }
            }
        }

        /// <summary>Settings of convolutions on NVIDIA GPUs.</summary>
        public static partial class cudnn
        {
            /// <summary>True if convolutions may round their inputs to 10 bits (TF32) for speed.</summary>
            public static bool allow_tf32
            {
                get
                {
                    Check(lt_allow_tf32_cudnn(out var allowed));
                    return allowed;
                }

                set => Check(lt_set_allow_tf32_cudnn(value));
            }
        }
    }
}
