using System.Runtime.InteropServices;
using System.Text;

namespace FusionLab;

/// <summary>
/// Replaces files in one step: a reader finds the old content or the new, never a part, whoever else writes the same file and
/// whenever the process is killed.
/// </summary>
/// <remarks>
/// The content is written beside the target under a name of its own, which ends in <c>.tmp</c>, and renamed. A killed process leaves
/// that file behind; an exception does not.
/// </remarks>
internal static partial class AtomicFile
{
    /// <summary>Replaces a file.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="durable">
    /// Whether the content survives a power cut once this method returns: file and folder are flushed to the disk, which takes
    /// milliseconds.
    /// </param>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write, bool durable = false)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: durable);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception reason)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary); // a part of a file is of no use, least of all on a full disk
            }

            if (OutputException.IsCausedBy(reason))
            {
                throw OutputException.Explain(path, reason);
            }

            throw;
        }

        if (durable && !OperatingSystem.IsWindows())
        {
            FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
    }

    /// <summary>Replaces a file of text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its new content, written as UTF-8.</param>
    public static void WriteText(string path, string content) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(content)));

    /// <summary>Makes a rename durable. .NET cannot open folders, so this asks the C library; Windows needs no such call.</summary>
    private static void FlushFolder(string folder)
    {
        int descriptor = Open(folder, 0);
        if (descriptor >= 0)
        {
            // Some network file systems cannot flush folders; the rename has been made all the same.
            _ = Flush(descriptor);
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
