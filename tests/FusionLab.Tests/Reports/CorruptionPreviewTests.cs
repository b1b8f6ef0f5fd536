using System.Buffers.Binary;
using System.IO.Compression;
using FusionLab.Data;
using FusionLab.Reports;
using FusionLab.Tests.Data;

namespace FusionLab.Tests.Reports;

public class CorruptionPreviewTests
{
    [Fact]
    public void A_preview_has_a_row_for_each_pattern_and_a_column_for_each_sample()
    {
        var source = new ResolvedImages(TinyDataset.Images, "synthetic", null, []);

        var png = CorruptionPreview.Render(source, new NoisyMnistConfig(), samples: 4);

        // 3× zoom of 28 pixels; two modalities a sample; gaps of 6.
        Assert.Equal((6 + (4 * (168 + 6)), 6 + (3 * (84 + 6))), Size(png));
    }

    [Fact]
    public void The_corrupted_modality_is_the_dim_one()
    {
        var source = new ResolvedImages(TinyDataset.Images, "synthetic", null, []);

        var png = CorruptionPreview.Render(source, CorruptionMixtureTests.With(("b", 1)), samples: 1);

        var (width, _) = Size(png);
        var rows = Rows(png);
        int Brightest(int from) => Enumerable.Range(6, 84).Max(y => Enumerable.Range(from, 84).Max(x => rows[(y * (width + 1)) + 1 + x]));
        Assert.Equal(255, Brightest(6));
        Assert.InRange(Brightest(6 + 84), 0, 200);
    }

    private static (int Width, int Height) Size(byte[] png) =>
        (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));

    /// <summary>The unpacked rows of the one IDAT chunk, each with its filter byte.</summary>
    private static byte[] Rows(byte[] png)
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var zlib = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);
        return rows.ToArray();
    }
}
