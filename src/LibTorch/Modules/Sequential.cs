using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules one after the other; what lies between them is disposed on the way.</summary>
public class Sequential : nn.Module<Tensor, Tensor>
{
    private readonly List<nn.IModule<Tensor, Tensor>> _steps = [];

    internal Sequential(IEnumerable<(string Name, nn.Module<Tensor, Tensor> Module)> modules)
        : base(nameof(Sequential))
    {
        foreach (var (key, module) in modules)
        {
            append(key, module);
        }
    }

    /// <summary>The number of modules.</summary>
    public int Count => _steps.Count;

    /// <summary>Adds a module at the end, under its number.</summary>
    public Sequential append(nn.IModule<Tensor, Tensor> module) => append(Count.ToString(), module);

    /// <summary>Adds a module at the end.</summary>
    public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
    {
        register_module(name, (nn.Module)module);
        _steps.Add(module);
        return this;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor)
    {
        if (_steps.Count == 0)
        {
            return tensor.alias();
        }

        var result = _steps[0].call(tensor);
        foreach (var step in _steps.Skip(1))
        {
            using var before = result;
            result = step.call(before);
        }

        return result;
    }
}
