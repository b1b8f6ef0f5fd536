using FusionLab.Data;
using FusionLab.Training;
using Serilog;

namespace FusionLab.Runs;

/// <summary>
/// Writes metrics.csv, timing.csv, TensorBoard's events and the log while replicas train. A resumed run writes its tables anew
/// from the rows in the checkpoint, so that what it had written after the checkpoint does not stand there twice. It does so
/// when training starts, and not before: where a checkpoint turns out to be damaged, what the run had written stays. A run whose
/// metrics.csv cannot be written ends; without the others it goes on.
/// </summary>
internal sealed class RunFolderWriter : IRunEvents, IDisposable
{
    private readonly IReadOnlyList<string> _modalities;

    /// <summary>The replicas that see all modalities; those after them are baselines, as many for each modality.</summary>
    private readonly int _replicas;
    private readonly bool _isClassification;

    /// <summary>The columns of metrics.csv: those that all runs have, then what only some measure.</summary>
    private readonly IReadOnlyList<(string Name, Func<Evaluation, object?> Cell)> _columns;
    private readonly RunSession _session;
    private readonly RunFolder _folder;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly EvaluationEvents _curves;
    private readonly SideFile _eventsFile, _timingFile;
    private EventFile? _events;
    private CsvFile? _metrics;
    private CsvFile? _timing;
    private CsvFile? _baselines;

    /// <summary>Prepares the files.</summary>
    /// <param name="session">The run's folder, log and warnings.</param>
    /// <param name="task">What is learned, and measured.</param>
    /// <param name="measures">The keys of what evaluations measure besides.</param>
    /// <param name="replicas">The replicas that see all modalities.</param>
    /// <param name="clock">The clock of TensorBoard's events.</param>
    public RunFolderWriter(RunSession session, TrainingTask task, IReadOnlyList<string> measures, int replicas, TimeProvider clock)
    {
        (_session, _folder, _log, _modalities, _replicas, _clock) = (session, session.Folder, session.Log, task.Measured, replicas, clock);
        _isClassification = task.Data.IsClassification;
        _columns =
        [
            .. ListColumns(task.Data, _modalities),
            .. measures.Select(key => (key, (Func<Evaluation, object?>)(row => row.Measures?.GetValueOrDefault(key)))),
        ];
        (_eventsFile, _timingFile) = (new SideFile(_folder.Events, session.Warn), new SideFile(_folder.Timing, session.Warn));
        _curves = new EvaluationEvents(_modalities, replicas);
    }

    public void Started(TrainingStart start)
    {
        _log.Information(
            "Training {Replicas} replicas from epoch {Epoch}, step {Step}", start.Seeds.Count, start.CompletedEpochs, start.Steps);
        if (_metrics is null)
        {
            _session.Begin();
            StartFiles();
        }

        foreach (var rows in start.Rows.GroupBy(row => row.Step))
        {
            Write([.. rows]);
        }

        _metrics!.Flush();
        if (start.Steps > 0)
        {
            foreach (int _ in start.Replicas.Where(replica => replica <= _replicas).Except(start.Rows.Select(row => row.Replica)))
            {
                WriteEvents(_curves.LeaveOutOne()); // it diverged before its first evaluation
            }
        }

        WriteTiming(start.Timing);
    }

    public void Evaluated(IReadOnlyList<Evaluation> rows)
    {
        Write(rows);
        _metrics!.Flush();
        _baselines?.Flush();
        foreach (var row in rows)
        {
            _log.Information(
                "Epoch {Epoch} replica {Replica} loss {Loss} score {Score} unimodal {Unimodal}",
                row.Epoch, row.Replica, row.Loss, row.Score, row.Unimodal);
        }
    }

    public void EpochEnded(EpochTiming timing) => WriteTiming([timing]);

    public void ReplicaLeft(ReplicaResult replica)
    {
        if (replica.Divergence is { } divergence)
        {
            _log.Warning("{Message:l}", divergence.Message);
            if (replica.History.Count == 0 && replica.Replica <= _replicas)
            {
                WriteEvents(_curves.LeaveOutOne());
            }
        }
        else
        {
            _log.Information("Replica {Replica} is done after {Epochs} epochs", replica.Replica, (int)replica.Final!.Epoch);
        }
    }

    public void CheckpointSaved(string path) => _log.Information("Checkpoint {Path}", path);

    public void Ended(TrainingResult result) => _log.Information("Training ended: {Status}", result.Status);

    public void Dispose()
    {
        _events?.Dispose();
        _metrics?.Dispose();
        _timing?.Dispose();
        _baselines?.Dispose();
    }

