using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Runs;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Advising;

/// <summary>How advice is worked out, and who is told what.</summary>
public sealed record AdviceOptions
{
    /// <summary>The file of a folder of advice that says how long its candidates train.</summary>
    public const string ScheduleFile = "schedule.json";

    /// <summary>The folder: a run folder for each candidate, advice.json, and the report.</summary>
    public required string Folder { get; init; }

    /// <summary>The time that it may take.</summary>
    public required TimeSpan Budget { get; init; }

    /// <summary>Whether to go on with what the folder holds.</summary>
    public bool Resume { get; init; }

    /// <summary>What all run folders have in common: the command line, their reports, the clock.</summary>
    public RunOptions Runs { get; init; } = new();

    /// <summary>Told in one sentence each what is planned and what is given up.</summary>
    public Action<string>? Say { get; init; }

    /// <summary>Told what a reader must know before believing the numbers.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Watches one training: gets its title, its modalities, and what trains.</summary>
    public Func<string, IReadOnlyList<string>, Func<IRunEvents?, RunResult>, RunResult>? Watch { get; init; }
}

/// <summary>
/// Works out what helps on a config within a time: trains the config as it is and one change at a time, gives up what is behind on the
/// validation samples, and compares what is left on the test samples, seed by seed (<see cref="AdvicePlan"/>, <see cref="AdviceSchedule"/>).
/// </summary>
public sealed class AdviceRun : IDisposable
{
    private readonly AdviceOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly long _started;
    private readonly Device _device;
    private readonly ExperimentConfig _config;
    private readonly TrainingTask _task;
    private readonly FileStream _lock;

    /// <summary>Opens the data and takes the folder.</summary>
    /// <param name="config">The config, validated.</param>
    /// <param name="options">How to work it out.</param>
    /// <param name="cancellation">Interrupts training after the step under way; what is done stays in the folder.</param>
    /// <exception cref="FusionLabException">There is no advice on such a config, or the data, the device or the folder are not to be had.</exception>
    public AdviceRun(ExperimentConfig config, AdviceOptions options, CancellationToken cancellation = default)
    {
        AdvicePlan.Require(config);
        (_options, _cancellation) = (options, cancellation);
        _started = options.Runs.Clock.GetTimestamp();
        _device = Devices.Prepare(config.Device, config.Threads, config.Train.Precision);
        config.Train.RequireDevice(_device);
        TrainRun.Check(config, _device);
        (_config, _task) = Open(config, _device, cancellation);
        TrainRun.CheckFitting(_config, _task.Data, _device);
        _lock = TakeFolder();
    }

    private double SecondsUsed => _options.Runs.Clock.GetElapsedTime(_started).TotalSeconds;

    private string SchedulePath => Path.Combine(_options.Folder, AdviceOptions.ScheduleFile);

    /// <summary>Says what would be tried, without training.</summary>
    /// <param name="config">The config, validated.</param>
    /// <exception cref="FusionLabException">There is no advice on such a config, or its data are not to be had.</exception>
    public static AdvicePlan Plan(ExperimentConfig config)
    {
        AdvicePlan.Require(config);
        TorchLibrary.SetThreads(config.Threads);
        var (own, task) = Open(config, CPU, CancellationToken.None);
        using (task)
        {
            return AdvicePlan.Create(own, task.Data, device: null, behind: null);
        }
    }

    /// <summary>Works it out.</summary>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    /// <exception cref="FusionLabException">The time is too short, or the folder cannot be written.</exception>
    public Advice Run()
    {
        foreach (string warning in _task.Warnings)
        {
            _options.Warn?.Invoke(warning);
        }

        // The first epoch of the config as it is tells how long the others take, and which modality is behind.
        var pace = new PaceWatch();
        var pilot = new Trial(new AdviceCandidate(AdvicePlan.AsItIs, "as it is", _config));
        var schedule = _options.Resume ? ReadSchedule() : null;
        Train(pilot, schedule?.Rounds[0] ?? 1, pace);
        if (pilot.Replicas.Count == 0)
        {
            throw new DivergedException(pilot.Failure ?? "Every network of the config as it is diverged; lower train.learningRate.");
        }

        var alone = pilot.Replicas[0].Final.Unimodal;
        var plan = AdvicePlan.Create(_config, _task.Data, _device, behind: alone.MinBy(modality => modality.Value).Key);
        schedule ??= WriteSchedule(AdviceSchedule.Choose(
            plan.All.Count, _task.Measured.Count, pace.SecondsPerEpoch / AdvicePlan.FirstSeeds, _options.Budget.TotalSeconds - SecondsUsed, plan.MostEpochs));
        Say($"{Wording.Count(plan.All.Count, "candidate")}, {AdvicePlan.FirstSeeds} seeds each, rounds of {string.Join(", ", schedule.Rounds)} epochs.");

        Trial[] trials = [pilot, .. plan.Changes.Select(candidate => new Trial(candidate))];
        string? baselines = TrainBaselines(schedule.BaselineEpochs);
        var last = Halve(trials, schedule);
        AddSeeds(last, schedule.Epochs);
        return new Advice(
            _config.Name ?? "unnamed", schedule.Epochs, plan.MostEpochs,
            [.. trials.OrderByDescending(trial => trial.Epochs).ThenByDescending(trial => trial.Validation ?? double.NegativeInfinity)
                .Select(trial => trial.Conclude(pilot))],
            plan.LeftOut.ToDictionary(one => one.Name, one => one.Reason), baselines, SecondsUsed)
        { Folder = _options.Folder };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lock.Dispose();
        _task.Dispose();
    }

