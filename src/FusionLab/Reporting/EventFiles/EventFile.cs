using System.Globalization;
using Google.Protobuf;

namespace FusionLab.Reporting.EventFiles;

/// <summary>
/// Scalars over time for TensorBoard (<c>tensorboard --logdir runs</c>). Every record is on disk when the call returns; a file
/// that a crash cut off is mended when the run resumes.
/// </summary>
/// <remarks>Not safe for several threads at once.</remarks>
public sealed class EventFile : IDisposable
{
    private const string Pattern = "events.out.tfevents.*";
    private const string Version = "brain.Event:2";

    private readonly FileStream _stream;
    private readonly TimeProvider _clock;

    private EventFile(FileStream stream, TimeProvider clock) => (_stream, _clock) = (stream, clock);

    /// <summary>The file's path.</summary>
    public string Path => _stream.Name;

    /// <summary>Starts a new file.</summary>
    /// <param name="folder">The run folder; it must exist.</param>
    /// <param name="clock">Gives the wall time of each record.</param>
    public static EventFile Create(string folder, TimeProvider clock)
    {
        string name = string.Create(
            CultureInfo.InvariantCulture, $"events.out.tfevents.{clock.GetUtcNow().ToUnixTimeSeconds():D10}.{Environment.MachineName}");
        var file = new EventFile(Open(System.IO.Path.Combine(folder, name), FileMode.Create), clock);
        file.Append(new Event { FileVersion = Version });
        return file;
    }

    /// <summary>
    /// Continues the folder's newest file: keeps whole records up to a step, drops what lies beyond it (it will be trained again)
    /// and what a crash left behind. Starts a new file where there is none.
    /// </summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="lastStep">The step the run resumes from.</param>
    /// <param name="clock">Gives the wall time of each record.</param>
    public static EventFile Resume(string folder, long lastStep, TimeProvider clock)
    {
        string? newest = Directory.GetFiles(folder, Pattern).Order(StringComparer.Ordinal).LastOrDefault();
        if (newest is null)
        {
            return Create(folder, clock);
        }

        var stream = Open(newest, FileMode.Open);
        stream.SetLength(KeptLength(stream, lastStep));
        stream.Seek(0, SeekOrigin.End);
        var file = new EventFile(stream, clock);
        if (stream.Length == 0)
        {
            file.Append(new Event { FileVersion = Version });
        }

        return file;
    }

    /// <summary>Writes the values of several curves at one step. Values that are not finite are left out.</summary>
    /// <param name="step">SGD steps so far.</param>
    /// <param name="scalars">Tags, such as <c>loss/mean</c>, with their values.</param>
    public void Write(long step, IEnumerable<(string Tag, double Value)> scalars)
    {
        var summary = new Summary();
        foreach (var (tag, value) in scalars.Where(scalar => double.IsFinite(scalar.Value)))
        {
            summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)value });
        }

        Append(new Event { Step = step, Summary = summary });
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static FileStream Open(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.Read);

    private static long KeptLength(FileStream stream, long lastStep)
    {
        long kept = 0;
        while (TfRecord.Read(stream) is { } record && Event.Parser.ParseFrom(record).Step <= lastStep)
        {
            kept = stream.Position;
        }

        return kept;
    }

    private void Append(Event one)
    {
        one.WallTime = _clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        _stream.Write(TfRecord.Frame(one.ToByteArray()));
        _stream.Flush();
    }
}