    private static List<(string Name, Func<Evaluation, object?> Cell)> ListColumns(IReplicaData data, IReadOnlyList<string> modalities)
    {
        List<(string Name, Func<Evaluation, object?> Cell)> columns =
        [
            (CsvColumn.Replica, row => row.Replica), (CsvColumn.Seed, row => row.Seed), (CsvColumn.Epoch, row => row.Epoch),
            (CsvColumn.Step, row => row.Step), (CsvColumn.LearningRate, row => row.LearningRate), (CsvColumn.Loss, row => row.Loss),
            (CsvColumn.Accuracy, row => row.Accuracy), // empty for regression
        ];
        if (!data.IsMeasured)
        {
            return columns;
        }

        if (data.IsClassification)
        {
            AddEach(CsvColumn.AccuracyAlone, (row, m) => row.Unimodal[m]);
        }

        Add(CsvColumn.TestLoss, row => row.TestLoss);
        AddEach(CsvColumn.TestLossAlone, (row, m) => row.UnimodalLoss?[m]);
        if (data.Validation is not null)
        {
            string score = data.IsClassification ? CsvColumn.Accuracy : CsvColumn.R2;
            Add($"{CsvColumn.Validation}{CsvColumn.Loss}", row => row.Validation?.Loss);
            AddEach($"{CsvColumn.Validation}{CsvColumn.Loss}_", (row, m) => row.Validation?.UnimodalLoss[m]);
            Add($"{CsvColumn.Validation}{score}", row => row.Validation?.Score);
            AddEach($"{CsvColumn.Validation}{score}_", (row, m) => row.Validation?.Unimodal[m]);
        }

        if (!data.IsClassification)
        {
            Add(CsvColumn.R2, row => row.R2);
            AddEach(CsvColumn.R2Alone, (row, m) => row.Unimodal[m]);
        }
        else if (data.Test.IsImbalanced())
        {
            Add("balanced_accuracy", row => row.ByClass?[0].BalancedAccuracy);
            AddEach("balanced_accuracy_", (row, m) => row.ByClass?[m + 1].BalancedAccuracy);
            Add("macro_f1", row => row.ByClass?[0].MacroF1);
            AddEach("macro_f1_", (row, m) => row.ByClass?[m + 1].MacroF1);
        }

        return columns;

        void Add(string name, Func<Evaluation, object?> cell) => columns.Add((name, cell));

        void AddEach(string prefix, Func<Evaluation, int, object?> cell) =>
            columns.AddRange(modalities.Select((name, m) => (prefix + name, (Func<Evaluation, object?>)(row => cell(row, m)))));
    }

    private void StartFiles()
    {
        _eventsFile.Write(() => _events = new EventFile(_folder.Path, _clock, EvaluationEvents.MeanDescription));
        _metrics = new CsvFile(_folder.Metrics, _columns.Select(column => column.Name));
        _timingFile.Write(
            () => _timing = new CsvFile(_folder.Timing, CsvColumn.Epoch, CsvColumn.TrainSeconds, CsvColumn.EvaluateSeconds));
    }

    private void Write(IReadOnlyList<Evaluation> rows)
    {
        Evaluation[] own = [.. rows.Where(row => row.Replica <= _replicas)];
        foreach (var row in rows.Except(own))
        {
            _baselines ??= new CsvFile(
                _folder.Baselines, "modality", CsvColumn.Replica, CsvColumn.Seed, CsvColumn.Epoch, CsvColumn.Step, CsvColumn.LearningRate,
                CsvColumn.Loss, _isClassification ? CsvColumn.Accuracy : CsvColumn.R2, CsvColumn.TestLoss);
            int modality = ((row.Replica - 1) / _replicas) - 1;
            _baselines.Write(
                _modalities[modality], row.Replica, row.Seed, row.Epoch, row.Step, row.LearningRate, row.Loss, row.Unimodal[modality],
                row.UnimodalLoss?[modality]);
        }

        foreach (var row in own)
        {
            _metrics!.Write(_columns.Select(column => column.Cell(row)));
        }

        if (own.Length > 0)
        {
            WriteEvents(_curves.Add(own));
        }
    }

    private void WriteEvents(IEnumerable<(long Step, IEnumerable<(string Tag, double Value)> Scalars)> events) => _eventsFile.Write(() =>
    {
        foreach (var (step, scalars) in events)
        {
            _events!.Write(step, scalars);
        }
    });

    private void WriteTiming(IEnumerable<EpochTiming> epochs) => _timingFile.Write(() =>
    {
        foreach (var epoch in epochs)
        {
            _timing!.Write(epoch.Epoch, $"{epoch.TrainSeconds:F6}", $"{epoch.EvaluateSeconds:F6}");
        }

        _timing!.Flush();
    });
}
