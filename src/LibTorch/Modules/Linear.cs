using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A layer y = x · weightᵀ + bias, from <c>[..., in]</c> to <c>[..., out]</c>.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;
    private Parameter? _bias;

    internal Linear(long inputs, long outputs, bool hasBias, Device? device, ScalarType? dtype)
        : base(nameof(Linear))
    {
        (in_features, out_features) = (inputs, outputs);
        (_weight, _bias) = FirstValues.For([outputs, inputs], hasBias, device, dtype);
        ConditionallyRegisterParameter(nameof(weight), _weight);
        ConditionallyRegisterParameter(nameof(bias), _bias);
    }

    /// <summary>Features in.</summary>
    public long in_features { get; set; }

    /// <summary>Features out.</summary>
    public long out_features { get; set; }

    /// <summary><c>[out, in]</c></summary>
    public Parameter weight
    {
        get => _weight;
        set => ConditionallyRegisterParameter(nameof(weight), _weight = value);
    }

    /// <summary><c>[out]</c>, or null.</summary>
    public Parameter? bias
    {
        get => _bias;
        set => ConditionallyRegisterParameter(nameof(bias), _bias = value);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, _weight, _bias);

    /// <summary>Does nothing: weight and bias are registered under the names they have in PyTorch.</summary>
    protected override void RegisterComponents()
    {
    }
}
