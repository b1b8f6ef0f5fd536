using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using TorchSharp;

namespace FusionLab;

/// <summary>
/// Names one source of random numbers. Every draw in FusionLab comes from a stream named by what it is for, never from
/// global state, so that a replica draws the same numbers alone, in a batch of replicas, and after a resume.
/// </summary>
/// <param name="Seed">The replica's seed.</param>
/// <param name="Purpose">What the numbers are for, for example <c>"order"</c>, <c>"noise/b"</c> or <c>"init/branch.a.1"</c>.</param>
/// <param name="Epoch">The epoch, counted from 0; 0 where the purpose has none.</param>
/// <param name="Batch">The batch within the epoch, counted from 0; 0 where the purpose has none.</param>
public readonly record struct RandomStream(ulong Seed, string Purpose, long Epoch = 0, long Batch = 0)
{
    /// <summary>The 64-bit number that stands for this name: the first eight bytes of its SHA-256.</summary>
    public ulong Key
    {
        get
        {
            Span<byte> name = stackalloc byte[24 + Encoding.UTF8.GetMaxByteCount(Purpose.Length)];
            BinaryPrimitives.WriteUInt64LittleEndian(name, Seed);
            BinaryPrimitives.WriteInt64LittleEndian(name[8..], Epoch);
            BinaryPrimitives.WriteInt64LittleEndian(name[16..], Batch);
            int length = 24 + Encoding.UTF8.GetBytes(Purpose, name[24..]);
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(name[..length], digest);
            return BinaryPrimitives.ReadUInt64LittleEndian(digest);
        }
    }

    /// <summary>A fresh torch generator on the CPU at the beginning of this stream. The caller disposes it.</summary>
    public torch.Generator CreateGenerator() => new(Key);

    /// <summary>
    /// What to give to torch's drawing methods for tensors on a device, so that they draw from the beginning of this stream.
    /// TorchSharp makes no generators for other devices than the CPU; there the devices' own generators are seeded with this stream's
    /// key, and null stands for them. Draw all of one stream before opening the next. CPU and CUDA give different numbers.
    /// </summary>
    /// <param name="device">Where the numbers are drawn.</param>
    /// <param name="sharesGenerator">
    /// Whether the device's own generator is seeded, which all threads share; null does so where there is no other way.
    /// </param>
    /// <returns>A generator that the caller disposes, or null.</returns>
    public torch.Generator? OpenOn(torch.Device device, bool? sharesGenerator = null)
    {
        bool isCpu = device.type == DeviceType.CPU;
        if (!(sharesGenerator ?? !isCpu))
        {
            return CreateGenerator();
        }

        if (isCpu)
        {
            torch.random.manual_seed(unchecked((long)Key));
        }
        else
        {
            torch.cuda.manual_seed_all(unchecked((long)Key));
        }

        return null;
    }
}

/// <summary>
/// Random numbers without torch: xoshiro256++ (Blackman and Vigna, 2019), its state filled by <see cref="CounterRandom"/> from the
/// stream's key. The same stream gives the same numbers on every machine.
/// </summary>
public sealed class RandomNumbers
{
    private ulong _s0, _s1, _s2, _s3;
    private double _spareNormal = double.NaN;

    /// <summary>Starts at the beginning of a stream.</summary>
    /// <param name="stream">The stream's name.</param>
    public RandomNumbers(RandomStream stream)
    {
        var state = new CounterRandom(stream.Key);
        (_s0, _s1, _s2, _s3) = (state.NextBits(), state.NextBits(), state.NextBits(), state.NextBits());
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_s0 + _s3, 23) + _s0;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A number that is uniform on [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A standard normal number (Box and Muller, 1958). Every second call returns the partner of the first.</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(_spareNormal))
        {
            double spare = _spareNormal;
            _spareNormal = double.NaN;
            return spare;
        }

        // 1 − u lies in (0, 1], so that the logarithm is finite.
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextUniform()));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * NextUniform());
        _spareNormal = radius * sine;
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
}

/// <summary>
/// A small counter-based generator (SplitMix64, Steele, Lea and Flood, 2014). It is cheap to make, so that every sample can have its
/// own, and samples can be drawn in any order and on any number of threads. It uses no transcendental functions, only operations that
/// IEEE 754 rounds in one way, so that it gives the same numbers on every machine.
/// </summary>
/// <param name="key">The key of the stream.</param>
internal struct CounterRandom(ulong key)
{
    private ulong _state = key;

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
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
