using System.Globalization;
using Google.Protobuf;

namespace FusionLab.Runs;

/// <summary>
/// Scalars over time for TensorBoard (<c>tensorboard --logdir runs</c>). Every record is on disk when the call returns.
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
        return Begin(System.IO.Path.Combine(folder, name), clock);
    }

    /// <summary>
    /// Starts the folder's newest file over, or a new one where there is none: a run that resumes writes all its records again
    /// from the checkpoint, and what was trained after that, or cut off by a crash, does not stand there.
    /// </summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="clock">Gives the wall time of each record.</param>
    public static EventFile StartOver(string folder, TimeProvider clock)
    {
        string? newest = Directory.GetFiles(folder, Pattern).Order(StringComparer.Ordinal).LastOrDefault();
        return newest is null ? Create(folder, clock) : Begin(newest, clock);
    }

    /// <summary>Writes the values of several curves at one step. Values that are not finite are left out.</summary>
    /// <param name="step">Steps so far, of SGD or of a simulation.</param>
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

    private static EventFile Begin(string path, TimeProvider clock)
    {
        var file = new EventFile(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read), clock);
        file.Append(new Event { FileVersion = Version });
        return file;
    }

    private void Append(Event one)
    {
        one.WallTime = _clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        _stream.Write(TfRecord.Frame(one.ToByteArray()));
        _stream.Flush();
    }
}
