using TorchSharp.Interop;
using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Gradients by differentiating what was recorded.</summary>
    public static partial class autograd
    {
        /// <summary>The gradients of some tensors with respect to others; nobody's <see cref="Tensor.grad"/> changes.</summary>
        /// <param name="outputs">What is differentiated.</param>
        /// <param name="inputs">With respect to what.</param>
        /// <param name="grad_outputs">The vector in the vector-Jacobian product; may be null for single numbers.</param>
        /// <param name="retain_graph">Keeps the record for another pass.</param>
        /// <param name="create_graph">Records the gradients themselves, for second derivatives.</param>
        /// <param name="allow_unused">Gives null instead of an error for an input that was not used.</param>
        public static IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor> grad_outputs = null!, bool retain_graph = false,
            bool create_graph = false, bool allow_unused = false)
        {
            using var from = new TensorHandles(outputs);
            using var to = new TensorHandles(inputs);
            using var vector = new TensorHandles(grad_outputs);
            Check(lt_autograd_grad(
                from.Raw, from.Count, to.Raw, to.Count, vector.Raw, vector.Count, retain_graph || create_graph, create_graph,
                allow_unused, out nint gradients, out long count));
            return TensorHandles.ReceiveAll(gradients, count);
        }

        /// <summary>Adds gradients to the <see cref="Tensor.grad"/> of the leaves that some tensors were computed from.</summary>
        /// <param name="tensors">What is differentiated.</param>
        /// <param name="grad_tensors">The vector in the vector-Jacobian product; may be null for single numbers.</param>
        /// <param name="retain_graph">Keeps the record for another pass; by default only if <paramref name="create_graph"/>.</param>
        /// <param name="create_graph">Records the gradients themselves, for second derivatives.</param>
        /// <param name="inputs">The only leaves that shall receive gradients; null for all of them.</param>
        public static void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null)
        {
            using var from = new TensorHandles(tensors);
            using var vector = new TensorHandles(grad_tensors);
            using var to = new TensorHandles(inputs);
            Check(lt_backward(
                from.Raw, from.Count, vector.Raw, vector.Count, retain_graph ?? create_graph, create_graph, to.Raw, to.Count));
        }

        /// <inheritdoc cref="backward(IList{Tensor}, IList{Tensor}, bool?, bool, IList{Tensor})"/>
        public static void backward(
            Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);
    }
}
