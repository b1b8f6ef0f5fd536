using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Runs;
using FusionLab.Training;
using FusionLab.Training.Remedies;
using static TorchSharp.torch;

namespace FusionLab.Advising;

/// <summary>One thing that could be changed in a config, or the config as it is.</summary>
/// <param name="Name">A short name, which its folder has: <c>asItIs</c>, <c>fusion2</c>, <c>ogmGe</c>.</param>
/// <param name="Change">What is changed, in words: <c>fusion at layer 2</c>; of the config as it is, that.</param>
/// <param name="Config">The config with the change, for as many epochs as the last round has.</param>
public sealed record AdviceCandidate(string Name, string Change, ExperimentConfig Config);

/// <summary>
/// What is tried on a config: the config as it is, every other fusion depth, and every remedy with its default settings, one change at a
/// time. All of them train without stopping early, so that they are compared after the same epochs.
/// </summary>
/// <param name="Reference">The config as it is.</param>
/// <param name="Changes">The candidates.</param>
/// <param name="LeftOut">What does not fit the task or the network, each with the reason.</param>
public sealed record AdvicePlan(
    AdviceCandidate Reference, IReadOnlyList<AdviceCandidate> Changes, IReadOnlyList<(string Name, string Reason)> LeftOut)
{
    /// <summary>The name of the config as it is.</summary>
    public const string AsItIs = "asItIs";

    /// <summary>The seeds of the first rounds: fewer give no spread, and more are better spent on those that are left at the end.</summary>
    public const int FirstSeeds = 2;

    /// <summary>The seeds that the best candidates get while time is left.</summary>
    public const int MostSeeds = 5;

    /// <summary>Training samples that decide who goes on, where the config keeps none: the test samples are for the answer.</summary>
    private const double Validation = 0.1;

    /// <summary>The learning rate of a branch that is behind, by that of the others.</summary>
    private const double FasterRate = 4;

    /// <summary>The config as it is and all candidates.</summary>
    public IReadOnlyList<AdviceCandidate> All => [Reference, .. Changes];

    /// <summary>Epochs that there is a reason to train: as long as the config does, and where it stops early, until then.</summary>
    public int MostEpochs => Reference.Config.Train.Epochs;

    /// <summary>Refuses configs on which there is no advice.</summary>
    /// <param name="config">The config, validated.</param>
    /// <exception cref="ConfigException">It sweeps something, measures no scores, or has one modality.</exception>
    public static void Require(ExperimentConfig config)
    {
        if (config.Sweep is not null)
        {
            throw new ConfigException("sweep", "is set; advice varies fusion depth and remedy itself, so leave it out.");
        }

        if (config.Data is not ClassificationConfig { Modalities: { } modalities })
        {
            throw new ConfigException("data.kind", $"is \"{config.Data.Kind}\"; advice compares test scores, which \"noisyMnist\" and \"arrays\" have.");
        }

        if (modalities.Count < 2)
        {
            throw new ConfigException("data.modalities", "has one entry; advice is about networks of two or more modalities.");
        }
    }

    /// <summary>Plans.</summary>
    /// <param name="own">The config as <see cref="Prepare"/> gives it.</param>
    /// <param name="data">Its samples, with those for validation.</param>
    /// <param name="device">The device, whose memory must hold the networks.</param>
    /// <param name="behind">The modality that the network as it is leaves behind; null where that is not known yet.</param>
    public static AdvicePlan Create(ExperimentConfig own, IReplicaData data, Device? device, string? behind)
    {
        var reference = new AdviceCandidate(AsItIs, "as it is", own);
        var changes = new List<AdviceCandidate>();
        var leftOut = new List<(string, string)>();
        foreach (int layer in Enumerable.Range(1, own.Network.Depth).Where(layer => layer != own.Network.FusionDepth))
        {
            Add($"fusion{layer}", $"fusion at layer {layer}", own with { Network = own.Network with { FusionDepth = layer, BranchDepths = null } });
        }

        foreach (var (kind, type) in ConfigKinds.List(typeof(RemedyConfig)).Where(kind => kind.Name != own.Train.Remedy.Kind))
        {
            var remedy = type != typeof(RatesConfig) ? (RemedyConfig)Activator.CreateInstance(type)!
                : new RatesConfig { Rates = behind is null ? new Dictionary<string, double>() : new() { [behind] = FasterRate * own.Train.LearningRate } };
            string change = kind == "none" ? "no remedy" : remedy is RatesConfig ? $"rates ({FasterRate:0} times for {behind ?? "what is behind"})" : kind;
            Add(kind, change, own with { Train = own.Train with { Remedy = remedy, Rates = remedy is RatesConfig ? null : own.Train.Rates } });
        }

        return new(reference, changes, leftOut);

        void Add(string name, string change, ExperimentConfig changed)
        {
            try
            {
                changed.Network.RefuseContradictions();
                changed.Train.RefuseContradictions();
                TrainRun.CheckFitting(changed, data, device);
                changes.Add(new(name, change, changed));
            }
            catch (ConfigException misfit)
            {
                leftOut.Add((name, misfit.Message));
            }
        }
    }

    /// <summary>A config as advice trains it: until its last epoch, with samples for validation, and with what costs time left out.</summary>
    /// <param name="config">The config.</param>
    /// <param name="hasOwnValidation">Whether its own arrays have samples for validation.</param>
    public static ExperimentConfig Prepare(ExperimentConfig config, bool hasOwnValidation)
    {
        var (train, data) = (config.Train, (ClassificationConfig)config.Data);
        int epochs = train.Stop == StopCondition.AllLearned && train.MinEpochs is { } least ? Math.Min(least, train.Epochs) : train.Epochs;
        var threshold = train.Threshold is { Scale: LearningScale.Attainable } attainable
            ? attainable with { Scale = LearningScale.Together } : train.Threshold; // what is attainable takes baselines of every candidate
        return config with
        {
            Seeds = new SeedList(ListSeeds(config.Seeds).Take(FirstSeeds)),
            Paper = null,
            Out = null,
            Data = data.Validation is null && !hasOwnValidation ? data with { Validation = Validation } : data,
            Train = train with
            {
                Epochs = epochs,
                StopWhen = "never",
                MinEpochs = null,
                Patience = null,
                Baselines = false,
                Measures = null,
                Threshold = threshold,
            },
        };
    }

    /// <summary>The config's seeds, and then those that follow.</summary>
    public static IEnumerable<ulong> ListSeeds(SeedList seeds) =>
        [.. seeds, .. Enumerable.Range(1, MostSeeds).Select(more => seeds.Max() + (ulong)more)];
}

