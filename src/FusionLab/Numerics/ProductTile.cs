using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FusionLab.Numerics;

/// <summary>The innermost part of <see cref="MatrixProduct"/>: strips of A and B, and the tile of C that two of them give.</summary>
internal static unsafe class ProductTile
{
    /// <summary>Rows of a tile and of a strip of A; columns of a tile and of a strip of B, two registers.</summary>
    public const int Rows = 12, Columns = 2 * Register;

    private const int Register = 16, Quarter = 4;

    /// <summary>Sums up the tile of a strip of A and a strip of B.</summary>
    /// <param name="a"><c>[depth, 12]</c>.</param>
    /// <param name="b"><c>[depth, 32]</c>.</param>
    /// <param name="depth">Products that each element of the tile sums up.</param>
    /// <param name="tile"><c>[12, 32]</c>, overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(float* a, float* b, int depth, float* tile)
    {
        Row r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        Row r6 = default, r7 = default, r8 = default, r9 = default, r10 = default, r11 = default;
        for (; depth > 0; depth--, a += Rows, b += Columns)
        {
            var (left, right) = (Vector512.Load(b), Vector512.Load(b + Register));
            r0 = r0.Add(a[0], left, right);
            r1 = r1.Add(a[1], left, right);
            r2 = r2.Add(a[2], left, right);
            r3 = r3.Add(a[3], left, right);
            r4 = r4.Add(a[4], left, right);
            r5 = r5.Add(a[5], left, right);
            r6 = r6.Add(a[6], left, right);
            r7 = r7.Add(a[7], left, right);
            r8 = r8.Add(a[8], left, right);
            r9 = r9.Add(a[9], left, right);
            r10 = r10.Add(a[10], left, right);
            r11 = r11.Add(a[11], left, right);
        }

        r0.Store(tile);
        r1.Store(tile + (1 * Columns));
        r2.Store(tile + (2 * Columns));
        r3.Store(tile + (3 * Columns));
        r4.Store(tile + (4 * Columns));
        r5.Store(tile + (5 * Columns));
        r6.Store(tile + (6 * Columns));
        r7.Store(tile + (7 * Columns));
        r8.Store(tile + (8 * Columns));
        r9.Store(tile + (9 * Columns));
        r10.Store(tile + (10 * Columns));
        r11.Store(tile + (11 * Columns));
    }

    /// <summary>Adds a tile to C.</summary>
    /// <param name="tile"><c>[12, 32]</c>.</param>
    /// <param name="c">Its place in C, smaller at the edges.</param>
    /// <param name="extras">What else is done to this place.</param>
    /// <param name="isFirst">Whether the tile is the first of its place: it is added to the bias, not to what stands there.</param>
    /// <param name="isLast">Whether it is the last, so that the mask applies.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(float* tile, Matrix c, Extras extras, bool isFirst, bool isLast)
    {
        bool isMasked = isLast && extras.HasMask, isWhole = c.Columns == Columns;
        float* edgeOfC = stackalloc float[Columns], edgeOfMask = stackalloc float[Columns];
        var slope = Vector512.Create(extras.Slope);
        for (int row = 0; row < c.Rows; row++, tile += Columns)
        {
            float* target = c.Start + (row * c.RowStride), mask = extras.Mask.Start + (row * extras.Mask.RowStride);
            float* sums = isWhole ? target : Copy(target, edgeOfC, c.Columns);
            float* signs = isWhole || !isMasked ? mask : Copy(mask, edgeOfMask, c.Columns);
            for (int i = 0; i < Columns; i += Register)
            {
                var sum = Vector512.Load(tile + i) + (isFirst ? Vector512.Create(extras.Bias(row)) : Vector512.Load(sums + i));
                sum = isMasked ? Select(Vector512.Load(signs + i), sum, sum * slope) : sum;
                sum.Store(sums + i);
            }

            if (!isWhole)
            {
                Copy(edgeOfC, target, c.Columns);
            }
        }
    }

