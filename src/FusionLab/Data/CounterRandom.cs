namespace FusionLab.Data;

/// <summary>
/// A small counter-based generator (SplitMix64): every sample has its own, keyed by its stream, so that samples can be drawn
/// in any order and on any number of threads. Only operations that IEEE 754 rounds in one way are used (no transcendental
/// functions), so that the digits are the same bytes on every machine.
/// </summary>
/// <param name="key">The stream's key.</param>
internal struct CounterRandom(ulong key)
{
    private ulong state = key;

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double NextUniform(double low, double high) => low + ((high - low) * NextUniform());

    /// <summary>Nearly normal with mean 0 and the given standard deviation: a sum of four uniforms, so within ±3.5 of them.</summary>
    public double NextBell(double deviation)
    {
        const double UnitVariance = 1.7320508075688772; // sqrt(12 / 4)
        return deviation * UnitVariance * (NextUniform() + NextUniform() + NextUniform() + NextUniform() - 2);
    }

    /// <summary>Uniform in 0..count−1.</summary>
    public int NextIndex(int count) => (int)(NextUniform() * count);
}
