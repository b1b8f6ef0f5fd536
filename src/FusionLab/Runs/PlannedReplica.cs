using FusionLab.Config;
using FusionLab.Data;

namespace FusionLab.Runs;

/// <summary>One replica that is to be trained, of a run or of a sweep point.</summary>
/// <param name="Config">The config of its run or point, without a sweep.</param>
/// <param name="Data">The task it learns from.</param>
/// <param name="Seed">Its seed.</param>
internal sealed record PlannedReplica(ExperimentConfig Config, IReplicaData Data, ulong Seed);
