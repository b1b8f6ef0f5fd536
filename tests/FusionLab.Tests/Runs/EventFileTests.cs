using FusionLab.Runs;

namespace FusionLab.Tests.Runs;

public sealed class EventFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fusionlab-events-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_can_be_parsed_back()
    {
        using (var file = EventFile.Create(_folder, TimeProvider.System))
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
        using var file = EventFile.Create(_folder, TimeProvider.System);
        file.Write(1, [("loss/mean", 1)]);

        Assert.Equal(2, RecordedEvents.Read(file.Path).Count);
    }

    [Fact]
    public void The_name_is_one_that_TensorBoard_looks_for()
    {
        using var file = EventFile.Create(_folder, TimeProvider.System);

        Assert.Matches(@"^events\.out\.tfevents\.\d{10}\..+", Path.GetFileName(file.Path));
    }

    [Fact]
    public void A_run_that_resumes_starts_its_newest_file_over()
    {
        string path = WriteSteps(1, 2, 3);
        using (var cut = new FileStream(path, FileMode.Open))
        {
            cut.SetLength(cut.Length - 9); // a crash
        }

        using (var file = EventFile.StartOver(_folder, TimeProvider.System))
        {
            file.Write(1, [("loss/mean", 10)]);
        }

        Assert.Equal([0, 1], RecordedEvents.Read(path).Select(one => one.Step));
        Assert.Equal(10, RecordedEvents.Read(path)[^1].Summary.Value[0].SimpleValue);
    }

    [Fact]
    public void Starting_over_without_a_file_starts_one()
    {
        using var file = EventFile.StartOver(_folder, TimeProvider.System);

        Assert.Single(RecordedEvents.Read(file.Path));
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
        using var file = EventFile.Create(_folder, TimeProvider.System);
        file.Write(1, [("loss/mean", double.NaN), ("accuracy/mean", 0.5)]);

        Assert.Equal("accuracy/mean", Assert.Single(RecordedEvents.Read(file.Path)[1].Summary.Value).Tag);
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
        using (var file = EventFile.Create(_folder, TimeProvider.System, EvaluationEvents.MeanDescription))
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
        using var file = EventFile.Create(_folder, TimeProvider.System);
        file.Dispose();

        Assert.Equal([0x18, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22], File.ReadAllBytes(file.Path)[..12]);
    }

    private string WriteSteps(params long[] steps)
    {
        using var file = EventFile.Create(_folder, TimeProvider.System);
        foreach (long step in steps)
        {
            file.Write(step, [("loss/mean", step)]);
        }

        return file.Path;
    }
}
