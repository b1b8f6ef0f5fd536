namespace TorchSharp.Interop;

/// <summary>
/// Several tensors as an array of raw handles. Each is referenced until <see cref="Dispose"/>, which is what the marshaller
/// does for a single <see cref="TensorHandle"/>.
/// </summary>
internal readonly ref struct TensorHandles
{
    private readonly TensorHandle[] _held;
    private readonly nint[] _raw;

    internal TensorHandles(ReadOnlySpan<torch.Tensor> tensors)
    {
        _held = new TensorHandle[tensors.Length];
        _raw = new nint[tensors.Length];
        try
        {
            for (int i = 0; i < tensors.Length; i++)
            {
                var handle = tensors[i].Handle;
                bool added = false;
                handle.DangerousAddRef(ref added);
                _held[i] = handle;
                _raw[i] = handle.DangerousGetHandle();
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal TensorHandles(IEnumerable<torch.Tensor>? tensors)
        : this(tensors is null ? [] : tensors.ToArray())
    {
    }

    internal ReadOnlySpan<nint> Raw => _raw;

    internal int Count => _raw.Length;

    public void Dispose()
    {
        foreach (var handle in _held)
        {
            handle?.DangerousRelease();
        }
    }

    /// <summary>Takes over an array of results; a result that does not exist is null.</summary>
    internal static unsafe torch.Tensor?[] Receive(nint list, long count)
    {
        var raw = new ReadOnlySpan<nint>((void*)list, checked((int)count));
        var tensors = new torch.Tensor?[raw.Length];
        for (int i = 0; i < raw.Length; i++)
        {
            tensors[i] = raw[i] == 0 ? null : new torch.Tensor(new TensorHandle(raw[i]));
        }

        Native.lt_free_list(list);
        return tensors;
    }

    /// <summary>As <see cref="Receive"/>, for operations whose results all exist.</summary>
    internal static torch.Tensor[] ReceiveAll(nint list, long count) => Receive(list, count)!;
}
