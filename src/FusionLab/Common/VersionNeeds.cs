using System.Buffers.Binary;
using System.Text;

namespace FusionLab;

/// <summary>The symbol versions that an ELF library (64 bits, little endian) needs from others: its <c>.gnu.version_r</c>.</summary>
/// <remarks>
/// TorchSharp's native half needs <c>GLIBCXX_3.4.32</c>, which libstdc++ has from GCC 13 on; Debian 12, Ubuntu 22.04 and RHEL 9 are
/// older, and refuse the library for it. Its only symbol of that version is <c>_ZSt21ios_base_library_initv</c>, a marker that
/// <c>&lt;iostream&gt;</c> leaves behind and nothing calls. The loader only warns about a missing version that is marked weak, so setting
/// that flag lets the library load.
/// </remarks>
internal static class VersionNeeds
{
    private const int NeedSection = 0x6ffffffe; // SHT_GNU_verneed
    private const int Weak = 2; // VER_FLG_WEAK

    /// <summary>Marks a needed version as weak, in place.</summary>
    /// <param name="library">The library's bytes.</param>
    /// <param name="version">The version's name, such as <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>False where the bytes are not such a library or do not name the version; then nothing has changed.</returns>
    public static bool MarkWeak(Span<byte> library, string version)
    {
        try
        {
            if (TryFindFlags(library, version, out int flags))
            {
                BinaryPrimitives.WriteUInt16LittleEndian(library[flags..], (ushort)(Short(library, flags) | Weak));
                return true;
            }
        }
        catch (ArgumentOutOfRangeException)
        {
            // cut off
        }

        return false;
    }

    /// <summary>
    /// Finds the flags of a needed version. There is one entry a library (Elf64_Verneed), each with a list of versions (Elf64_Vernaux).
    /// </summary>
    internal static bool TryFindFlags(ReadOnlySpan<byte> elf, string version, out int flags)
    {
        flags = 0;
        if (!elf.StartsWith("\x7f"u8 + "ELF\x02\x01"u8))
        {
            return false;
        }

        int sections = (int)Long(elf, 0x28), size = Short(elf, 0x3A), count = Short(elf, 0x3C);
        for (int i = 0; i < count; i++)
        {
            int header = sections + (i * size);
            if (Int(elf, header + 4) != NeedSection)
            {
                continue;
            }

            int names = (int)Long(elf, sections + (Int(elf, header + 0x28) * size) + 0x18); // the string table it links to
            for (int need = (int)Long(elf, header + 0x18), next = 1; next != 0; need += next)
            {
                next = Int(elf, need + 12);
                for (int aux = need + Int(elf, need + 8), step = 1; step != 0; aux += step)
                {
                    step = Int(elf, aux + 12);
                    if (Text(elf[(names + Int(elf, aux + 8))..]) == version)
                    {
                        flags = aux + 4;
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static ushort Short(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static int Int(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);

    private static long Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes[..bytes.IndexOf((byte)0)]);
}
