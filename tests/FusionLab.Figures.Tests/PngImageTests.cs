using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using FusionLab.Figures;

namespace FusionLab.Tests.Figures;

public class PngImageTests
{
    [Fact]
    public void A_grey_image_can_be_decoded_again()
    {
        byte[] pixels = [0, 128, 255, 1, 2, 3];

        var (header, content) = Decode(PngImage.EncodeGray(pixels, width: 3, height: 2));

        Assert.Equal((3, 2, 8, 0), header);
        Assert.Equal([0, 0, 128, 255, 0, 1, 2, 3], content);
    }

    [Fact]
    public void A_colour_image_keeps_three_bytes_a_pixel()
    {
        var (header, content) = Decode(PngImage.EncodeRgb([1, 2, 3, 4, 5, 6], width: 1, height: 2));

        Assert.Equal((1, 2, 8, 2), header);
        Assert.Equal([0, 1, 2, 3, 0, 4, 5, 6], content);
    }

    [Fact]
    public void A_wrong_number_of_bytes_is_refused() => Assert.Throws<ArgumentException>(() => PngImage.EncodeGray(new byte[5], 2, 3));

    [Fact]
    public void The_checksum_of_the_last_chunk_is_the_one_of_the_standard()
    {
        byte[] file = PngImage.EncodeGray([7], 1, 1);

        Assert.Equal(0xAE426082, BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(^4)));
    }

    private static ((int Width, int Height, int Depth, int Kind) Header, byte[] Content) Decode(byte[] file)
    {
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10], file[..8]);
        (int, int, int, int) header = default;
        byte[] content = [];
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            string type = Encoding.ASCII.GetString(file, at + 4, 4);
            var chunk = file.AsSpan(at + 8, length);
            if (type == "IHDR")
            {
                header = (BinaryPrimitives.ReadInt32BigEndian(chunk), BinaryPrimitives.ReadInt32BigEndian(chunk[4..]), chunk[8], chunk[9]);
            }
            else if (type == "IDAT")
            {
                using var zlib = new ZLibStream(new MemoryStream(chunk.ToArray()), CompressionMode.Decompress);
                using var plain = new MemoryStream();
                zlib.CopyTo(plain);
                content = plain.ToArray();
            }

            at += length + 12;
        }

        return (header, content);
    }
}