    /// <summary>Trains all, and after each round only the better half of the candidates.</summary>
    /// <returns>Those that trained to the end, the config as it is among them.</returns>
    private List<Trial> Halve(IReadOnlyList<Trial> trials, AdviceSchedule schedule)
    {
        List<Trial> live = [.. trials];
        foreach (var (round, epochs) in schedule.Rounds.Index())
        {
            if (round > 0)
            {
                var better = live.Skip(1).OrderByDescending(trial => trial.Validation ?? double.NegativeInfinity)
                    .Take(AdviceSchedule.CountInRound(trials.Count, round) - 1).ToList();
                string[] givenUp = [.. live.Skip(1).Except(better).Select(trial => trial.Candidate.Change)];
                if (givenUp.Length > 0)
                {
                    Say($"Given up after {Wording.Count(schedule.Rounds[round - 1], "epoch")}: {string.Join(", ", givenUp)}.");
                }

                live = [live[0], .. better.Where(trial => trial.Failure is null)];
            }

            live.ForEach(trial => Train(trial, epochs));
        }

        return live;
    }

    /// <summary>Trains further seeds of the last candidates as long as the time allows: more than before change what can be told from noise.</summary>
    private void AddSeeds(List<Trial> last, int epochs)
    {
        foreach (ulong seed in AdvicePlan.ListSeeds(_config.Seeds).Skip(AdvicePlan.FirstSeeds).Take(AdvicePlan.MostSeeds - AdvicePlan.FirstSeeds))
        {
            bool isThere = last.All(trial => Directory.Exists(FolderOf(trial, seed))); // when resumed
            if (!isThere && SecondsUsed + (epochs * last.Sum(trial => trial.SecondsPerEpoch)) > _options.Budget.TotalSeconds)
            {
                return;
            }

            last.ForEach(trial => Train(trial, epochs, seed: seed));
        }
    }

    /// <summary>Finds what each modality can reach alone, of one seed.</summary>
    private string? TrainBaselines(int epochs)
    {
        var config = _config with { Seeds = new SeedList([_config.Seeds[0]]), Train = _config.Train with { Epochs = epochs, Baselines = true } };
        var run = Execute("baselines", "each modality alone", config, new PaceWatch());
        return run?.Baselines is not { } reached ? null : string.Join("; ", reached.Select(modality => FormattableString.Invariant(
            $"{Wording.LabelModality(modality.Key)} alone can reach {100 * modality.Value.Attainable.Mean:0.0} %"))) + $" (one seed, {epochs} epochs).";
    }

    private void Train(Trial trial, int epochs, PaceWatch? pace = null, ulong? seed = null)
    {
        pace ??= new PaceWatch();

        // When resumed, it may have come further than this round.
        var folder = RunFolder.At(FolderOf(trial, seed));
        int trained = _options.Resume && File.Exists(folder.Config) ? ConfigJson.Read(folder.Config).Train.Epochs : 0;
        var config = trial.Candidate.Config with { Train = trial.Candidate.Config.Train with { Epochs = Math.Max(epochs, trained) } };
        config = seed is { } one ? config with { Seeds = new SeedList([one]) } : config;
        try
        {
            var run = Execute(Path.GetFileName(folder.Path), trial.Candidate.Change, config, pace);
            trial.Take(run, epochs, pace.SecondsPerEpoch / config.Seeds.Count, isFurtherSeed: seed is not null);
        }
        catch (DivergedException diverged)
        {
            trial.Fail(diverged.Message);
        }
    }

    private RunResult Execute(string folder, string title, ExperimentConfig config, PaceWatch pace)
    {
        _cancellation.ThrowIfCancellationRequested();
        config = config with { Name = folder, Out = Path.Combine(_options.Folder, folder) };
        using var task = _task.With(config, _device, _cancellation);
        RunResult Run(IRunEvents? observer)
        {
            pace.Observer = observer;
            return TrainRun.Run(config, task, _device, _options.Runs with { Resume = true }, pace, _cancellation);
        }

        var run = _options.Watch is { } watch ? watch($"{title}, to epoch {config.Train.Epochs}", _task.Measured, Run) : Run(null);
        return run.Status == RunResult.Interrupted ? throw new OperationCanceledException(_cancellation) : run;
    }

    private string FolderOf(Trial trial, ulong? seed) =>
        Path.Combine(_options.Folder, seed is null ? trial.Candidate.Name : $"{trial.Candidate.Name}-seed{seed}");

