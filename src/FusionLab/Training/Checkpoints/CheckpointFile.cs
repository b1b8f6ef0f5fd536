namespace FusionLab.Training.Checkpoints;

/// <summary>The content of a checkpoint's JSON file.</summary>
/// <param name="Format">The version of this layout.</param>
/// <param name="Sha256">The checksum of the safetensors file beside it, in hexadecimal.</param>
/// <param name="State">The numbers.</param>
internal sealed record CheckpointFile(int Format, string Sha256, CheckpointState State);
