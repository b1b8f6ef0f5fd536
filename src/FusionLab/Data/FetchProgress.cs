namespace FusionLab.Data;

/// <summary>How far one download has come.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Received">Bytes received so far.</param>
/// <param name="Total">Bytes in all, where the mirror says so.</param>
public sealed record FetchProgress(string File, long Received, long? Total);
