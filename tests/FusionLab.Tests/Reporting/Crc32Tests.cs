using System.Text;
using FusionLab.Reporting;

namespace FusionLab.Tests.Reporting;

public class Crc32Tests
{
    /// <summary>The examples of RFC 3720, appendix B.4, and the check value of the catalogues.</summary>
    public static TheoryData<byte[], uint> Castagnoli => new()
    {
        { new byte[32], 0x8A9136AA },
        { Enumerable.Repeat((byte)0xFF, 32).ToArray(), 0x62A8AB43 },
        { Enumerable.Range(0, 32).Select(i => (byte)i).ToArray(), 0x46DD794E },
        { Enumerable.Range(0, 32).Select(i => (byte)(31 - i)).ToArray(), 0x113FDB5C },
        { Encoding.ASCII.GetBytes("123456789"), 0xE3069283 },
        { [], 0 },
    };

    [Theory]
    [MemberData(nameof(Castagnoli))]
    public void Castagnoli_checksums_are_those_of_the_standard(byte[] bytes, uint expected) => Assert.Equal(expected, Crc32.Castagnoli(bytes));

    [Fact]
    public void Iso_checksums_are_those_of_the_catalogues() => Assert.Equal(0xCBF43926, Crc32.Of("123456789"u8));
}
