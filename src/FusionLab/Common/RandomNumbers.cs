using System.Numerics;

namespace FusionLab;

/// <summary>
/// Random numbers without torch: xoshiro256++ (Blackman and Vigna, 2019), its state filled by SplitMix64 from the stream's
/// key. The same stream gives the same numbers on every machine.
/// </summary>
public sealed class RandomNumbers
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;
    private double spareNormal = double.NaN;

    /// <summary>Starts at the beginning of a stream.</summary>
    /// <param name="stream">The stream's name.</param>
    public RandomNumbers(RandomStream stream)
    {
        ulong state = stream.Key;
        s0 = SplitMix(ref state);
        s1 = SplitMix(ref state);
        s2 = SplitMix(ref state);
        s3 = SplitMix(ref state);
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(s0 + s3, 23) + s0;
        ulong shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>A number that is uniform on [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A standard normal number (Box and Muller, 1958). Every second call returns the partner of the first.</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(spareNormal))
        {
            double spare = spareNormal;
            spareNormal = double.NaN;
            return spare;
        }

        // 1 − u lies in (0, 1], so that the logarithm is finite.
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextUniform()));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * NextUniform());
        spareNormal = radius * sine;
        return radius * cosine;
    }

    /// <summary>Fills a span with normal numbers of mean 0.</summary>
    /// <param name="values">What to fill.</param>
    /// <param name="deviation">Their standard deviation.</param>
    public void FillNormal(Span<double> values, double deviation)
    {
        foreach (ref double value in values)
        {
            value = deviation * NextNormal();
        }
    }

    /// <summary>Fills a span with numbers that are uniform on [−bound, bound).</summary>
    /// <param name="values">What to fill.</param>
    /// <param name="bound">The largest magnitude.</param>
    public void FillUniform(Span<double> values, double bound)
    {
        foreach (ref double value in values)
        {
            value = bound * ((2 * NextUniform()) - 1);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