    /// <summary>Opens the data with samples for validation: those that own arrays have, else some of the training samples.</summary>
    private static (ExperimentConfig Config, TrainingTask Task) Open(ExperimentConfig config, Device device, CancellationToken cancellation)
    {
        if (config.Data is ArraysConfig { Validation: null })
        {
            var asTheyAre = AdvicePlan.Prepare(config, hasOwnValidation: true);
            var task = TrainingTask.Open(asTheyAre, device, cancellation);
            if (task.Data.Validation is not null)
            {
                return (asTheyAre, task);
            }

            task.Dispose();
        }

        var prepared = AdvicePlan.Prepare(config, hasOwnValidation: false);
        return (prepared, TrainingTask.Open(prepared, device, cancellation));
    }

    private FileStream TakeFolder()
    {
        try
        {
            Directory.CreateDirectory(_options.Folder);
            bool isTaken = Directory.EnumerateFileSystemEntries(_options.Folder).Any();
            if (isTaken && !_options.Resume)
            {
                throw new ConfigException($"{_options.Folder} is not empty.") { Remedy = Remedy.OtherFolderOrResume };
            }

            return FolderLock.TryTake(Path.Combine(_options.Folder, ".running"))
                ?? throw new ConfigException($"Another process is writing to {_options.Folder}.") { Remedy = Remedy.OtherFolder };
        }
        catch (Exception reason) when (OutputException.IsCausedBy(reason))
        {
            throw OutputException.Explain($"The folder {_options.Folder}", reason, Remedy.OtherFolder);
        }
    }

    private AdviceSchedule? ReadSchedule() => RunJson.Read<AdviceSchedule>(SchedulePath);

    private AdviceSchedule WriteSchedule(AdviceSchedule schedule)
    {
        AtomicFile.WriteText(SchedulePath, RunJson.Write(schedule));
        return schedule;
    }

    private void Say(string sentence) => _options.Say?.Invoke(sentence);

    /// <summary>A candidate with what it came to so far.</summary>
    private sealed class Trial(AdviceCandidate candidate)
    {
        private readonly List<ReplicaSummary> _furtherSeeds = [];
        private RunResult? _run;

        public AdviceCandidate Candidate => candidate;

        public int Epochs { get; private set; }

        public string? Failure { get; private set; }

        /// <summary>Seconds that an epoch of one network takes.</summary>
        public double SecondsPerEpoch { get; private set; }

        public IReadOnlyList<ReplicaSummary> Replicas =>
            [.. (_run?.Replicas ?? []).Concat(_furtherSeeds).Where(replica => replica.Status == RunResult.Completed)];

        /// <summary>The mean score on the validation samples at the end of the last round; null without any network that has one.</summary>
        public double? Validation => Replicas.Average(replica => replica.History.LastOrDefault(row => row.Epoch <= Epochs)?.Validation?.Score);

        public void Take(RunResult run, int epochs, double secondsPerEpoch, bool isFurtherSeed)
        {
            if (isFurtherSeed)
            {
                _furtherSeeds.AddRange(run.Replicas);
                return;
            }

            (_run, Epochs) = (run, epochs);
            SecondsPerEpoch = Math.Max(SecondsPerEpoch, secondsPerEpoch);
        }

        public void Fail(string reason) => Failure = reason;

        /// <summary>The test scores after some epochs, by seed.</summary>
        private Dictionary<ulong, double?> ListScores(int epochs) => Replicas.ToDictionary(
            replica => replica.Seed, replica => replica.History.LastOrDefault(row => row.Epoch <= epochs)?.Score);

        /// <summary>What came of it, beside the config as it is after the same epochs.</summary>
        public AdviceOutcome Conclude(Trial reference) => new(
            candidate.Name, candidate.Change, Epochs, Validation,
            this == reference ? null : PairedGain.Compare(reference.ListScores(Epochs), ListScores(Epochs)), Failure)
        {
            Replicas = Replicas,
            Theory = _run?.Theory,
        };
    }

    /// <summary>Measures how long epochs take, and passes on what is told to it.</summary>
    private sealed class PaceWatch : IRunEvents
    {
        private readonly List<double> _seconds = [];

        public IRunEvents? Observer { get; set; }

        /// <summary>Seconds of an epoch of all networks together; 0 where none was trained.</summary>
        public double SecondsPerEpoch => _seconds.DefaultIfEmpty(0).Average();

        public void Started(TrainingStart start) => Observer?.Started(start);

        public void StepTaken(TrainingProgress progress) => Observer?.StepTaken(progress);

        public void Evaluated(IReadOnlyList<Evaluation> rows) => Observer?.Evaluated(rows);

        public void EpochEnded(EpochTiming timing)
        {
            if (timing.Epoch > 0)
            {
                _seconds.Add(timing.TrainSeconds + timing.EvaluateSeconds);
            }

            Observer?.EpochEnded(timing);
        }

        public void ReplicaLeft(ReplicaResult replica) => Observer?.ReplicaLeft(replica);

        public void CheckpointSaved(string path) => Observer?.CheckpointSaved(path);

        public void Ended(TrainingResult result) => Observer?.Ended(result);
    }
}
