using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

public class CheckpointStoreTests
{
    [Fact]
    public void A_folder_without_checkpoints_has_none_to_load()
    {
        using var folder = new Folder();

        Assert.Null(new CheckpointStore(folder.At("checkpoint")).Load());
    }

    [Fact]
    public void What_was_saved_comes_back_to_the_last_bit()
    {
        using var folder = new Folder();
        using var saved = Make(epoch: 3);
        Store(folder).Save(saved);
        using var loaded = Store(folder).Load()!;

        Assert.Equal(saved.State.Replicas[0].History[0].Unimodal, loaded.State.Replicas[0].History[0].Unimodal);
        Assert.Equal(saved.State.LossSums, loaded.State.LossSums);
        Assert.Equal((3, 2, 17L, 250L), (loaded.State.Epoch, loaded.State.Batch, loaded.State.Step, loaded.State.LossSamples));
        Assert.Equal(ulong.MaxValue, loaded.State.Replicas[0].Seed);
        Assert.Equal(saved.Tensors["w"].bytes.ToArray(), loaded.Tensors["w"].bytes.ToArray());
    }

    [Fact]
    public void Once_the_new_checkpoint_is_verified_the_old_one_is_deleted()
    {
        using var folder = new Folder();
        SaveTwo(folder);

        Assert.Equal(["000002.json", "000002.safetensors"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("000002.safetensors")]
    [InlineData("000002.json")]
    public void A_damaged_newest_checkpoint_is_passed_over_with_a_warning(string damaged)
    {
        using var folder = new Folder();
        var kept = KeepOld(folder);
        byte[] bytes = File.ReadAllBytes(folder.At(damaged));
        File.WriteAllBytes(folder.At(damaged), bytes[..(bytes.Length / 2)]);
        kept();
        var warnings = new List<string>();

        using var loaded = Store(folder).Load(warnings.Add)!;

        Assert.Equal(1, loaded.State.Epoch);
        Assert.Contains("000002.json is damaged", Assert.Single(warnings));
    }

    [Fact]
    public void When_every_checkpoint_is_damaged_the_sentence_says_what_to_do()
    {
        using var folder = new Folder();
        SaveTwo(folder);
        File.WriteAllText(folder.At("000002.json"), "{");

        Assert.EndsWith("is damaged; restore one.", Assert.Throws<DataException>(() => Store(folder).Load()).Message);
    }

    /// <summary>A disk that flips a bit makes another number of a number, and another key of a key.</summary>
    [Theory]
    [InlineData("\"epoch\": 2", "\"epoch\": 3")]
    [InlineData("0.30000000000000004", "0.30000000000000014")]
    [InlineData("\"state\"", "\"stbte\"")]
    [InlineData("\"stateSha256\"", "\"stateShb256\"")]
    public void A_checkpoint_whose_numbers_have_changed_is_damaged(string was, string became)
    {
        using var folder = new Folder();
        SaveTwo(folder);
        string text = File.ReadAllText(folder.At("000002.json"));
        Assert.Contains(was, text);
        File.WriteAllText(folder.At("000002.json"), text.Replace(was, became));

        Assert.Throws<DataException>(() => Store(folder).Load());
    }

    [Fact]
    public void A_checkpoint_of_another_layout_is_refused()
    {
        using var folder = new Folder();
        SaveTwo(folder);
        string text = File.ReadAllText(folder.At("000002.json"));
        File.WriteAllText(folder.At("000002.json"), text.Replace("\"format\": 2", "\"format\": 1"));

        Assert.Throws<DataException>(() => Store(folder).Load());
    }

    [Fact]
    public void What_a_killed_process_left_half_written_is_not_taken_for_a_checkpoint()
    {
        using var folder = new Folder();
        SaveTwo(folder);
        File.WriteAllText(folder.At("000003.safetensors"), "half");
        File.WriteAllText(folder.At("000003.json.tmp"), "{");

        using var loaded = Store(folder).Load()!;
        Assert.Equal(2, loaded.State.Epoch);

        using var next = Make(epoch: 3);
        Store(folder).Save(next);
        using var reloaded = Store(folder).Load()!;
        Assert.Equal(3, reloaded.State.Epoch);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named()
    {
        using var folder = new Folder();
        File.WriteAllText(folder.At("file"), "");
        using var checkpoint = Make(epoch: 1);

        var error = Assert.Throws<OutputException>(() => new CheckpointStore(folder.At("file", "checkpoint")).Save(checkpoint));
        Assert.Contains(folder.At("file", "checkpoint"), error.Message);
    }

    private static CheckpointStore Store(Folder folder) => new(folder.Path);

    private static void SaveTwo(Folder folder)
    {
        using var first = Make(epoch: 1);
        using var second = Make(epoch: 2);
        Store(folder).Save(first);
        Store(folder).Save(second);
    }

    /// <summary>Saves two checkpoints; the returned action puts the first one back beside the second.</summary>
    private static Action KeepOld(Folder folder)
    {
        using var first = Make(epoch: 1);
        Store(folder).Save(first);
        var old = Directory.GetFiles(folder.Path).ToDictionary(path => path, File.ReadAllBytes);
        using var second = Make(epoch: 2);
        Store(folder).Save(second);
        return () =>
        {
            foreach (var (path, bytes) in old)
            {
                File.WriteAllBytes(path, bytes);
            }
        };
    }

    private static Checkpoint Make(int epoch) => new(
        new CheckpointState(
            """{"name":"test"}""", epoch, 2, 17,
            [new ReplicaState(1, ulong.MaxValue, true, [new Evaluation(1, ulong.MaxValue, 1 / 3.0, 5, 0.1, double.Epsilon, 0.1 + 0.2, [Math.PI, 0])], null)],
            [Math.E], 250, [new EpochTiming(1, 0.5, 0.25)], 0.125, 0),
        new Dictionary<string, Tensor> { ["w"] = randn(3, 4) });
}
