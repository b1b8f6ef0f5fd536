namespace FusionLab.Linear;

/// <summary>Products of small row-major matrices without allocation.</summary>
internal static class RowMajor
{
    /// <summary><c>into = a b</c> for <c>a [m, k]</c>, <c>b [k, n]</c>.</summary>
    public static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int m, int k, int n, Span<double> into)
    {
        into[..(m * n)].Clear();
        for (int i = 0; i < m; i++)
        {
            var row = into.Slice(i * n, n);
            for (int p = 0; p < k; p++)
                AddScaled(row, b.Slice(p * n, n), a[(i * k) + p]);
        }
    }

    /// <summary><c>into += a bᵀ</c> for <c>a [m, k]</c>, <c>b [n, k]</c>.</summary>
    public static void AddMultiplyTransposed(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int m, int k, int n, Span<double> into)
    {
        for (int i = 0; i < m; i++)
        {
            var left = a.Slice(i * k, k);
            for (int j = 0; j < n; j++)
                into[(i * n) + j] += Dot(left, b.Slice(j * k, k));
        }
    }

    /// <summary><c>into = aᵀ b</c> for <c>a [k, m]</c>, <c>b [k, n]</c>.</summary>
    public static void TransposedMultiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int k, int m, int n, Span<double> into)
    {
        into[..(m * n)].Clear();
        for (int p = 0; p < k; p++)
        {
            for (int i = 0; i < m; i++)
                AddScaled(into.Slice(i * n, n), b.Slice(p * n, n), a[(p * m) + i]);
        }
    }

    /// <summary><c>into += scale row</c>.</summary>
    public static void AddScaled(Span<double> into, ReadOnlySpan<double> row, double scale)
    {
        for (int j = 0; j < into.Length; j++)
            into[j] += scale * row[j];
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int j = 0; j < a.Length; j++)
            sum += a[j] * b[j];
        return sum;
    }
}
