namespace FusionLab.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public void A_file_is_replaced_and_nothing_is_left_beside_it()
    {
        AtomicFile.WriteText(_folder.At("x.txt"), "old");
        AtomicFile.Write(_folder.At("x.txt"), stream => stream.Write("new"u8), durable: true);

        Assert.Equal("new", File.ReadAllText(_folder.At("x.txt")));
        Assert.Equal([_folder.At("x.txt")], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_content_and_no_part_of_the_new()
    {
        AtomicFile.WriteText(_folder.At("x.txt"), "old");

        Assert.Throws<OutputException>(() => AtomicFile.Write(_folder.At("x.txt"), stream =>
        {
            stream.Write("half"u8);
            throw new IOException("the disk is full");
        }));

        Assert.Equal("old", File.ReadAllText(_folder.At("x.txt")));
        Assert.Equal([_folder.At("x.txt")], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Writers_of_one_file_do_not_get_in_each_others_way()
    {
        Parallel.For(0, 50, i => AtomicFile.WriteText(_folder.At("x.txt"), new string((char)('a' + (i % 26)), 10_000)));

        Assert.Single(File.ReadAllText(_folder.At("x.txt")).Distinct());
        Assert.Equal([_folder.At("x.txt")], Directory.GetFiles(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();
}
