using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using FusionLab.Linear;
using Google.Protobuf;
using Tensorboard;

namespace FusionLab.Runs;

/// <summary>
/// Scalars over time for TensorBoard (<c>tensorboard --logdir runs</c>). Every record is on disk when the call returns. A run that
/// resumes goes on in another file: the ones before stay as they are, with the times of their records.
/// </summary>
/// <remarks>Not safe for several threads at once.</remarks>
public sealed class EventFile : IDisposable
{
    /// <summary>The files' names.</summary>
    internal const string Pattern = "events.out.tfevents.*";

    private const string Version = "brain.Event:2";

    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly string? _meanDescription;
    private readonly HashSet<string> _described = [];

    /// <summary>What earlier files of the folder hold.</summary>
    private readonly Dictionary<(string Tag, long Step), float> _earlier = [];
    private FileStream? _stream;

    /// <summary>Prepares a file, which is made with its first record.</summary>
    /// <param name="folder">The run folder; it must exist.</param>
    /// <param name="clock">Gives the wall time of each record.</param>
    /// <param name="meanDescription">What TensorBoard says of each mean; null for nothing.</param>
    public EventFile(string folder, TimeProvider clock, string? meanDescription = null)
    {
        (_folder, _clock, _meanDescription) = (folder, clock, meanDescription);
        foreach (string file in Directory.GetFiles(folder, Pattern).Order(StringComparer.Ordinal))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            while (TfRecord.Read(stream) is { } record)
            {
                var one = Event.Parser.ParseFrom(record);
                foreach (var value in one.Summary?.Value ?? [])
                {
                    _earlier[(value.Tag, one.Step)] = value.SimpleValue;
                }
            }
        }
    }

    /// <summary>The file's path; null before the first record.</summary>
    public string? Path => _stream?.Name;

    /// <summary>
    /// Writes the values of several curves at one step. Values that are not finite are left out, and so are those that earlier files hold:
    /// a run that resumes writes all of its records again from the checkpoint.
    /// </summary>
    /// <param name="step">Steps so far, of SGD or of a simulation.</param>
    /// <param name="scalars">Tags, such as <c>loss/mean</c>, with their values.</param>
    public void Write(long step, IEnumerable<(string Tag, double Value)> scalars)
    {
        var summary = new Summary();
        foreach (var (tag, value) in scalars.Where(scalar => double.IsFinite(scalar.Value)))
        {
            if (_earlier.TryGetValue((tag, step), out float before) && before == (float)value)
            {
                continue;
            }

            var point = new Summary.Types.Value { Tag = tag, SimpleValue = (float)value };
            if (_meanDescription is not null && tag.Contains("/mean", StringComparison.Ordinal) && _described.Add(tag))
            {
                point.Metadata = new SummaryMetadata { SummaryDescription = _meanDescription };
            }

            summary.Value.Add(point);
        }

        if (summary.Value.Count == 0)
        {
            return;
        }

        if (_stream is null)
        {
            _stream = Create();
            Append(new Event { FileVersion = Version });
        }

        Append(new Event { Step = step, Summary = summary });
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    /// <summary>Makes a file whose name comes after those that are there: TensorBoard reads files in the order of their names.</summary>
    private FileStream Create()
    {
        long last = Directory.GetFiles(_folder, Pattern).Select(file => System.IO.Path.GetFileName(file).Split('.')[3])
            .Select(second => long.TryParse(second, CultureInfo.InvariantCulture, out long number) ? number : 0).DefaultIfEmpty().Max();
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"events.out.tfevents.{Math.Max(_clock.GetUtcNow().ToUnixTimeSeconds(), last + 1):D10}.{Environment.MachineName}");

        // Without a buffer nothing is left to write when the file is closed.
        return new FileStream(System.IO.Path.Combine(_folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    private void Append(Event one)
    {
        one.WallTime = _clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        _stream!.Write(TfRecord.Frame(one.ToByteArray()));
    }
}

/// <summary>
/// Names the curves of a training run: each replica's own, and their mean. As in the report, the mean ends where the first replica
/// leaves: a mean over those that remain would jump.
/// </summary>
/// <param name="modalities">The modalities' names, in the order of <see cref="Evaluation.Unimodal"/>.</param>
/// <param name="replicas">The replicas of the run; those that do not fit into one batch come one batch after the other.</param>
public sealed class EvaluationEvents(IReadOnlyList<string> modalities, int replicas)
{
    /// <summary>What TensorBoard says of the means.</summary>
    public const string MeanDescription = "The mean over all replicas; it ends where the first replica leaves.";

    /// <summary>The rows of steps at which not all replicas have been evaluated.</summary>
    private readonly SortedDictionary<long, List<Evaluation>> _incomplete = [];
    private int _replicas = replicas;

    /// <summary>The scalars of one evaluation, and the means that it completes.</summary>
    /// <param name="evaluations">Evaluations of replicas at one step; at least one.</param>
    /// <returns>
    /// By steps, <c>loss/replica_1</c>, <c>loss/mean</c>, and likewise <c>accuracy</c>, one <c>accuracy_NAME</c> a modality,
    /// <c>test_loss</c>, one <c>test_loss_NAME</c> a modality, where there are validation samples <c>validation_loss</c> and
    /// <c>validation_accuracy</c>, and <c>learning_rate</c>. Accuracies are 0..1; regression has <c>r2</c> in their place.
    /// </returns>
    public IEnumerable<(long Step, IEnumerable<(string Tag, double Value)> Scalars)> Add(IReadOnlyList<Evaluation> evaluations)
    {
        long step = evaluations[0].Step;
        if (!_incomplete.TryGetValue(step, out var rows))
        {
            _incomplete[step] = rows = [];
        }

        rows.AddRange(evaluations);
        var own = evaluations.SelectMany(row => Curves(row)
            .Select(curve => (FormattableString.Invariant($"{curve.Name}/replica_{row.Replica}"), curve.Quantity(row))));
        return [(step, own.Append(("learning_rate", evaluations[0].LearningRate))), .. TakeMeans()];
    }

    /// <summary>Leaves a replica that was never evaluated out of the means.</summary>
    /// <returns>The means that wait for no other replica, by steps.</returns>
    public IEnumerable<(long Step, IEnumerable<(string Tag, double Value)> Scalars)> LeaveOutOne()
    {
        _replicas--;
        return TakeMeans();
    }

    private List<(long Step, IEnumerable<(string Tag, double Value)> Scalars)> TakeMeans()
    {
        var complete = _incomplete.Where(step => step.Value.Count == _replicas).ToList();
        complete.ForEach(step => _incomplete.Remove(step.Key));
        return [.. complete.Select(step => (step.Key, Curves(step.Value[0])
            .Select(curve => ($"{curve.Name}/mean", step.Value.Average(curve.Quantity)))))];
    }

    private IEnumerable<(string Name, Func<Evaluation, double> Quantity)> Curves(Evaluation first) =>
    [
        ("loss", row => row.Loss),
        .. first.Score is null ? [] : new (string, Func<Evaluation, double>)[] { (Score(first), row => row.Score ?? double.NaN) },
        .. modalities.Select((name, m) => ($"{Score(first)}_{name}", (Func<Evaluation, double>)(row => row.Unimodal[m]))),
        .. first.UnimodalLoss is null ? [] : TestLosses(),
        .. first.Validation is null ? [] : new (string, Func<Evaluation, double>)[]
        {
            ("validation_loss", row => row.Validation?.Loss ?? double.NaN),
            ($"validation_{Score(first)}", row => row.Validation?.Score ?? double.NaN),
        },
    ];

    private static string Score(Evaluation first) => first.R2 is null ? CsvColumn.Accuracy : CsvColumn.R2;

    private IEnumerable<(string Name, Func<Evaluation, double> Quantity)> TestLosses() =>
    [
        ("test_loss", row => row.TestLoss ?? double.NaN),
        .. modalities.Select((name, m) => ($"test_loss_{name}", (Func<Evaluation, double>)(row => row.UnimodalLoss?[m] ?? double.NaN))),
    ];
}

/// <summary>
/// Names a simulation's curves for TensorBoard: each replica's own, numbered as in metrics.csv, and the mean over the seeds of a
/// point.
/// </summary>
public static class SimulatedEvents
{
    /// <summary>What TensorBoard says of the means.</summary>
    public const string MeanDescription = "The mean over all replicas; one that has ended counts as it ended.";

    /// <summary>The scalars of an experiment, point after point, each point's steps ascending.</summary>
    /// <param name="run">The simulation.</param>
    /// <returns>
    /// At each step that a replica of the point recorded: <c>loss/replica_1</c>, <c>loss/mean</c> (<c>loss/mean_point_0</c> and so on in
    /// a sweep), and likewise <c>generalization_error</c> where the truth is known, and one <c>weight_NAME</c> a modality.
    /// </returns>
    /// <remarks>
    /// Replicas record at steps of their own, dense where something happens: a mean takes each between its two nearest records, and a
    /// replica that has ended as it ended.
    /// </remarks>
    public static IEnumerable<(long Step, IEnumerable<(string Tag, double Value)> Scalars)> Scalars(RunResult run)
    {
        int number = 0;
        foreach (var (index, point) in run.Points.Index())
        {
            RecordedCurve[] replicas = [.. point.Replicas.Select(replica => new RecordedCurve(++number, replica.Simulation!))];
            string mean = run.Points.Count > 1 ? $"mean_point_{index}" : "mean";
            foreach (long step in replicas.SelectMany(replica => replica.Steps).Distinct().Order())
            {
                yield return (step, Curves(replicas[0].Result).SelectMany(curve => At(step, replicas, curve.Name, curve.Quantity, mean)));
            }
        }
    }

    private static IEnumerable<(string Name, Func<LinearResult, TrajectoryPoint, double> Quantity)> Curves(LinearResult first)
    {
        yield return ("loss", (_, state) => state.Loss);
        if (first.Run.Trajectory[0].GeneralizationError is not null)
        {
            yield return ("generalization_error", (_, state) => state.GeneralizationError ?? double.NaN);
        }

        foreach (var (modality, layout) in first.Statistics.Modalities.Index())
        {
            yield return ("weight_" + layout.Name, (result, state) => result.Weight(state, modality));
        }
    }

    private static IEnumerable<(string Tag, double Value)> At(
        long step, RecordedCurve[] replicas, string name, Func<LinearResult, TrajectoryPoint, double> quantity, string mean) =>
        replicas.Where(replica => replica.Records(step))
            .Select(replica => (FormattableString.Invariant($"{name}/replica_{replica.Replica}"), replica.At(step, quantity)))
            .Append(($"{name}/{mean}", replicas.Average(replica => replica.At(step, quantity))));

    /// <summary>One replica's recorded trajectory, read at any step.</summary>
    private sealed class RecordedCurve(int replica, LinearResult result)
    {
        private readonly long[] _steps = [.. result.Run.Trajectory.Select(state => state.Step)];

        public int Replica => replica;

        public LinearResult Result => result;

        public IReadOnlyList<long> Steps => _steps;

        public bool Records(long step) => Array.BinarySearch(_steps, step) >= 0;

        public double At(long step, Func<LinearResult, TrajectoryPoint, double> quantity)
        {
            int found = Array.BinarySearch(_steps, step);
            int next = Math.Min(found >= 0 ? found : ~found, _steps.Length - 1);
            double after = quantity(result, result.Run.Trajectory[next]);
            if (_steps[next] <= step)
            {
                return after; // recorded here, or ended before
            }

            double before = quantity(result, result.Run.Trajectory[next - 1]);
            double share = (double)(step - _steps[next - 1]) / (_steps[next] - _steps[next - 1]);
            return before + (share * (after - before));
        }
    }
}

/// <summary>
/// The framing of TensorFlow record files: length (8 bytes), its checksum (4), content, its checksum (4), little endian.
/// Checksums are CRC-32C, rotated and offset, because a checksum of data that holds checksums would be weak.
/// </summary>
internal static class TfRecord
{
    private const int HeaderLength = 12;
    private const int FooterLength = 4;
    private const int Longest = 1 << 26;

    /// <summary>Frames a record.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> content)
    {
        var record = new byte[HeaderLength + content.Length + FooterLength];
        BinaryPrimitives.WriteInt64LittleEndian(record, content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedCrc(record.AsSpan(0, 8)));
        content.CopyTo(record.AsSpan(HeaderLength));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(HeaderLength + content.Length), MaskedCrc(content));
        return record;
    }

    /// <summary>Reads the next record; null at the end of the file and where a record is damaged or cut off.</summary>
    public static byte[]? Read(Stream stream)
    {
        var header = new byte[HeaderLength];
        if (stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength
            || BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)) != MaskedCrc(header.AsSpan(0, 8)))
        {
            return null;
        }

        long length = BinaryPrimitives.ReadInt64LittleEndian(header);
        if (length is < 0 or > Longest)
        {
            return null;
        }

        var rest = new byte[length + FooterLength];
        bool isWhole = stream.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false) == rest.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(rest.AsSpan((int)length)) == MaskedCrc(rest.AsSpan(0, (int)length));
        return isWhole ? rest[..(int)length] : null;
    }

    /// <summary>The masked CRC-32C of the format.</summary>
    public static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~0u;
        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8u);
    }
}
