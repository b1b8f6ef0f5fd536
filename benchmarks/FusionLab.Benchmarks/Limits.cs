using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace FusionLab.Benchmarks;

/// <summary>What the processor can do at best, on all of its cores.</summary>
/// <param name="Threads">The threads.</param>
/// <param name="VectorBits">The width of the multiply-adds.</param>
/// <param name="MultiplyAdds">GFLOP/s of multiply-adds in registers, in 32 bits; one counts as two operations.</param>
/// <param name="Copy">GB/s of memory that is copied: what is read plus what is written.</param>
/// <param name="Products">GFLOP/s of libtorch's product of two large matrices in 32 bits.</param>
/// <param name="HalfProducts">The same in bfloat16.</param>
internal sealed record Limits(int Threads, int VectorBits, double MultiplyAdds, double Copy, double Products, double HalfProducts)
{
    private const int Repetitions = 5;

    /// <summary>Measures them, each as the best of several repetitions.</summary>
    public static Limits Measure()
    {
        int threads = TorchLibrary.SetThreads(0);
        return new Limits(
            threads, 32 * Vector<float>.Count, MeasureMultiplyAdds(threads), MeasureCopy(threads), MeasureProducts(ScalarType.Float32),
            MeasureProducts(ScalarType.BFloat16));
    }

    private static double MeasureMultiplyAdds(int threads)
    {
        const long rounds = 20_000_000;
        double seconds = Fastest(threads, _ => MultiplyAdd(rounds, new Vector<float>(0.5f)));
        return 1e-9 * threads * rounds * 12 * 2 * Vector<float>.Count / seconds;
    }

    /// <summary>Twelve chains that depend on nothing but themselves: enough for two units with a latency of four to six cycles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static Vector<float> MultiplyAdd(long rounds, Vector<float> factor)
    {
        Vector<float> a = factor, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
        for (long round = 0; round < rounds; round++)
        {
            a = Vector.FusedMultiplyAdd(a, factor, factor);
            b = Vector.FusedMultiplyAdd(b, factor, factor);
            c = Vector.FusedMultiplyAdd(c, factor, factor);
            d = Vector.FusedMultiplyAdd(d, factor, factor);
            e = Vector.FusedMultiplyAdd(e, factor, factor);
            f = Vector.FusedMultiplyAdd(f, factor, factor);
            g = Vector.FusedMultiplyAdd(g, factor, factor);
            h = Vector.FusedMultiplyAdd(h, factor, factor);
            i = Vector.FusedMultiplyAdd(i, factor, factor);
            j = Vector.FusedMultiplyAdd(j, factor, factor);
            k = Vector.FusedMultiplyAdd(k, factor, factor);
            l = Vector.FusedMultiplyAdd(l, factor, factor);
        }

        return a + b + c + d + e + f + g + h + i + j + k + l;
    }

    private static double MeasureCopy(int threads)
    {
        const int bytes = 256 << 20; // more than a cache holds
        byte[][] sources = [.. Enumerable.Range(0, threads).Select(_ => new byte[bytes])];
        byte[][] targets = [.. sources.Select(_ => new byte[bytes])];
        return 1e-9 * threads * 2 * bytes / Fastest(threads, thread => sources[thread].CopyTo(targets[thread], 0));
    }

    private static double MeasureProducts(ScalarType type)
    {
        const int size = 2048;
        using var left = randn(size, size).to(type);
        using var right = randn(size, size).to(type);
        return 2e-9 * size * size * size / Fastest(1, _ => left.mm(right).Dispose());
    }

    /// <summary>The seconds of the fastest repetition, after one that warms up; each thread does the same work.</summary>
    private static double Fastest(int threads, Action<int> work)
    {
        double best = double.PositiveInfinity;
        for (int repetition = 0; repetition <= Repetitions; repetition++)
        {
            Thread[] workers = [.. Enumerable.Range(0, threads).Select(thread => new Thread(() => work(thread)))];
            var clock = Stopwatch.StartNew();
            Array.ForEach(workers, worker => worker.Start());
            Array.ForEach(workers, worker => worker.Join());
            best = repetition > 0 ? Math.Min(best, clock.Elapsed.TotalSeconds) : best;
        }

        return best;
    }
}
