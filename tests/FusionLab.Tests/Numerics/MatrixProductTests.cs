using FusionLab.Numerics;

namespace FusionLab.Tests.Numerics;

/// <summary>Products beside the same sums in double precision.</summary>
public unsafe class MatrixProductTests
{
    /// <summary>How a matrix lies in memory.</summary>
    public enum Layout
    {
        Rows,
        Transposed,
        WithGaps,
    }

    public static TheoryData<Layout, Layout> Layouts
    {
        get
        {
            var pairs = new TheoryData<Layout, Layout>();
            foreach (var a in Enum.GetValues<Layout>())
            {
                foreach (var b in Enum.GetValues<Layout>())
                {
                    pairs.Add(a, b);
                }
            }

            return pairs;
        }
    }

    /// <summary>From no row, column or step to two tiles and one more.</summary>
    [NeedsTheory(Need.Avx512)]
    [MemberData(nameof(Layouts))]
    public void Every_remainder_of_rows_columns_and_steps_is_right(Layout a, Layout b)
    {
        for (int m = 0; m <= (2 * ProductTile.Rows) + 1; m++)
        {
            for (int n = 0; n <= (2 * ProductTile.Columns) + 1; n++)
            {
                foreach (int k in (int[])[0, 1, 2, 3, 4, 5, 7])
                {
                    Check(m, k, n, a, b);
                }
            }
        }
    }

    /// <summary>Around the ends of the parts of k, and of what is packed at a time.</summary>
    [NeedsTheory(Need.Avx512)]
    [MemberData(nameof(Layouts))]
    public void Every_length_of_the_sums_is_right(Layout a, Layout b)
    {
        foreach (int k in (int[])[63, 127, 255, 256, 257, 511, 512, 513, 784, 1000, 1023, 1024, 1025, 2049, 5000])
        {
            Check(13, k, 35, a, b);
        }
    }

    [NeedsTheory(Need.Avx512)]
    [InlineData(4099, 5, 3)]
    [InlineData(3, 5, 4131)]
    [InlineData(250, 300, 330)]
    public void Many_rows_and_columns_are_right(int m, int k, int n) => Check(m, k, n, Layout.Rows, Layout.Transposed);

    [NeedsTheory(Need.Avx512)]
    [InlineData(0f)]
    [InlineData(0.1f)]
    [InlineData(2f)]
    public void The_activation_and_the_mask_are_applied_where_their_values_are_not_positive(float slope)
    {
        foreach (var (m, k, n) in ((int, int, int)[])[(12, 40, 32), (25, 40, 70), (30, 600, 33), (1, 1, 1)])
        {
            Check(m, k, n, Layout.Rows, Layout.Transposed, slope);
            CheckMasked(m, k, n, slope);
        }
    }

    /// <summary>What is no number must show in the loss, or a replica that diverged would be trained on.</summary>
    [NeedsFact(Need.Avx512)]
    public void What_is_no_number_stays_so_behind_an_activation()
    {
        var b = new Operand(2, 3, Layout.Rows, seed: 1);
        b.Values[4] = float.NaN; // row 1, column 1
        var (a, c) = (new Operand(4, 2, Layout.Rows, seed: 2), new Operand(4, 3, Layout.Rows, seed: 3));
        new MatrixProduct(1, takesAll: true).MultiplyActivated(a.Matrix, b.Matrix, 0, null, c.Matrix);

        Assert.All(c.Values.Index(), element => Assert.Equal(element.Index % 3 == 1, float.IsNaN(element.Item)));
    }

    [NeedsFact(Need.Avx512)]
    public void Neither_threads_nor_other_rows_and_columns_change_a_bit()
    {
        var (a, b) = (new Operand(150, 700, Layout.Rows, seed: 1), new Operand(700, 300, Layout.Transposed, seed: 2));
        float[] expected = Multiply(threads: 1, a.Matrix, b.Matrix);
        foreach (int threads in (int[])[2, 3, 7])
        {
            Assert.Equal(expected, Multiply(threads, a.Matrix, b.Matrix));
        }

        float[] part = Multiply(threads: 2, a.Matrix.Part(50, 0, 29, 700), b.Matrix.Part(0, 100, 700, 65));
        Assert.All(part.Index(), element => Assert.Equal(expected[((50 + (element.Index / 65)) * 300) + 100 + (element.Index % 65)], element.Item));

        static float[] Multiply(int threads, Matrix a, Matrix b)
        {
            var c = new Operand(a.Rows, b.Columns, Layout.Rows, seed: 3);
            new MatrixProduct(threads, takesAll: true).MultiplyActivated(a, b, 1, null, c.Matrix);
            return c.Values;
        }
    }

