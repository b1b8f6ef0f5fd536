using System.Security.Cryptography;

namespace FusionLab.Runs;

/// <summary>
/// The checksums of what a run has written, SHA256SUMS, which <c>sha256sum -c SHA256SUMS</c> checks too: a file that was damaged or
/// edited afterwards is found before anyone believes its numbers.
/// </summary>
internal static class RunChecksums
{
    private const string Name = "SHA256SUMS";
    private const int Digits = 64;

    /// <summary>Writes the checksums of the files that are read back: config, environment, result and tables.</summary>
    /// <param name="folder">The run folder; its results are on disk.</param>
    public static void Write(RunFolder folder)
    {
        string[] files =
            [folder.Config, folder.Environment, folder.Metrics, folder.Baselines, folder.Timing, folder.Summary, folder.Replicas, folder.Points];
        AtomicFile.WriteText(
            Path.Combine(folder.Path, Name),
            string.Concat(files.Where(File.Exists).Select(file => $"{Compute(file)}  {Path.GetFileName(file)}\n")));
    }

    /// <summary>Deletes them, before a run writes its files anew.</summary>
    /// <param name="folder">The run folder.</param>
    public static void Delete(RunFolder folder) => File.Delete(Path.Combine(folder.Path, Name));

    /// <summary>Finds the files that are not as the run wrote them.</summary>
    /// <param name="folder">The run folder.</param>
    /// <returns>Their names; empty where the run has not ended, or wrote no checksums.</returns>
    public static IReadOnlyList<string> FindChanged(string folder)
    {
        string sums = Path.Combine(folder, Name);
        return File.Exists(sums) ? [.. File.ReadAllLines(sums).Select(line => FindChange(folder, line)).OfType<string>()] : [];
    }

    private static string? FindChange(string folder, string line)
    {
        string file = line.Length > Digits + 2 ? line[(Digits + 2)..] : "";
        if (file.Length == 0 || file != Path.GetFileName(file) || file.Contains('\0', StringComparison.Ordinal))
        {
            return Name;
        }

        string path = Path.Combine(folder, file);
        return File.Exists(path) && Compute(path) == line[..Digits] ? null : file;
    }

    private static string Compute(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
