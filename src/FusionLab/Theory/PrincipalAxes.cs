using System.Numerics;
using System.Runtime.InteropServices;

namespace FusionLab.Theory;

/// <summary>
/// The eigenvalues of a correlation matrix, and given rows in the coordinates of its eigenvectors. The eigenvectors themselves are
/// never formed, which saves most of the work: a thousand features take a fraction of a second.
/// </summary>
/// <remarks>
/// Householder's reduction to three diagonals, then QL steps with implicit shifts (Bowdler, Martin, Reinsch and Wilkinson, Numer.
/// Math. 11, 1968), both applied to the rows at once.
/// </remarks>
/// <param name="Variances">The eigenvalues, in no order; none below 0.</param>
/// <param name="Rows">The rows in these axes, <c>[R, D]</c> row-major.</param>
public sealed record PrincipalAxes(double[] Variances, double[] Rows)
{
    private const int MostIterations = 60;

    // What is this small beside the trace is rounding: data of few samples have many axes without any variance.
    private const double Rounding = 1e-17;

    /// <summary>Turns the coordinates.</summary>
    /// <param name="correlations">A symmetric positive semi-definite matrix, <c>[D, D]</c> row-major; it is overwritten.</param>
    /// <param name="rows">Rows in the coordinates of the matrix, <c>[R, D]</c> row-major.</param>
    public static PrincipalAxes Of(double[] correlations, double[] rows)
    {
        int d = (int)Math.Sqrt(correlations.Length), count = rows.Length / d;
        double[] turned = Transpose(rows, count, d); // one row a coordinate: rotations act on neighbouring memory
        double negligible = 0;
        for (int i = 0; i < d; i++)
            negligible += Rounding * correlations[(i * d) + i];
        var (diagonal, beside) = Tridiagonalize(correlations, turned, d, negligible);
        Diagonalize(diagonal, beside, turned, negligible);
        return new([.. diagonal.Select(value => Math.Max(0, value))], Transpose(turned, d, count));
    }

    private static (double[] Diagonal, double[] Beside) Tridiagonalize(double[] matrix, double[] turned, int d, double negligible)
    {
        int count = turned.Length / d;
        double[] diagonal = new double[d], beside = new double[d];
        double[] mirror = new double[d], image = new double[d], update = new double[d];
        for (int k = 0; k < d - 1; k++)
        {
            diagonal[k] = matrix[(k * d) + k];
            int size = d - k - 1;
            var column = matrix.AsSpan((k * d) + k + 1, size);
            double norm = Math.Sqrt(Dot(column, column));
            if (norm <= negligible)
                continue;
            beside[k] = column[0] > 0 ? -norm : norm;
            var v = mirror.AsSpan(0, size);
            column.CopyTo(v);
            v[0] -= beside[k];
            double square = Dot(v, v);

            // A ← H A H with H = I − 2vvᵀ/|v|² is a change of rank two: A − vwᵀ − wvᵀ.
            var p = image.AsSpan(0, size);
            for (int i = 0; i < size; i++)
                p[i] = 2 / square * Dot(matrix.AsSpan(((k + 1 + i) * d) + k + 1, size), v);
            var w = update.AsSpan(0, size);
            p.CopyTo(w);
            AddScaled(w, v, -Dot(p, v) / square);
            for (int i = 0; i < size; i++)
                AddScaledPair(matrix.AsSpan(((k + 1 + i) * d) + k + 1, size), w, -v[i], v, -w[i]);
            Reflect(turned.AsSpan((k + 1) * count), v, 2 / square, count);
        }
        diagonal[d - 1] = matrix[^1];
        return (diagonal, beside);
    }

    private static void Reflect(Span<double> turned, ReadOnlySpan<double> v, double scale, int count)
    {
        double[] along = new double[count];
        for (int i = 0; i < v.Length; i++)
            AddScaled(along, turned.Slice(i * count, count), scale * v[i]);
        for (int i = 0; i < v.Length; i++)
            AddScaled(turned.Slice(i * count, count), along, -v[i]);
    }

