using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that a module learns.</summary>
public class Parameter : Tensor
{
    /// <summary>
    /// Takes over a tensor, which is invalid afterwards, and its place in a <see cref="DisposeScope"/>. A parameter made inside a
    /// scope therefore goes with it, unless it is detached.
    /// </summary>
    /// <param name="data">The tensor.</param>
    /// <param name="requires_grad">Records operations on the parameter.</param>
    public Parameter(Tensor data, bool requires_grad = true)
        : base(data.requires_grad_(requires_grad).MoveHandle(), register: false) => DisposeScope.Replace(data, this);
}