    [NeedsFact(Need.Avx512)]
    public void The_memory_of_one_product_serves_the_next()
    {
        var product = new MatrixProduct(2, takesAll: true);
        var (a, b, c) = (new Operand(200, 300, Layout.Rows, 1), new Operand(300, 400, Layout.Rows, 2), new Operand(200, 400, Layout.Rows, 3));
        product.MultiplyActivated(a.Matrix, b.Matrix, 1, null, c.Matrix);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            product.MultiplyActivated(a.Matrix, b.Matrix, 1, null, c.Matrix);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300 * 400 * sizeof(float)); // less than one copy of B
    }

    [Theory]
    [InlineData("AuthenticAMD", 0x00B00F21, true)]   // Zen 5
    [InlineData("AuthenticAMD", 0x00A10F11, false)]  // Zen 4
    [InlineData("AuthenticAMD", 0x00800F12, false)]  // Zen
    [InlineData("AuthenticAMD", 0x00000F4A, false)]  // family 15, before extended families
    [InlineData("GenuineIntel", 0x000806F8, false)]
    [InlineData("GenuineIntel", 0x00B00F21, false)]
    public void The_processors_that_are_faster_are_of_AMD_from_Zen_5_on(string vendor, int signature, bool isFaster) =>
        Assert.Equal(isFaster, MatrixProduct.IsFasterOn(vendor, signature));

    [Theory]
    [InlineData(500, 784, 1000, true)]
    [InlineData(10, 500, 1000, false)]
    [InlineData(100, 100, 1000, false)]
    [InlineData(500, 500, 63, false)]
    public void Small_products_are_left_to_torch_unless_all_are_asked_for(int m, int k, int n, bool isLarge)
    {
        Assert.Equal(isLarge, new MatrixProduct(1, takesAll: false).Takes(m, k, n));
        Assert.True(new MatrixProduct(1, takesAll: true).Takes(m, k, n));
    }

    /// <summary>A·f(B) + b, into rows that do not touch each other.</summary>
    private static void Check(int m, int k, int n, Layout layoutOfA, Layout layoutOfB, float slope = 1)
    {
        var (a, b) = (new Operand(m, k, layoutOfA, seed: 1), new Operand(k, n, layoutOfB, seed: 2));
        float[] bias = Operand.Draw(m, seed: 3), c = GC.AllocateArray<float>(m * (n + 3), pinned: true);
        fixed (float* biases = bias, target = c)
        {
            new MatrixProduct(2, takesAll: true).MultiplyActivated(a.Matrix, b.Matrix, slope, biases, new Matrix(target, m, n, n + 3, 1));
        }

        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                var (sum, size) = ((double)bias[i], Math.Abs((double)bias[i]));
                for (int p = 0; p < k; p++)
                {
                    double x = b[p, j], product = a[i, p] * (x > 0 ? x : slope * x);
                    (sum, size) = (sum + product, size + Math.Abs(product));
                }

                AssertNear(sum, size, k, c[(i * (n + 3)) + j], $"{m}x{k}x{n} [{i}, {j}]");
            }

            Assert.Equal([0, 0, 0], c[((i * (n + 3)) + n)..((i + 1) * (n + 3))]);
        }
    }

    /// <summary>(Aᵀ·B) ⊙ f'(Z).</summary>
    private static void CheckMasked(int m, int k, int n, float slope)
    {
        var (a, b) = (new Operand(m, k, Layout.Transposed, seed: 1), new Operand(k, n, Layout.Rows, seed: 2));
        var (z, c) = (new Operand(m, n, Layout.Rows, seed: 3), new Operand(m, n, Layout.Rows, seed: 4));
        z.Values[0] = 0;
        new MatrixProduct(2, takesAll: true).MultiplyMasked(a.Matrix, b.Matrix, z.Matrix, slope, c.Matrix);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double[] products = [.. Enumerable.Range(0, k).Select(p => (double)a[i, p] * b[p, j] * (z[i, j] > 0 ? 1 : slope))];
                AssertNear(products.Sum(), products.Sum(Math.Abs), k, c[i, j], $"masked {m}x{k}x{n} [{i}, {j}]");
            }
        }
    }

    /// <summary>Every multiplication and addition of 32-bit numbers rounds by at most 2⁻²⁴ of what it gives, and there are k + 3.</summary>
    private static void AssertNear(double expected, double size, int k, float actual, string where) =>
        Assert.True(Math.Abs(expected - actual) <= (k + 3) * size / (1 << 24), $"{where}: {actual} is not {expected}");

    /// <summary>A matrix of numbers between −1 and 1, in memory that stays where it is.</summary>
    private sealed class Operand
    {
        public Operand(int rows, int columns, Layout layout, int seed)
        {
            var (rowStride, columnStride) = layout switch
            {
                Layout.Rows => (columns, 1),
                Layout.Transposed => (1, rows),
                _ => ((2 * columns) + 3, 2),
            };
            Values = Draw(Math.Max(1, layout == Layout.WithGaps ? rows * rowStride : rows * columns), seed);
            fixed (float* start = Values)
            {
                Matrix = new(start, rows, columns, rowStride, columnStride);
            }
        }

        public float[] Values { get; }

        public Matrix Matrix { get; }

        public float this[int row, int column] => Values[(row * Matrix.RowStride) + (column * Matrix.ColumnStride)];

        public static float[] Draw(int count, int seed)
        {
            float[] values = GC.AllocateArray<float>(count, pinned: true);
            var random = new Random(seed);
            for (int i = 0; i < count; i++)
            {
                values[i] = (random.NextSingle() * 2) - 1;
            }

            return values;
        }
    }
}
