using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Neural networks.</summary>
    public static partial class nn
    {
        /// <summary>A tensor as a parameter that a module learns; the tensor is invalid afterwards.</summary>
        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);

        /// <summary>Parameters, buffers and other modules under names, that are moved, saved and trained together.</summary>
        public partial class Module : IDisposable
        {
            /// <summary>The name the module prints as.</summary>
            protected string? name;

            private bool _disposed;

            /// <summary>Creates the base of a module.</summary>
            /// <param name="name">The name the module prints as.</param>
            protected Module(string name) => this.name = name;

            /// <summary>True while the module is being trained, false while it is evaluated.</summary>
            public virtual bool training { get; private set; } = true;

            /// <summary>The module's name.</summary>
            public virtual string GetName() => string.IsNullOrEmpty(name) ? GetType().Name : name;

            /// <inheritdoc/>
            public override string ToString() => GetName();

            /// <summary>Says whether the module and those below it are being trained.</summary>
            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var (_, child) in named_children())
                {
                    child.train(train);
                }
            }

            /// <summary>Says that the module and those below it are being evaluated.</summary>
            public virtual void eval() => train(false);

            /// <summary>Applies a function to every module below this one, then to this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, child) in named_children())
                {
                    child.apply(fn);
                }

                fn(this);
                return this;
            }

            /// <summary>Drops the gradients of all parameters, or sets them to zero.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    using var gradient = parameter.grad;
                    if (gradient is null)
                    {
                        continue;
                    }

                    if (set_to_none)
                    {
                        parameter.grad = null;
                    }
                    else
                    {
                        gradient.fill_(0);
                    }
                }
            }

            /// <summary>Disposes the parameters, the buffers and the modules below.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Disposes the parameters, the buffers and the modules below.</summary>
            /// <param name="disposing">False only when called from a finalizer.</param>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || _disposed)
                {
                    return;
                }

                _disposed = true;
                foreach (var (_, buffer) in named_buffers(false))
                {
                    buffer.DetachFromDisposeScope().Dispose();
                }

                foreach (var (_, parameter) in named_parameters(false))
                {
                    parameter.DetachFromDisposeScope().Dispose();
                }

                foreach (var (_, child) in named_children())
                {
                    child.Dispose();
                }
            }
        }
    }
}