    /// <summary>Copies lanes (rows of A, or columns of B) to a strip, filled up with zeros.</summary>
    /// <param name="source"><c>[lanes, depth]</c>.</param>
    /// <param name="width">Lanes of the strip, a multiple of 4.</param>
    /// <param name="strip"><c>[depth, width]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(Matrix source, int width, float* strip)
    {
        bool isSideBySide = source.RowStride == 1 && source.Rows == width;
        for (int step = 0; isSideBySide && step < source.Columns; step++)
        {
            float* from = source.Start + (step * source.ColumnStride), to = strip + (step * width);
            for (int lane = 0; lane < width; lane += Quarter)
            {
                Vector128.Load(from + lane).Store(to + lane);
            }
        }

        for (int lane = 0; !isSideBySide && lane < width; lane += Quarter)
        {
            var four = source.Part(lane, 0, Math.Clamp(source.Rows - lane, 0, Quarter), source.Columns);
            for (int step = Transpose(four, width, strip + lane); step < four.Columns; step++)
            {
                for (int i = 0; i < Quarter; i++)
                {
                    strip[(step * width) + lane + i] =
                        i < four.Rows ? four.Start[(i * four.RowStride) + (step * four.ColumnStride)] : 0;
                }
            }
        }
    }

    /// <summary>Applies the activation to a strip of B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Activate(float* strip, int depth, float slope)
    {
        var slopes = Vector512.Create(slope);
        for (float* end = strip + (depth * Columns); strip < end; strip += Register)
        {
            var values = Vector512.Load(strip);
            Select(values, values, values * slopes).Store(strip);
        }
    }

    /// <summary>Copies four lanes, of which each lies in memory without gaps, four steps at a time.</summary>
    /// <returns>The steps done, a multiple of 4; 0 for other lanes.</returns>
    private static int Transpose(Matrix four, int width, float* strip)
    {
        int steps = four is { Rows: Quarter, ColumnStride: 1 } ? four.Columns / Quarter * Quarter : 0;
        float* lane0 = four.Start, lane1 = lane0 + four.RowStride, lane2 = lane1 + four.RowStride, lane3 = lane2 + four.RowStride;
        for (int step = 0; step < steps; step += Quarter, strip += Quarter * width)
        {
            var (a, b) = (Vector128.Load(lane0 + step), Vector128.Load(lane1 + step));
            var (c, d) = (Vector128.Load(lane2 + step), Vector128.Load(lane3 + step));
            var (lowAB, lowCD) = (Sse.UnpackLow(a, b), Sse.UnpackLow(c, d));           // a0 b0 a1 b1, c0 d0 c1 d1
            var (highAB, highCD) = (Sse.UnpackHigh(a, b), Sse.UnpackHigh(c, d));       // a2 b2 a3 b3, c2 d2 c3 d3
            Sse.MoveLowToHigh(lowAB, lowCD).Store(strip);
            Sse.MoveHighToLow(lowCD, lowAB).Store(strip + width);
            Sse.MoveLowToHigh(highAB, highCD).Store(strip + (2 * width));
            Sse.MoveHighToLow(highCD, highAB).Store(strip + (3 * width));
        }

        return steps;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Select(Vector512<float> signs, Vector512<float> above, Vector512<float> below) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(signs, Vector512<float>.Zero), above, below);

    private static float* Copy(float* from, float* to, int count)
    {
        new Span<float>(from, count).CopyTo(new Span<float>(to, count));
        return to;
    }

    /// <summary>A row of a tile, in two registers.</summary>
    private readonly struct Row(Vector512<float> left, Vector512<float> right)
    {
        private readonly Vector512<float> _left = left, _right = right;

        /// <summary>The row, plus a number of A times a row of a strip of B.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Row Add(float a, Vector512<float> left, Vector512<float> right)
        {
            var factor = Vector512.Create(a);
            return new(Avx512F.FusedMultiplyAdd(factor, left, _left), Avx512F.FusedMultiplyAdd(factor, right, _right));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(float* target)
        {
            _left.Store(target);
            _right.Store(target + Register);
        }
    }
}
