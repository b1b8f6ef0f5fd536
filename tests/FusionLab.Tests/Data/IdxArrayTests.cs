using System.Security.Cryptography;
using FusionLab.Data;

namespace FusionLab.Tests.Data;

public class IdxArrayTests
{
    // Two pictures of 2×3 pixels.
    private static readonly byte[] Pictures = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plain_and_packed_files_read_alike(bool packed)
    {
        var array = Read(packed ? TinyDataset.Packed(Pictures) : Pictures, packed ? "pictures.gz" : "pictures");

        Assert.Equal([2, 2, 3], array.Dimensions);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255], array.Values);
    }

    [Fact]
    public void What_is_written_is_what_was_read()
    {
        var array = Read(Pictures);

        Assert.Equal(Pictures, TinyDataset.Unpacked(array));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. Pictures, .. Pictures])), IdxArray.ComputeSha256(array, array));
    }

    [Fact]
    public void Another_element_type_is_refused() =>
        AssertBroken("it starts with 00000d03 where an IDX file of unsigned bytes starts with 00000803", [0, 0, 0x0d, 3, .. Pictures[4..]]);

    [Fact]
    public void A_web_page_is_refused() => AssertBroken("it starts with 3c68746d", "<html>Log in to this network first</html>"u8.ToArray());

    [Fact]
    public void Labels_in_place_of_images_are_refused() =>
        AssertBroken("it has 1 dimensions where 3 were expected", [0, 0, 8, 1, 0, 0, 0, 2, 7, 9]);

    [Fact]
    public void Other_dimensions_are_refused_before_memory_is_taken_for_them() =>
        AssertBroken("it holds 4294967295 × 2 × 3 values where 2 × 2 × 3 were expected", [0, 0, 8, 3, 255, 255, 255, 255, .. Pictures[8..]]);

    [Fact]
    public void A_file_that_ends_early_is_refused() => AssertBroken("it ends after 11 of 12 values", Pictures[..^1]);

    [Fact]
    public void A_file_that_ends_in_its_header_is_refused() => AssertBroken("it ends within its header", Pictures[..10]);

    [Fact]
    public void Trailing_bytes_are_refused() => AssertBroken("more bytes follow its 12 values", [.. Pictures, 0]);

    [Fact]
    public void A_truncated_gzip_file_is_refused_wherever_it_was_cut()
    {
        var packed = TinyDataset.Packed(Pictures);
        for (int length = 0; length < packed.Length; length++)
        {
            var error = Assert.Throws<DataException>(() => Read(packed[..length], "pictures.gz"));
            Assert.StartsWith("pictures.gz is broken: ", error.Message);
        }
    }

    private static IdxArray Read(byte[] bytes, string name = "pictures")
    {
        using var stream = new MemoryStream(bytes);
        return IdxArray.Read(stream, name, [2, 2, 3]);
    }

    private static void AssertBroken(string what, byte[] bytes) =>
        Assert.StartsWith($"pictures is broken: {what}", Assert.Throws<DataException>(() => Read(bytes)).Message);
}
