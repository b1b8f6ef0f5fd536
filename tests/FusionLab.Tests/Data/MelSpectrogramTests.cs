using FusionLab.Data;

namespace FusionLab.Tests.Data;

public sealed class MelSpectrogramTests
{
    /// <summary>
    /// A tone of 1 kHz is 1,000 mel; 28 triangles between 60 and 8,000 Hz (97.5 and 2,840 mel) have their peaks 94.6 mel apart, and the
    /// nearest one, of band 8 counted from 0, is at 948.8.
    /// </summary>
    [Fact]
    public void A_tone_is_loudest_in_its_own_band_while_it_lasts_and_ten_times_the_amplitude_is_twenty_decibels_more()
    {
        float[] quiet = Compute(0.05), loud = Compute(0.5);

        for (int frame = 2; frame < 12; frame++)
        {
            int column = frame;
            Assert.Equal(9, Enumerable.Range(0, MelSpectrogram.Bands).MaxBy(band => loud[(band * MelSpectrogram.Frames) + column]));
            int peak = (9 * MelSpectrogram.Frames) + frame;
            Assert.Equal(20, loud[peak] - quiet[peak], 0.01);
        }

        Assert.Equal(-70, loud[(9 * MelSpectrogram.Frames) + MelSpectrogram.Frames - 1]); // silence in the second half

        static float[] Compute(double amplitude)
        {
            float[] sound = new float[MelSpectrogram.Samples], spectrogram = new float[MelSpectrogram.Size];
            for (int i = 0; i < sound.Length / 2; i++)
            {
                sound[i] = (float)(amplitude * Math.Sin(2 * Math.PI * 1000 * i / MelSpectrogram.Rate));
            }

            MelSpectrogram.Compute(sound, spectrogram);
            return spectrogram;
        }
    }

    [Theory]
    [InlineData(uint.MaxValue)] // as a synthesizer says that does not know the length yet
    [InlineData(8u)]
    public void A_sound_file_is_read(uint promisedLength)
    {
        byte[] file = Write(promisedLength, 0, 16_384, -8_192, 0);

        Assert.Equal([0, 0.5f, -0.25f, 0], WaveFile.Read(file)!);
    }

    [Fact]
    public void Speech_is_split_at_pauses_and_not_where_a_word_is_silent_for_a_moment()
    {
        float[] pause = new float[MelSpectrogram.Rate / 4], moment = new float[MelSpectrogram.Rate / 10];

        float[][] words = WaveFile.Split([.. moment, 0.5f, .. moment, -0.5f, .. pause, 0.25f, .. pause]);

        Assert.Equal([[0.5f, .. moment, -0.5f], [0.25f]], words);
        Assert.Empty(WaveFile.Split(pause));
    }

    [Fact]
    public void What_is_no_sound_of_that_kind_is_not_read()
    {
        Assert.Null(WaveFile.Read([]));
        Assert.Null(WaveFile.Read("espeak: no such voice, really none"u8));
        Assert.Null(WaveFile.Read(Write(8, rate: 44_100, samples: [1, 2, 3, 4])));
    }

    private static byte[] Write(uint length, params short[] samples) => Write(length, MelSpectrogram.Rate, samples);

    private static byte[] Write(uint length, int rate, short[] samples)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("RIFF"u8);
        writer.Write(uint.MaxValue);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(rate);
        writer.Write(2 * rate);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(length);
        Array.ForEach(samples, writer.Write);
        return file.ToArray();
    }
}
