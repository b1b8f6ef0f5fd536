// How a matrix product comes near a processor's limit
//
// C = A·B takes m·n·k multiply-adds, but reads only m·k + k·n numbers. A core can do 32 multiply-adds in a cycle (two units, registers of
// 16 numbers), while a number takes a dozen cycles from the second-level cache and hundreds from memory. Three plain loops therefore wait
// nearly all the time. What follows uses each number many times while it is near:
//
//                          k × n: B in strips of 32 columns
//                            ┌────┬────┬────┐
//                            │    │    │    │
//      m × k: A in strips    └────┴────┴────┘
//      of 12 rows            ┌────┬────┬────┐
//        ┌────────┐          │tile│    │    │
//        ├────────┤          ├────┼────┼────┤   m × n: C in tiles of 12 × 32
//        └────────┘          └────┴────┴────┘
//
// - Registers hold one tile of C. A step along k multiplies 12 numbers of A by 32 numbers of B: 384 multiply-adds for 44 numbers read.
//   The tile takes 24 of the 32 registers, and 24 sums that do not wait for each other keep both units busy (ProductTile).
// - The first-level cache holds the part of a strip of B that is in use: 32 columns, at most 256 steps along k, 32 KB. One tile after the
//   other of the same columns reads it, each with its own strip of A.
// - The second-level cache holds what a block of 5 × 8 tiles reads and writes. Blocks are also what threads share out.
// - Strips are copies ("packed"), in the order in which tiles read them: memory is then read forward, whatever the strides of A and B
//   are, so that a transpose costs nothing more. Strips at the edge are filled up with zeros, and tiles know no edge.
//
// Each element of C is summed in one order, which depends on k alone: threads, other rows and other columns change no bit of it.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace FusionLab.Numerics;

/// <summary>Products of matrices of 32-bit numbers on processors with AVX-512; one at a time.</summary>
/// <param name="threads">Threads that a product may use.</param>
/// <param name="takesAll">Whether it <see cref="Takes"/> products of every size.</param>
internal sealed unsafe class MatrixProduct(int threads, bool takesAll)
{
    /// <summary>Rows, columns and depth at least, and multiply-adds, where starting threads and packing weigh little.</summary>
    private const long LeastSide = 64, LeastSize = 1 << 26;

    /// <summary>Steps along k that a tile sums up in registers at most: k is divided into parts that differ by one.</summary>
    private const int MostDepth = 256;

    /// <summary>A block of C, in tiles.</summary>
    private const int BlockRows = 5, BlockColumns = 8;

    /// <summary>Rows of A, columns of B and parts of k that are packed at a time: they bound the memory, and change no result.</summary>
    private const int MostRows = 4096, MostColumns = 4096, MostParts = 4;

    /// <summary>The strips of A and B, kept from product to product; pinned, because pointers lead into it.</summary>
    private float[] _packed = [];

    /// <summary>Whether this processor has the instructions.</summary>
    public static bool IsSupported => Avx512F.IsSupported;

    /// <summary>Whether large products are faster here than torch's.</summary>
    public static bool IsFaster { get; } = IsSupported && IsFasterOn(ReadVendor(), X86Base.CpuId(1, 0).Eax);

    /// <summary>
    /// Whether large products are faster than torch's on a processor: AMD's from Zen 5 on. torch's library takes its AVX2 path on all of
    /// AMD's, which is half of what Zen 5 can do; Zen 4 carries out AVX-512 in two halves and gains nothing.
    /// </summary>
    /// <param name="vendor">The processor's vendor, as it gives it.</param>
    /// <param name="signature">Its signature, register EAX of CPUID's leaf 1.</param>
    internal static bool IsFasterOn(string vendor, int signature)
    {
        int family = (signature >> 8) & 0xf;
        family += family == 0xf ? (signature >> 20) & 0xff : 0;
        return vendor == "AuthenticAMD" && family >= 0x1a;
    }

