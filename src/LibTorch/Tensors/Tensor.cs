using TorchSharp.Interop;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A multi-dimensional array on some device. Operations give a new <see cref="Tensor"/>, also where the result shares the
    /// memory of the input; methods whose names end in an underscore change the tensor in place and return it.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private TensorHandle _handle;

        internal Tensor(TensorHandle handle, bool register = true)
        {
            _handle = handle;
            if (register)
            {
                TensorHandle.Counted();
                OwningDisposeScope = DisposeScopeManager.OfThread.Created(this);
            }
        }

        /// <summary>Tensors that exist in this process.</summary>
        public static long TotalCount => TensorHandle.Count.Live;

        /// <summary>The most tensors that have existed in this process at once.</summary>
        public static long PeakCount => TensorHandle.Count.Peak;

        /// <summary>A name for people; torch does not use it.</summary>
        public string? name { get; set; }

        /// <summary>True once the tensor was disposed or gave its memory to another.</summary>
        public bool IsInvalid => _handle.IsClosed || _handle.IsInvalid;

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>The handle, for one native call.</summary>
        internal TensorHandle Handle =>
            IsInvalid ? throw new InvalidOperationException("The tensor was disposed, or gave its memory to another.") : _handle;

        /// <summary>Hands the tensor to the scope outside the one that owns it.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Releases the tensor from every scope: from now on its holder disposes it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>Hands the tensor to the scope that owns another one.</summary>
        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        /// <summary>Hands the tensor to another scope, or to nobody.</summary>
        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is null)
            {
                other?.Attach(this);
            }
            else
            {
                OwningDisposeScope.MoveToOther(other, this);
            }

            return this;
        }

        /// <summary>Frees the tensor; its memory goes when no other tensor shares it.</summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Frees the tensor. A tensor that is never disposed is freed with its handle, by the garbage collector.</summary>
        /// <param name="disposing">Always true: there is no finalizer here, the handle has its own.</param>
        protected virtual void Dispose(bool disposing)
        {
            if (!IsInvalid)
            {
                DisposeScopeManager.OfThread.Disposing(this);
                OwningDisposeScope?.MarkAsDisposed(this);
                _handle.Dispose();
            }
        }

        /// <summary>Takes the handle out of this tensor, which is invalid from then on.</summary>
        internal TensorHandle MoveHandle()
        {
            var handle = Handle;
            _handle = TensorHandle.None;
            return handle;
        }

        private Tensor InPlace(bool worked)
        {
            Check(worked);
            return this;
        }
    }
}
