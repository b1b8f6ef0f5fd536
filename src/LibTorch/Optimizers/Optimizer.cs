using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Changes parameters along their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            /// <summary>Parameters that share settings.</summary>
            protected IList<ParamGroup> _parameter_groups = [];

            /// <summary>Parameters that share settings.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            /// <summary>All parameters.</summary>
            public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

            /// <summary>Adds parameters with settings of their own.</summary>
            public virtual void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

            /// <summary>Sets the gradients of all parameters to zero.</summary>
            public virtual void zero_grad()
            {
                foreach (var parameter in parameters())
                {
                    using var gradient = parameter.grad;
                    gradient?.fill_(0);
                }
            }

            /// <summary>Changes all parameters once.</summary>
            /// <param name="closure">Computes the loss, and the gradients, before the step; or null.</param>
            /// <returns>What <paramref name="closure"/> gave, or null.</returns>
            public abstract Tensor? step(Func<Tensor>? closure = null);

            /// <summary>Frees what the optimizer remembers between steps.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Frees what the optimizer remembers between steps.</summary>
            /// <param name="disposing">False only when called from a finalizer.</param>
            protected virtual void Dispose(bool disposing)
            {
            }
        }
    }
}