    /// <summary>Whether a product of <c>[m, k]</c> and <c>[k, n]</c>, and its two derivatives, are for this to compute.</summary>
    public bool Takes(long m, long k, long n) =>
        takesAll || (Math.Min(m, Math.Min(k, n)) >= LeastSide && m * k * n >= LeastSize);

    /// <summary>Computes <c>C = A·f(B) + b</c>, where <c>f(x)</c> is x above 0 and <c>slope</c>·x below.</summary>
    /// <param name="a"><c>[m, k]</c>, of any strides.</param>
    /// <param name="b"><c>[k, n]</c>, of any strides.</param>
    /// <param name="slope">The slope of f below 0; 1 leaves B as it is.</param>
    /// <param name="bias">b, a number for each row of C; null adds nothing.</param>
    /// <param name="c"><c>[m, n]</c>, whose rows lie in memory without gaps; it overlaps neither A nor B.</param>
    public void MultiplyActivated(Matrix a, Matrix b, float slope, float* bias, Matrix c) => Run(a, b, c, new(bias, slope, default));

    /// <summary>Computes <c>C = (A·B) ⊙ f'(Z)</c>, where <c>f'(z)</c> is 1 above 0 and <c>slope</c> elsewhere.</summary>
    /// <param name="a"><c>[m, k]</c>, of any strides.</param>
    /// <param name="b"><c>[k, n]</c>, of any strides.</param>
    /// <param name="z"><c>[m, n]</c>, whose rows lie in memory without gaps.</param>
    /// <param name="slope">The derivative of f below 0.</param>
    /// <param name="c"><c>[m, n]</c>, as Z; it overlaps neither A nor B.</param>
    public void MultiplyMasked(Matrix a, Matrix b, Matrix z, float slope, Matrix c) => Run(a, b, c, new(null, slope, z));

    private void Run(Matrix a, Matrix b, Matrix c, Extras extras)
    {
        int parts = Math.Max(1, Divide(a.Columns, MostDepth)); // also of k = 0, so that C is written
        for (int row = 0; row < c.Rows; row += MostRows)
        {
            for (int column = 0; column < c.Columns; column += MostColumns)
            {
                int rows = Math.Min(MostRows, c.Rows - row), columns = Math.Min(MostColumns, c.Columns - column);
                var (rowsOfA, columnsOfB) = (a.Part(row, 0, rows, a.Columns), b.Part(0, column, b.Rows, columns));
                var (placeInC, placeOfExtras) = (c.Part(row, column, rows, columns), extras.Part(row, column, rows, columns));
                for (int first = 0; first < parts; first += MostParts)
                {
                    AddParts(rowsOfA, columnsOfB, placeInC, placeOfExtras, first, Math.Min(parts, first + MostParts), parts);
                }
            }
        }
    }