/// <summary>
/// How long candidates train: successive halving. All train for a part of the epochs, the better half of them on to twice as many, and
/// the better quarter to the end (Jamieson and Talwalkar, Non-stochastic best arm identification and hyperparameter optimization, 2016).
/// The config as it is always goes on.
/// </summary>
/// <param name="Rounds">The epochs trained when each round is over, ascending.</param>
public sealed record AdviceSchedule(IReadOnlyList<int> Rounds)
{
    /// <summary>The epochs below which nothing can be compared.</summary>
    public const int LeastEpochs = 2;

    /// <summary>The share of the time that is planned for: the rest is for what takes longer than the first epoch said.</summary>
    private const double Planned = 0.8;

    /// <summary>What an epoch with a remedy takes, by one without, in the mean.</summary>
    private const double RemedyFactor = 1.4;

    private const int Halvings = 2;

    /// <summary>Epochs at the end.</summary>
    public int Epochs => Rounds[^1];

    /// <summary>Epochs that baselines train, which are compared with nothing.</summary>
    public int BaselineEpochs => Math.Max(1, Epochs / 2);

    /// <summary>Chooses the longest schedule that a time allows.</summary>
    /// <param name="candidates">Candidates, the config as it is among them.</param>
    /// <param name="modalities">Modalities, of which each has a baseline.</param>
    /// <param name="secondsPerEpoch">Seconds that an epoch of one network as it is takes.</param>
    /// <param name="seconds">The time.</param>
    /// <param name="most">Epochs at most.</param>
    /// <exception cref="ConfigException">The time is too short for any.</exception>
    public static AdviceSchedule Choose(int candidates, int modalities, double secondsPerEpoch, double seconds, int most)
    {
        var shortest = Create(Math.Min(LeastEpochs, most));
        double least = shortest.Estimate(candidates, modalities, secondsPerEpoch) / Planned;
        return least <= seconds
            ? Enumerable.Range(shortest.Epochs, Math.Max(1, most - shortest.Epochs + 1)).Select(Create)
                .Last(schedule => schedule.Estimate(candidates, modalities, secondsPerEpoch) <= Planned * seconds)
            : throw new ConfigException(FormattableString.Invariant(
                $"An epoch of one network takes {secondsPerEpoch:0.0} s here, and {candidates} candidates need {LeastEpochs} epochs at least: ")
                + FormattableString.Invariant($"{Math.Ceiling(least / 60):0} minutes, of which {seconds / 60:0.#} are left; allow more, or take fewer samples."));
    }

    /// <summary>How many candidates train in a round, the config as it is among them.</summary>
    /// <param name="candidates">All.</param>
    /// <param name="round">The round, counted from 0.</param>
    public static int CountInRound(int candidates, int round) => Math.Min(candidates, 1 + ((candidates - 1 + (1 << round) - 1) >> round));

    /// <summary>The seconds that all rounds and one more seed for the last candidates take.</summary>
    /// <param name="candidates">Candidates, the config as it is among them.</param>
    /// <param name="modalities">Modalities, of which each has a baseline.</param>
    /// <param name="secondsPerEpoch">Seconds that an epoch of one network as it is takes.</param>
    public double Estimate(int candidates, int modalities, double secondsPerEpoch)
    {
        double epochs = Rounds.Select((end, round) =>
            (double)CountInRound(candidates, round) * (end - (round == 0 ? 0 : Rounds[round - 1]))).Sum();
        double networks = (AdvicePlan.FirstSeeds * epochs) + (CountInRound(candidates, Rounds.Count - 1) * Epochs);
        return secondsPerEpoch * ((RemedyFactor * networks) + ((1 + modalities) * BaselineEpochs));
    }

    private static AdviceSchedule Create(int epochs) =>
        new([.. Enumerable.Range(0, Halvings + 1).Select(round => Math.Max(1, epochs >> (Halvings - round))).Distinct()]);
}
