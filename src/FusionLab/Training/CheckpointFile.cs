namespace FusionLab.Training;

/// <summary>The content of a checkpoint's JSON file.</summary>
/// <param name="Format">The version of this layout.</param>
/// <param name="Sha256">The checksum of the safetensors file beside it, in hexadecimal.</param>
/// <param name="State">The numbers.</param>
/// <param name="StateSha256">The checksum of the numbers, as JSON without blanks; null in files of layout 1, which had none.</param>
internal sealed record CheckpointFile(int Format, string Sha256, CheckpointState State, string? StateSha256 = null);
