using FusionLab.Runs;
using Tensorboard;

namespace FusionLab.Tests.Runs;

/// <summary>Reads an event file back with the public protobuf classes of the format, also while it is being written.</summary>
internal static class RecordedEvents
{
    /// <summary>All whole records, the one that names the format first.</summary>
    public static List<Event> Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var events = new List<Event>();
        while (TfRecord.Read(stream) is { } record)
        {
            events.Add(Event.Parser.ParseFrom(record));
        }

        return events;
    }
}
