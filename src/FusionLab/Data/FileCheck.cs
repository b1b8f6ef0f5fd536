namespace FusionLab.Data;

/// <summary>What <c>data check</c> found out about one file.</summary>
/// <param name="Dataset">The dataset's title.</param>
/// <param name="File">The unpacked file's name.</param>
/// <param name="Path">Where it was found; null where it was not.</param>
/// <param name="Problem">What is wrong with it; null for a file that is there and verified.</param>
public sealed record FileCheck(string Dataset, string File, string? Path, string? Problem)
{
    /// <summary>Whether the file is there and verified.</summary>
    public bool IsGood => Path is not null && Problem is null;
}
