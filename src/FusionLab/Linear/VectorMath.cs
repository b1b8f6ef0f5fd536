using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FusionLab.Linear;

/// <summary>The few operations on vectors of doubles that the simulations need, with SIMD.</summary>
internal static class VectorMath
{
    /// <summary>target += factor · source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        ref double to = ref MemoryMarshal.GetReference(target);
        ref double from = ref MemoryMarshal.GetReference(source[..target.Length]);
        var spread = new Vector<double>(factor);
        int i = 0;
        for (; i <= target.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (Vector.LoadUnsafe(ref to, (nuint)i) + (spread * Vector.LoadUnsafe(ref from, (nuint)i))).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < target.Length; i++)
        {
            target[i] += factor * source[i];
        }
    }

    /// <summary>The inner product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ref double one = ref MemoryMarshal.GetReference(left);
        ref double other = ref MemoryMarshal.GetReference(right[..left.Length]);
        var lanes = Vector<double>.Zero;
        int i = 0;
        for (; i <= left.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            lanes += Vector.LoadUnsafe(ref one, (nuint)i) * Vector.LoadUnsafe(ref other, (nuint)i);
        }

        double sum = Vector.Sum(lanes);
        for (; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    /// <summary>The Euclidean norm.</summary>
    public static double Norm(ReadOnlySpan<double> vector) => Math.Sqrt(Dot(vector, vector));

    /// <summary>The Euclidean distance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Distance(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += (left[i] - right[i]) * (left[i] - right[i]);
        }

        return Math.Sqrt(sum);
    }

    /// <summary>vector *= factor.</summary>
    public static void Scale(Span<double> vector, double factor)
    {
        foreach (ref double value in vector)
        {
            value *= factor;
        }
    }

    /// <summary>matrix · vector for a row-major matrix.</summary>
    public static double[] Multiply(ReadOnlySpan<double> matrix, ReadOnlySpan<double> vector)
    {
        var product = new double[matrix.Length / vector.Length];
        for (int i = 0; i < product.Length; i++)
        {
            product[i] = Dot(matrix.Slice(i * vector.Length, vector.Length), vector);
        }

        return product;
    }

    /// <summary>matrixᵀ · vector for a row-major matrix.</summary>
    public static double[] MultiplyTransposed(ReadOnlySpan<double> matrix, ReadOnlySpan<double> vector)
    {
        int columns = matrix.Length / vector.Length;
        var product = new double[columns];
        for (int i = 0; i < vector.Length; i++)
        {
            AddScaled(product, vector[i], matrix.Slice(i * columns, columns));
        }

        return product;
    }
}
