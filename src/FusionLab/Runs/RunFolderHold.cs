namespace FusionLab.Runs;

/// <summary>
/// Keeps a run folder for one process: two that write its files and checkpoints would spoil each other's. It ends with the
/// process, however that ends.
/// </summary>
internal sealed class RunFolderHold : IDisposable
{
    private readonly FileStream _file;

    private RunFolderHold(FileStream file) => _file = file;

    /// <summary>Takes a folder.</summary>
    /// <param name="folder">The run folder.</param>
    /// <exception cref="ConfigException">Another process has it.</exception>
    public static RunFolderHold Take(RunFolder folder)
    {
        try
        {
            string file = Path.Combine(folder.Path, ".running");
            return new RunFolderHold(new FileStream(
                file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose));
        }
        catch (IOException reason)
        {
            throw new ConfigException(
                $"Another process is writing to {folder.Path}; wait until it ends, or name another folder with --out.", reason);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
