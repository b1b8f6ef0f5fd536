namespace FusionLab.Data;

/// <summary>How patient a download is. A machine without a network must find that out within seconds.</summary>
public sealed record FetchLimits
{
    /// <summary>Time to look up a mirror and connect to it.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>Time without a single byte, before the answer or within it, after which a mirror is given up.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(10);
}
