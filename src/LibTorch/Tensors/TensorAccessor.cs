using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>Reads and writes the elements of a tensor on the CPU from C#, whatever its strides.</summary>
/// <typeparam name="T">The C# type of one element.</typeparam>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly bool _contiguous;
    private readonly unsafe T* _elements;
    private Tensor? _tensor;

    internal unsafe TensorAccessor(Tensor tensor)
    {
        _tensor = tensor;
        _shape = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        _elements = (T*)tensor.Pointer();
        Count = tensor.NumberOfElements;
    }

    /// <summary>The number of elements.</summary>
    public long Count { get; }

    /// <summary>One element, by its position in the flat tensor or by its position along each dimension.</summary>
    public unsafe T this[params long[] indices]
    {
        get
        {
            T value = _elements[Offset(indices)];
            GC.KeepAlive(_tensor);
            return value;
        }

        set
        {
            _elements[Offset(indices)] = value;
            GC.KeepAlive(_tensor);
        }
    }

    /// <summary>All elements, the last dimension fastest.</summary>
    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    /// <summary>Copies elements from <paramref name="tensorIndex"/> on, until one of the two ends.</summary>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <inheritdoc cref="CopyTo(T[], int, long)"/>
    public unsafe void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var destination = array[arrayIndex..];
        int count = (int)Math.Min(destination.Length, Count - tensorIndex);
        Valid();
        if (_contiguous)
        {
            new ReadOnlySpan<T>(_elements + tensorIndex, count).CopyTo(destination);
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                destination[i] = _elements[FlatOffset(tensorIndex + i)];
            }
        }

        GC.KeepAlive(_tensor);
    }

    /// <summary>Overwrites elements from <paramref name="tensorIndex"/> on, until one of the two ends.</summary>
    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    /// <inheritdoc cref="CopyFrom(T[], int, long)"/>
    public unsafe void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        int count = (int)Math.Min(source.Length, Count - tensorIndex);
        Valid();
        if (_contiguous)
        {
            source[..count].CopyTo(new Span<T>(_elements + tensorIndex, count));
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                _elements[FlatOffset(tensorIndex + i)] = source[i];
            }
        }

        GC.KeepAlive(_tensor);
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Lets go of the tensor, which lives on.</summary>
    public void Dispose() => _tensor = null;

    private long Offset(long[] indices)
    {
        Valid();
        if (indices.Length == 1)
        {
            return indices[0] >= 0 && indices[0] < Count ? FlatOffset(indices[0]) : throw new IndexOutOfRangeException();
        }

        long offset = 0;
        for (int i = 0; i < _shape.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= _shape[i])
            {
                throw new IndexOutOfRangeException($"{indices[i]} is outside dimension {i}, which has size {_shape[i]}.");
            }

            offset += indices[i] * _strides[i];
        }

        return offset;
    }

    private long FlatOffset(long index)
    {
        if (_contiguous)
        {
            return index;
        }

        long offset = 0;
        for (int i = _shape.Length - 1; i >= 0; i--)
        {
            (index, long position) = Math.DivRem(index, _shape[i]);
            offset += position * _strides[i];
        }

        return offset;
    }

    private void Valid() => ObjectDisposedException.ThrowIf(_tensor is null || _tensor.IsInvalid, this);
}
