using TorchSharp.Interop;
using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers with a state of its own.</summary>
    public class Generator : IDisposable
    {
        private readonly GeneratorHandle _handle;

        /// <summary>A generator at the beginning of the sequence that belongs to a seed.</summary>
        /// <param name="seed">The seed.</param>
        /// <param name="device">The device whose tensors it fills; the CPU if null.</param>
        public Generator(ulong seed = 0, Device? device = null)
            : this(lt_generator_new(seed, (int)(device?.type ?? DeviceType.CPU), device?.index ?? -1), device ?? CPU)
        {
        }

        private Generator(GeneratorHandle handle, Device device)
        {
            if (handle.IsInvalid)
            {
                Throw();
            }

            _handle = handle;
            this.device = device;
        }

        /// <summary>The generator that operations on the CPU use when they are given none.</summary>
        public static Generator Default => new(lt_generator_default(), CPU);

        /// <summary>The device whose tensors it fills.</summary>
        public Device device { get; }

        /// <summary>Goes to the beginning of the sequence that belongs to a seed.</summary>
        public Generator manual_seed(long seed)
        {
            Check(lt_generator_seed(_handle, (ulong)seed));
            return this;
        }

        /// <summary>Takes a seed from the clock, and tells which.</summary>
        public long seed()
        {
            long seed = DateTime.UtcNow.Ticks;
            manual_seed(seed);
            return seed;
        }

        /// <summary>The seed.</summary>
        public long initial_seed()
        {
            Check(lt_generator_initial_seed(_handle, out ulong seed));
            return (long)seed;
        }

        /// <summary>The state, as a tensor of bytes.</summary>
        public Tensor get_state() => Result(lt_generator_state(_handle));

        /// <summary>Returns to a state that <see cref="get_state"/> gave.</summary>
        public void set_state(Tensor value) => Check(lt_generator_set_state(_handle, value.Handle));

        /// <summary>Frees the generator.</summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Frees the generator.</summary>
        /// <param name="disposing">Always true: there is no finalizer here, the handle has its own.</param>
        protected virtual void Dispose(bool disposing) => _handle.Dispose();

        internal static GeneratorHandle HandleOf(Generator? generator) => generator?._handle ?? GeneratorHandle.Default;
    }
}
