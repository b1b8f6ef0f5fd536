using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>Copies 32-bit numbers between tensors of the CPU and arrays.</summary>
internal static class FloatBuffer
{
    /// <summary>A tensor with the values of an array.</summary>
    public static Tensor ToTensor(float[] values, long[] shape)
    {
        var tensor = empty(shape);
        MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(tensor.bytes);
        return tensor;
    }

    /// <summary>Copies a tensor's values into an array, a new one when the size differs.</summary>
    public static void Copy(Tensor values, ref float[] array)
    {
        Resize(ref array, (int)values.numel());
        values.detach().contiguous().bytes.CopyTo(MemoryMarshal.AsBytes(array.AsSpan()));
    }

    /// <summary>Makes an array of another size anew.</summary>
    public static void Resize<T>(ref T[] array, int length)
    {
        if (array.Length != length)
        {
            array = new T[length];
        }
    }
}
