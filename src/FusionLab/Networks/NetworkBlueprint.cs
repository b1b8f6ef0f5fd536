using FusionLab.Data;
using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>Everything a network is built from.</summary>
/// <param name="Config">The description, already resolved.</param>
/// <param name="Plan">Its layers.</param>
/// <param name="Modalities">The input channels.</param>
/// <param name="Outputs">The number of outputs.</param>
/// <param name="Replicas">One start a replica, its initialization filled in.</param>
/// <param name="Device">Where the parameters live.</param>
/// <param name="Type">The parameters' precision.</param>
internal sealed record NetworkBlueprint(
    NetworkConfig Config,
    FusionPlan Plan,
    IReadOnlyList<Modality> Modalities,
    int Outputs,
    IReadOnlyList<(ulong Seed, InitConfig Init)> Replicas,
    Device Device,
    ScalarType Type);