    /// <summary>Packs some of the parts that k is divided into, and adds their products to C.</summary>
    private void AddParts(Matrix a, Matrix b, Matrix c, Extras extras, int first, int last, int parts)
    {
        int rowTiles = Divide(c.Rows, ProductTile.Rows), columnTiles = Divide(c.Columns, ProductTile.Columns);
        int start = Step(first), depth = Step(last) - start;
        float* stripsOfB = Reserve(depth * ((columnTiles * ProductTile.Columns) + (rowTiles * ProductTile.Rows)));
        float* stripsOfA = stripsOfB + (depth * columnTiles * ProductTile.Columns);
        Share(columnTiles + rowTiles, Pack);
        int blocksDown = Divide(rowTiles, BlockRows), blocksAcross = Divide(columnTiles, BlockColumns);
        Share(blocksDown * blocksAcross, MultiplyBlock);

        int Step(int part) => (int)((long)a.Columns * part / parts);
        float* StripOfA(int tile, int step) => stripsOfA + (ProductTile.Rows * ((tile * depth) + step - start));
        float* StripOfB(int tile, int step) => stripsOfB + (ProductTile.Columns * ((tile * depth) + step - start));

        void Pack(int strip)
        {
            if (strip >= columnTiles)
            {
                int row = (strip - columnTiles) * ProductTile.Rows, rows = Math.Min(ProductTile.Rows, a.Rows - row);
                ProductTile.Pack(a.Part(row, start, rows, depth), ProductTile.Rows, StripOfA(strip - columnTiles, start));
                return;
            }

            int column = strip * ProductTile.Columns, columns = Math.Min(ProductTile.Columns, b.Columns - column);
            ProductTile.Pack(b.Part(start, column, depth, columns).Transposed, ProductTile.Columns, StripOfB(strip, start));
            if (extras.ActivatesB)
            {
                ProductTile.Activate(StripOfB(strip, start), depth, extras.Slope);
            }
        }

        void MultiplyBlock(int block)
        {
            float* sums = stackalloc float[ProductTile.Rows * ProductTile.Columns];
            var (down, across) = Math.DivRem(block, blocksAcross);
            for (int part = first; part < last; part++)
            {
                int step = Step(part), steps = Step(part + 1) - step;
                for (int j = across * columnTiles / blocksAcross; j < (across + 1) * columnTiles / blocksAcross; j++)
                {
                    int column = j * ProductTile.Columns, columns = Math.Min(ProductTile.Columns, c.Columns - column);
                    for (int i = down * rowTiles / blocksDown; i < (down + 1) * rowTiles / blocksDown; i++)
                    {
                        int row = i * ProductTile.Rows, rows = Math.Min(ProductTile.Rows, c.Rows - row);
                        ProductTile.Multiply(StripOfA(i, step), StripOfB(j, step), steps, sums);
                        ProductTile.Write(
                            sums, c.Part(row, column, rows, columns), extras.Part(row, column, rows, columns), part == 0, part == parts - 1);
                    }
                }
            }
        }
    }

    /// <summary>Carries out numbered tasks that do not depend on each other.</summary>
    private void Share(int tasks, Action<int> run) =>
        Parallel.For(0, tasks, new ParallelOptions { MaxDegreeOfParallelism = threads }, run);

    /// <summary>Memory for strips, from the start of a cache line on.</summary>
    private float* Reserve(int size)
    {
        const int line = 64;
        if (_packed.Length < size + (line / sizeof(float)))
        {
            _packed = GC.AllocateUninitializedArray<float>(size + (line / sizeof(float)), pinned: true);
        }

        return (float*)(((nuint)Unsafe.AsPointer(ref _packed[0]) + line - 1) / line * line);
    }

    private static int Divide(int count, int size) => (count + size - 1) / size;

    private static string ReadVendor()
    {
        var (_, first, third, second) = X86Base.CpuId(0, 0);
        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes<int>([first, second, third]));
    }
}

/// <summary>A matrix in memory, with any strides, counted in numbers.</summary>
internal readonly unsafe struct Matrix(float* start, int rows, int columns, long rowStride, long columnStride)
{
    public readonly float* Start = start;
    public readonly int Rows = rows, Columns = columns;
    public readonly long RowStride = rowStride, ColumnStride = columnStride;

    public Matrix Transposed => new(Start, Columns, Rows, ColumnStride, RowStride);

    public Matrix Part(int row, int column, int rows, int columns) =>
        new(Start + (row * RowStride) + (column * ColumnStride), rows, columns, RowStride, ColumnStride);
}

/// <summary>What a product does besides, in the same pass over memory.</summary>
/// <param name="bias">What is added to each row of C; null: nothing.</param>
/// <param name="slope">The slope of the activation below 0.</param>
/// <param name="mask">Where it is 0 or less, C is multiplied by the slope; without a mask the activation applies to B.</param>
internal readonly unsafe struct Extras(float* bias, float slope, Matrix mask)
{
    public readonly float Slope = slope;
    public readonly Matrix Mask = mask;
    private readonly float* _bias = bias;

    public bool HasMask => Mask.Start is not null && Slope != 1;

    public bool ActivatesB => Mask.Start is null && Slope != 1;

    public float Bias(int row) => _bias is null ? 0 : _bias[row];

    public Extras Part(int row, int column, int rows, int columns) =>
        new(_bias is null ? null : _bias + row, Slope, Mask.Start is null ? Mask : Mask.Part(row, column, rows, columns));
}
