using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;

namespace FusionLab.Data.Moments;

/// <summary>
/// The sums over samples of all products of two pixels, exact whole numbers: <c>G = Σ_n p_n p_nᵀ</c> with bytes <c>p_n</c>.
/// </summary>
/// <remarks>
/// 256 samples at a time are summed as floats, which is exact (256 · 255² is below 2²⁴), then as doubles. Pixels are packed in
/// panels of <see cref="Panel"/>, so that a product of two panels stays in registers and in the first-level cache.
/// </remarks>
internal static class PixelGram
{
    private const int Block = 256;
    private const int Panel = 16;
    private const int Rows = 4; // of a panel at a time: 4 x 16 sums fit the registers

    /// <summary>Sums over all samples, on all cores.</summary>
    /// <param name="images"><c>[N, D]</c> bytes.</param>
    /// <param name="samples">N.</param>
    /// <returns><c>[D, D]</c>, row-major.</returns>
    public static double[] Of(ReadOnlyMemory<byte> images, int samples)
    {
        int pixels = images.Length / samples, panels = (pixels + Panel - 1) / Panel;
        double[] total = new double[pixels * pixels];
        int share = (samples + Environment.ProcessorCount - 1) / Environment.ProcessorCount;
        Parallel.ForEach(Partitioner.Create(0, samples, share), range =>
        {
            double[] sum = new double[panels * Panel * panels * Panel];
            float[] packed = new float[panels * Panel * Block];
            for (int first = range.Item1; first < range.Item2; first += Block)
            {
                Pack(images.Span, pixels, first, Math.Min(Block, range.Item2 - first), packed);
                for (int upper = 0; upper < panels; upper++)
                {
                    for (int right = upper; right < panels; right++)
                        AddProducts(packed, upper, right, sum, panels * Panel);
                }
            }

            lock (total)
            {
                AddBothTriangles(sum, panels * Panel, total, pixels);
            }
        });
        return total;
    }

    /// <summary>Panel after panel, sample after sample: <c>[panels, Block, Panel]</c>; what is missing of a block is 0.</summary>
    private static void Pack(ReadOnlySpan<byte> images, int pixels, int first, int count, float[] packed)
    {
        Array.Clear(packed);
        for (int n = 0; n < count; n++)
        {
            var image = images.Slice((first + n) * pixels, pixels);
            for (int start = 0; start < pixels; start += Panel)
            {
                var part = image.Slice(start, Math.Min(Panel, pixels - start));
                var target = packed.AsSpan((start * Block) + (n * Panel), Panel);
                for (int i = 0; i < part.Length; i++)
                {
                    target[i] = part[i];
                }
            }
        }
    }

    private static void AddProducts(float[] packed, int upper, int right, double[] sum, int stride)
    {
        var rows = packed.AsSpan(upper * Panel * Block, Panel * Block);
        var columns = MemoryMarshal.Cast<float, Vector<float>>(packed.AsSpan(right * Panel * Block, Panel * Block));
        Span<float> products = stackalloc float[Rows * Panel];
        int pieces = Panel / Vector<float>.Count;
        for (int row = 0; row < Panel; row += Rows)
        {
            for (int piece = 0; piece < pieces; piece += 2)
            {
                bool isPair = piece + 1 < pieces;
                Multiply(rows[row..], columns[piece..], pieces, isPair ? 1 : 0, products);
                int width = (isPair ? 2 : 1) * Vector<float>.Count;
                for (int i = 0; i < Rows; i++)
                {
                    int at = (((upper * Panel) + row + i) * stride) + (right * Panel) + (piece * Vector<float>.Count);
                    for (int j = 0; j < width; j++)
                    {
                        sum[at + j] += products[(i * Panel) + j];
                    }
                }
            }
        }
    }

    /// <summary>Four rows by two vectors of columns, over the samples of a block.</summary>
    private static void Multiply(ReadOnlySpan<float> rows, ReadOnlySpan<Vector<float>> columns, int stride, int second, Span<float> products)
    {
        Vector<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (int n = 0; n < Block; n++)
        {
            var (left, right) = (columns[n * stride], columns[(n * stride) + second]);
            var row = rows.Slice(n * Panel, Rows);
            (a0, a1) = (Vector.FusedMultiplyAdd(new Vector<float>(row[0]), left, a0), Vector.FusedMultiplyAdd(new Vector<float>(row[0]), right, a1));
            (b0, b1) = (Vector.FusedMultiplyAdd(new Vector<float>(row[1]), left, b0), Vector.FusedMultiplyAdd(new Vector<float>(row[1]), right, b1));
            (c0, c1) = (Vector.FusedMultiplyAdd(new Vector<float>(row[2]), left, c0), Vector.FusedMultiplyAdd(new Vector<float>(row[2]), right, c1));
            (d0, d1) = (Vector.FusedMultiplyAdd(new Vector<float>(row[3]), left, d0), Vector.FusedMultiplyAdd(new Vector<float>(row[3]), right, d1));
        }

        Store(products, 0, a0, a1, second);
        Store(products, 1, b0, b1, second);
        Store(products, 2, c0, c1, second);
        Store(products, 3, d0, d1, second);
    }

    private static void Store(Span<float> products, int row, Vector<float> left, Vector<float> right, int second)
    {
        left.CopyTo(products[(row * Panel)..]);
        if (second > 0)
        {
            right.CopyTo(products[((row * Panel) + Vector<float>.Count)..]);
        }
    }

    private static void AddBothTriangles(double[] upper, int stride, double[] total, int pixels)
    {
        for (int i = 0; i < pixels; i++)
        {
            for (int j = i; j < pixels; j++)
            {
                double value = upper[(i * stride) + j];
                total[(i * pixels) + j] += value;
                if (i != j)
                {
                    total[(j * pixels) + i] += value;
                }
            }
        }
    }
}
