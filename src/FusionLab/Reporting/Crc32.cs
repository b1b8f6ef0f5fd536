namespace FusionLab.Reporting;

/// <summary>Cyclic redundancy checks of 32 bits, reflected, one table a polynomial.</summary>
internal static class Crc32
{
    private static readonly uint[] IsoTable = Table(0xEDB88320);
    private static readonly uint[] CastagnoliTable = Table(0x82F63B78);

    /// <summary>The CRC-32 of PNG and zip (ISO 3309).</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => Compute(IsoTable, bytes);

    /// <summary>CRC-32C (Castagnoli), as in iSCSI (RFC 3720, appendix B.4) and in TFRecord files.</summary>
    public static uint Castagnoli(ReadOnlySpan<byte> bytes) => Compute(CastagnoliTable, bytes);

    private static uint Compute(uint[] table, ReadOnlySpan<byte> bytes)
    {
        uint crc = ~0u;
        foreach (byte value in bytes)
        {
            crc = table[(crc ^ value) & 0xFF] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] Table(uint reflectedPolynomial)
    {
        var table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            uint value = n;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 1 ? reflectedPolynomial ^ (value >> 1) : value >> 1;
            }

            table[n] = value;
        }

        return table;
    }
}
