using FusionLab.Data;
using FusionLab.Figures;
using static TorchSharp.torch;

namespace FusionLab.Reports;

/// <summary>
/// A picture of what a network sees (figure 13): one row per corruption pattern, in each row the same few samples, the
/// modalities of a sample side by side.
/// </summary>
public static class CorruptionPreview
{
    private const int Side = 28;
    private const int Zoom = 3;
    private const int Gap = 6;

    /// <summary>Draws the picture.</summary>
    /// <param name="source">The images.</param>
    /// <param name="config">The config's <c>data</c> block.</param>
    /// <param name="samples">Samples in a row.</param>
    /// <param name="seed">The seed of the noise.</param>
    /// <returns>A PNG file.</returns>
    public static byte[] Render(ResolvedImages source, NoisyMnistConfig config, int samples = 4, ulong seed = 1)
    {
        var patterns = config.Corruption.Patterns;
        int modalities = config.Modalities!.Count;
        int sampleWidth = (modalities * Side * Zoom) + Gap;
        int rowHeight = (Side * Zoom) + Gap;
        int width = (samples * sampleWidth) + Gap;
        var canvas = new byte[width * ((patterns.Count * rowHeight) + Gap)];
        canvas.AsSpan().Fill(128);

        for (int p = 0; p < patterns.Count; p++)
        {
            var pictures = Corrupted(source, config, patterns[p], samples, seed);
            for (int m = 0; m < modalities; m++)
            {
                for (int s = 0; s < samples; s++)
                {
                    int corner = ((Gap + (p * rowHeight)) * width) + Gap + (s * sampleWidth) + (m * Side * Zoom);
                    Paste(pictures[m].AsSpan(s * Side * Side, Side * Side), canvas.AsSpan(corner), width);
                }
            }
        }

        return PngImage.EncodeGray(canvas, width, canvas.Length / width);
    }

    /// <summary>A few samples, all corrupted by one pattern; for every pattern the same samples.</summary>
    /// <param name="source">The images.</param>
    /// <param name="config">The config's <c>data</c> block.</param>
    /// <param name="pattern">The pattern; its probability does not matter.</param>
    /// <param name="samples">How many.</param>
    /// <param name="seed">The seed of order and noise.</param>
    /// <returns>For each modality <c>[samples · 784]</c> normalized pixels, as the network gets them.</returns>
    public static IReadOnlyList<float[]> Corrupted(
        ResolvedImages source, NoisyMnistConfig config, CorruptionPattern pattern, int samples, ulong seed)
    {
        var always = config with
        {
            TrainSamples = samples,
            TestSamples = 1,
            Corruption = config.Corruption with { Patterns = [pattern with { Probability = 1 }] },
        };
        TorchLibrary.Load();
        using var data = new NoisyMnist(source, always, CPU, flatten: true);
        using var batch = data.DrawBatch([seed], epoch: 0, index: 0, samples);
        return [.. batch.Inputs.Select(input => input.data<float>().ToArray())];
    }

    private static void Paste(ReadOnlySpan<float> picture, Span<byte> canvas, int width)
    {
        for (int y = 0; y < Side * Zoom; y++)
        {
            for (int x = 0; x < Side * Zoom; x++)
            {
                double grey = (picture[(y / Zoom * Side) + (x / Zoom)] * NoisyMnist.PixelDeviation) + NoisyMnist.PixelMean;
                canvas[(y * width) + x] = (byte)Math.Round(Math.Clamp(255 * grey, 0, 255));
            }
        }
    }
}
