using FusionLab.Runs;

namespace FusionLab.Tests.Runs;

public sealed class EventFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fusionlab-events-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_can_be_parsed_back()
    {
        using (var file = new EventFile(_folder, TimeProvider.System))
        {
            file.Write(60, [("loss/mean", 2.25), ("accuracy/mean", 0.5)]);
        }

        var events = RecordedEvents.Read(Assert.Single(Directory.GetFiles(_folder)));

        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal(60, events[1].Step);
        Assert.Equal([("loss/mean", 2.25f), ("accuracy/mean", 0.5f)], events[1].Summary.Value.Select(value => (value.Tag, value.SimpleValue)));
        Assert.InRange(events[1].WallTime, 1.6e9, 1e10);
    }

    [Fact]
    public void Records_are_on_disk_before_the_file_is_closed()
    {
        using var file = new EventFile(_folder, TimeProvider.System);
        file.Write(1, [("loss/mean", 1)]);

        Assert.Equal(2, RecordedEvents.Read(file.Path!).Count);
    }

    [Fact]
    public void The_name_is_one_that_TensorBoard_looks_for()
    {
        Assert.Matches(@"^events\.out\.tfevents\.\d{10}\..+", Path.GetFileName(WriteSteps(1)));
    }

    [Fact]
    public void A_run_that_resumes_goes_on_in_another_file_with_what_is_not_there_yet()
    {
        string first = WriteSteps(1, 2, 3);
        using (var cut = new FileStream(first, FileMode.Open))
        {
            cut.SetLength(cut.Length - 9); // a crash
        }

        byte[] before = File.ReadAllBytes(first);
        string second = WriteSteps(1, 2, 3, 4);

        Assert.Equal(before, File.ReadAllBytes(first));
        Assert.Equal([3, 4], RecordedEvents.Read(second).Skip(1).Select(one => one.Step));
        Assert.Equal([first, second], Directory.GetFiles(_folder).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_there_already_needs_no_other_file()
    {
        WriteSteps(1, 2);
        using var again = new EventFile(_folder, TimeProvider.System);
        again.Write(2, [("loss/mean", 2)]);

        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Another_value_at_the_same_step_is_written()
    {
        WriteSteps(1, 2);
        using var again = new EventFile(_folder, TimeProvider.System);
        again.Write(2, [("loss/mean", 3)]);

        Assert.Equal(3, RecordedEvents.Read(again.Path!)[1].Summary.Value.Single().SimpleValue);
    }

    [Fact]
    public void A_damaged_byte_ends_the_file_there()
    {
        string path = WriteSteps(1, 2, 3);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^30] ^= 0x40;
        File.WriteAllBytes(path, bytes);

        Assert.InRange(RecordedEvents.Read(path).Count, 1, 3);
    }

    [Fact]
    public void Values_that_are_not_finite_are_left_out()
    {
        using var file = new EventFile(_folder, TimeProvider.System);
        file.Write(1, [("loss/mean", double.NaN), ("accuracy/mean", 0.5)]);

        Assert.Equal("accuracy/mean", Assert.Single(RecordedEvents.Read(file.Path!)[1].Summary.Value).Tag);
    }

    [Fact]
    public void Evaluations_give_a_curve_a_replica_and_their_mean()
    {
        Evaluation[] rows = [new(1, 7, 1, 60, 0.04, 2, 0.5, [0.4, 0.1]), new(2, 8, 1, 60, 0.04, 1, 0.7, [0.6, 0.3])];

        var scalars = new EvaluationEvents(["a", "b"], replicas: 2).Add(rows).SelectMany(one => one.Scalars).ToDictionary(scalar => scalar.Tag, scalar => scalar.Value);

        Assert.Equal(13, scalars.Count);
        Assert.Equal(1.5, scalars["loss/mean"]);
        Assert.Equal(0.7, scalars["accuracy/replica_2"]);
        Assert.Equal(0.5, scalars["accuracy_a/mean"], 12);
        Assert.Equal(0.04, scalars["learning_rate"]);
    }

    [Fact]
    public void The_mean_ends_where_the_first_replica_leaves()
    {
        var events = new EvaluationEvents(["a"], replicas: 3);
        Evaluation[] before = [.. Enumerable.Range(1, 3).Select(r => new Evaluation(r, (ulong)r, 1, 60, 0.04, r, 0.5, [0.5]))];
        Evaluation[] after = [.. before.Skip(1).Select(row => row with { Epoch = 2, Step = 120 })];

        Assert.Equal([2.0], Losses(events.Add(before)));
        Assert.Empty(Losses(events.Add(after)));
    }

    [Fact]
    public void Replicas_of_several_batches_have_one_mean()
    {
        var events = new EvaluationEvents(["a"], replicas: 2);
        Evaluation first = new(1, 7, 0, 0, 0.04, 2, 0.5, [0.5]), second = first with { Replica = 2, Loss = 1 };

        Assert.Empty(Losses(events.Add([first])));
        Assert.Empty(Losses(events.Add([first with { Step = 60 }])));
        Assert.Equal([1.5], Losses(events.Add([second])));
        Assert.Equal([2.0], Losses(events.LeaveOutOne())); // of a replica that was never evaluated: step 60 has one row and needs no other
    }

    [Fact]
    public void A_mean_says_once_over_what_it_is()
    {
        using (var file = new EventFile(_folder, TimeProvider.System, EvaluationEvents.MeanDescription))
        {
            file.Write(1, [("loss/mean", 1), ("loss/replica_1", 1)]);
            file.Write(2, [("loss/mean", 1)]);
        }

        var values = RecordedEvents.Read(Assert.Single(Directory.GetFiles(_folder))).SelectMany(one => one.Summary?.Value ?? []).ToList();

        Assert.Equal([EvaluationEvents.MeanDescription, null, null], values.Select(value => value.Metadata?.SummaryDescription));
    }

    private static IEnumerable<double> Losses(IEnumerable<(long Step, IEnumerable<(string Tag, double Value)> Scalars)> events) =>
        events.SelectMany(one => one.Scalars).Where(scalar => scalar.Tag == "loss/mean").Select(scalar => scalar.Value);

    /// <summary>Every event file that TensorFlow itself writes begins with these twelve bytes.</summary>
    [Fact]
    public void A_file_begins_as_TensorFlow_begins_it()
    {
        Assert.Equal([0x18, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22], File.ReadAllBytes(WriteSteps(1))[..12]);
    }

    private string WriteSteps(params long[] steps)
    {
        using var file = new EventFile(_folder, TimeProvider.System);
        foreach (long step in steps)
        {
            file.Write(step, [("loss/mean", step)]);
        }

        return file.Path!;
    }
}
