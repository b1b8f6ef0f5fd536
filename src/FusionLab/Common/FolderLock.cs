namespace FusionLab;

/// <summary>
/// A file by which one process at a time has a folder: it is open, and no other process can open it, until it is disposed or the process
/// ends, however it ends.
/// </summary>
internal static class FolderLock
{
    /// <summary>How Linux, macOS and Windows say that another process holds a file.</summary>
    private static readonly int[] s_held = [11, 35, unchecked((int)0x80070020)];

    /// <summary>Takes a lock.</summary>
    /// <param name="path">Its file, which is made where there is none and deleted with the lock.</param>
    /// <returns>The lock; null where another process has it.</returns>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be made.</exception>
    public static FileStream? TryTake(string path)
    {
        try
        {
            // These arguments together make .NET open the file again where the process that held it has deleted it in between.
            return new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException held) when (s_held.Contains(held.HResult))
        {
            return null;
        }
    }

    /// <summary>Whether a process has a lock; one that was killed leaves the file, but has the lock no more.</summary>
    /// <param name="path">Its file.</param>
    public static bool IsTaken(string path)
    {
        try
        {
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read).Dispose();
            return false;
        }
        catch (IOException failure)
        {
            return failure is not (FileNotFoundException or DirectoryNotFoundException);
        }
    }
}