    private static void Diagonalize(double[] diagonal, double[] beside, double[] turned, double negligible)
    {
        int count = turned.Length / diagonal.Length;
        for (int first = 0; first < diagonal.Length; first++)
        {
            for (int iteration = 0; iteration < MostIterations; iteration++)
            {
                int last = first;
                while (last < diagonal.Length - 1 && Math.Abs(beside[last]) > Math.Max(negligible, 1e-16 * (Math.Abs(diagonal[last]) + Math.Abs(diagonal[last + 1]))))
                    last++;
                if (last == first)
                    break;
                Chase(diagonal, beside, turned, first, last, count);
            }
        }
    }

    // One QL step: a rotation with the shift's angle at the lower end, chased up to the upper one.
    private static void Chase(double[] diagonal, double[] beside, double[] turned, int first, int last, int count)
    {
        double half = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first]);
        double shift = diagonal[first] - (beside[first] / (half + Math.CopySign(double.Hypot(half, 1), half)));
        double carried = diagonal[last] - shift, sine = 1, cosine = 1, correction = 0;
        for (int i = last - 1; i >= first; i--)
        {
            double bulge = sine * beside[i], rest = cosine * beside[i];
            beside[i + 1] = double.Hypot(bulge, carried);
            if (beside[i + 1] == 0)
            {
                diagonal[i + 1] -= correction;
                beside[last] = 0;
                return;
            }
            (sine, cosine) = (bulge / beside[i + 1], carried / beside[i + 1]);
            double upper = diagonal[i + 1] - correction;
            double turn = ((diagonal[i] - upper) * sine) + (2 * cosine * rest);
            correction = sine * turn;
            diagonal[i + 1] = upper + correction;
            carried = (cosine * turn) - rest;
            Rotate(turned.AsSpan(i * count, count), turned.AsSpan((i + 1) * count, count), sine, cosine);
        }
        diagonal[first] -= correction;
        beside[first] = carried;
        beside[last] = 0;
    }

    private static void Rotate(Span<double> upper, Span<double> lower, double sine, double cosine)
    {
        for (int j = 0; j < upper.Length; j++)
            (upper[j], lower[j]) = ((cosine * upper[j]) - (sine * lower[j]), (sine * upper[j]) + (cosine * lower[j]));
    }

    private static double[] Transpose(double[] matrix, int rows, int columns)
    {
        double[] transposed = new double[matrix.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                transposed[(j * rows) + i] = matrix[(i * columns) + j];
        }
        return transposed;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var left = MemoryMarshal.Cast<double, Vector<double>>(a);
        var right = MemoryMarshal.Cast<double, Vector<double>>(b);
        var lanes = Vector<double>.Zero;
        for (int j = 0; j < left.Length; j++)
            lanes += left[j] * right[j];
        double sum = Vector.Sum(lanes);
        for (int j = left.Length * Vector<double>.Count; j < a.Length; j++)
            sum += a[j] * b[j];
        return sum;
    }

    private static void AddScaled(Span<double> into, ReadOnlySpan<double> row, double scale)
    {
        var target = MemoryMarshal.Cast<double, Vector<double>>(into);
        var source = MemoryMarshal.Cast<double, Vector<double>>(row);
        for (int j = 0; j < target.Length; j++)
            target[j] += scale * source[j];
        for (int j = target.Length * Vector<double>.Count; j < into.Length; j++)
            into[j] += scale * row[j];
    }

    private static void AddScaledPair(Span<double> into, ReadOnlySpan<double> a, double scaleA, ReadOnlySpan<double> b, double scaleB)
    {
        var target = MemoryMarshal.Cast<double, Vector<double>>(into);
        var left = MemoryMarshal.Cast<double, Vector<double>>(a);
        var right = MemoryMarshal.Cast<double, Vector<double>>(b);
        for (int j = 0; j < target.Length; j++)
            target[j] += (scaleA * left[j]) + (scaleB * right[j]);
        for (int j = target.Length * Vector<double>.Count; j < into.Length; j++)
            into[j] += (scaleA * a[j]) + (scaleB * b[j]);
    }
}
