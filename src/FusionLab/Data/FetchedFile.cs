namespace FusionLab.Data;

/// <summary>What <c>data fetch</c> did about one file.</summary>
/// <param name="Path">Where the verified file lies.</param>
/// <param name="Mirror">The mirror it came from; null where a good file was there already and was left alone.</param>
public sealed record FetchedFile(string Path, Uri? Mirror);
