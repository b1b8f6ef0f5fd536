using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>True if operations on the tensor are recorded for gradients.</summary>
        public bool requires_grad
        {
            get
            {
                Check(lt_requires_grad(Handle, out var required));
                return required;
            }

            set => Check(lt_set_requires_grad(Handle, value));
        }

        /// <summary>True if the tensor is not the result of a recorded operation.</summary>
        public bool is_leaf
        {
            get
            {
                Check(lt_is_leaf(Handle, out var leaf));
                return leaf;
            }
        }

        /// <summary>The gradient collected so far, as a new tensor on the same memory, or null.</summary>
        public Tensor? grad
        {
            get
            {
                Check(lt_grad(Handle, out var gradient));
                return gradient.IsInvalid ? null : new Tensor(gradient);
            }

            set => Check(lt_set_grad(Handle, Optional(value)));
        }

        /// <summary>Sets whether operations on the tensor are recorded.</summary>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <summary>Sets whether operations on the tensor are recorded.</summary>
        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The same memory, cut off from what was recorded.</summary>
        public Tensor detach() => Result(lt_detach(Handle));

        /// <summary>Cuts the tensor itself off from what was recorded.</summary>
        public Tensor detach_() => InPlace(lt_detach_(Handle));

        /// <summary>Adds the gradients of this number to the <see cref="grad"/> of every leaf it was computed from.</summary>
        public void backward() => backward(null);

        /// <summary>Adds gradients to the <see cref="grad"/> of the leaves this tensor was computed from.</summary>
        public void backward(
            IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }
}
