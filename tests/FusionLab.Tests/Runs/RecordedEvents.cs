using FusionLab.Runs;

namespace FusionLab.Tests.Runs;

/// <summary>Reads an event file back with the generated protobuf classes, also while it is being written.</summary>
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
