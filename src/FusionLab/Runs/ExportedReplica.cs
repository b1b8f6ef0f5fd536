namespace FusionLab.Runs;

/// <summary>One replica's weights in a file of their own.</summary>
/// <param name="File">The safetensors file.</param>
/// <param name="Replica">The replica, counted from 1.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Epochs">Epochs that it trained.</param>
/// <param name="Parameters">Weights and biases in the file, as single numbers.</param>
public sealed record ExportedReplica(string File, int Replica, ulong Seed, double Epochs, long Parameters);
