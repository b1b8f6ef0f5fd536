using System.Buffers.Binary;
using MathNet.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace FusionLab.Data;

/// <summary>
/// Log-mel spectrograms of one second of sound: the power in overlapping windows of time and in bands that grow wider with the frequency,
/// as hearing resolves it, in decibels.
/// </summary>
internal static class MelSpectrogram
{
    /// <summary>Rows: bands from low to high. Columns: windows in the order of time.</summary>
    public const int Bands = 28, Frames = 28;

    /// <summary>Values of a spectrogram.</summary>
    public const int Size = Bands * Frames;

    /// <summary>Sound samples a second, and of one spectrogram.</summary>
    public const int Rate = 22_050, Samples = Rate;

    private const double LowestHertz = 60, HighestHertz = 8_000;

    /// <summary>Power that counts as silence; the logarithm of less is of no interest.</summary>
    private const double Silence = 1e-7;

    /// <summary>Sound samples in a window: 46 milliseconds, a power of two.</summary>
    private const int Window = 1024;

    private static readonly double[] s_window = MathNet.Numerics.Window.HannPeriodic(Window);
    private static readonly double[][] s_bands = CreateBands();

    /// <summary>Computes a spectrogram.</summary>
    /// <param name="sound">The sound, <c>[<see cref="Samples"/>]</c>, from −1 to 1.</param>
    /// <param name="spectrogram">Gets the decibels, <c>[<see cref="Bands"/>, <see cref="Frames"/>]</c>.</param>
    public static void Compute(ReadOnlySpan<float> sound, Span<float> spectrogram)
    {
        double[] frame = new double[Window + 2]; // the transform of real numbers takes two more
        for (int column = 0; column < Frames; column++)
        {
            int start = column * (sound.Length - Window) / (Frames - 1);
            for (int i = 0; i < Window; i++)
            {
                frame[i] = s_window[i] * sound[start + i];
            }

            Fourier.ForwardReal(frame, Window, FourierOptions.NoScaling);
            for (int band = 0; band < Bands; band++)
            {
                double power = 0;
                for (int k = 0; k <= Window / 2; k++)
                {
                    power += s_bands[band][k] * ((frame[2 * k] * frame[2 * k]) + (frame[(2 * k) + 1] * frame[(2 * k) + 1]));
                }

                spectrogram[(band * Frames) + column] = (float)(10 * Math.Log10(Math.Max(Silence, power / Window)));
            }
        }
    }

    /// <summary>The weight of every frequency in every band: triangles whose corners are equally far apart in mel, and sum to 1.</summary>
    private static double[][] CreateBands()
    {
        double[] corners = [.. Generate.LinearSpaced(Bands + 2, ToMel(LowestHertz), ToMel(HighestHertz)).Select(ToHertz)];
        return [.. Enumerable.Range(1, Bands).Select(band =>
        {
            double[] triangle = [.. Enumerable.Range(0, (Window / 2) + 1).Select(k =>
            {
                double hertz = (double)k * Rate / Window;
                double rising = (hertz - corners[band - 1]) / (corners[band] - corners[band - 1]);
                double falling = (corners[band + 1] - hertz) / (corners[band + 1] - corners[band]);
                return Math.Max(0, Math.Min(rising, falling));
            })];
            return triangle.Select(weight => weight / triangle.Sum()).ToArray();
        })];
    }

    /// <summary>The mel scale (O'Shaughnessy, Speech Communication, 1987).</summary>
    private static double ToMel(double hertz) => 2595 * Math.Log10(1 + (hertz / 700));

    private static double ToHertz(double mel) => 700 * (Math.Pow(10, mel / 2595) - 1);
}

/// <summary>Reads sound files (RIFF WAVE) of one channel and 16 bits a sample.</summary>
internal static class WaveFile
{
    private const int ChunkHeader = 8, RiffHeader = 12;

    /// <summary>Reads a file as a speech synthesizer streams it, whose header may promise more than follows.</summary>
    /// <param name="bytes">The file.</param>
    /// <returns>Samples from −1 to 1; null where it is no such sound.</returns>
    public static float[]? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < RiffHeader || !bytes.StartsWith("RIFF"u8) || !bytes[8..].StartsWith("WAVE"u8))
        {
            return null;
        }

        bool isKnown = false;
        for (var rest = bytes[RiffHeader..]; rest.Length >= ChunkHeader;)
        {
            int length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]), (uint)(rest.Length - ChunkHeader));
            var content = rest.Slice(ChunkHeader, length);
            if (rest.StartsWith("fmt "u8) && length >= 16)
            {
                isKnown = BinaryPrimitives.ReadInt16LittleEndian(content[2..]) == 1
                    && BinaryPrimitives.ReadInt32LittleEndian(content[4..]) == MelSpectrogram.Rate
                    && BinaryPrimitives.ReadInt16LittleEndian(content[14..]) == 16;
            }
            else if (rest.StartsWith("data"u8))
            {
                return isKnown ? ReadSamples(content) : null;
            }

            rest = rest[Math.Min(rest.Length, ChunkHeader + length + (length % 2))..];
        }

        return null;
    }

    /// <summary>Splits speech where it is silent for a fifth of a second.</summary>
    /// <param name="sound">The speech.</param>
    /// <returns>What is heard, piece by piece, without the silence around it.</returns>
    public static float[][] Split(ReadOnlySpan<float> sound)
    {
        const int Pause = MelSpectrogram.Rate / 5;
        const float Quiet = 0.003f;
        var pieces = new List<float[]>();
        int first = -1, last = -1;
        for (int i = 0; i < sound.Length; i++)
        {
            if (Math.Abs(sound[i]) <= Quiet)
            {
                continue;
            }

            if (first >= 0 && i - last > Pause)
            {
                pieces.Add(sound[first..(last + 1)].ToArray());
                first = -1;
            }

            (first, last) = (first < 0 ? i : first, i);
        }

        if (first >= 0)
        {
            pieces.Add(sound[first..(last + 1)].ToArray());
        }

        return [.. pieces];
    }

    private static float[] ReadSamples(ReadOnlySpan<byte> pcm)
    {
        float[] sound = new float[pcm.Length / 2];
        for (int i = 0; i < sound.Length; i++)
        {
            sound[i] = BinaryPrimitives.ReadInt16LittleEndian(pcm[(2 * i)..]) / 32768f;
        }

        return sound;
    }
}
