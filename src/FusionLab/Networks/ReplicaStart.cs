namespace FusionLab.Networks;

/// <summary>From where one replica of a network starts.</summary>
/// <param name="Seed">Its seed, which with the parameters' names decides its initial weights.</param>
/// <param name="Init">How its weights are drawn; null takes the network's.</param>
public sealed record ReplicaStart(ulong Seed, InitConfig? Init = null);
