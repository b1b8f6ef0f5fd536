using FusionLab.Config;

namespace FusionLab.Tests.Config;

public class SeedListTests
{
    [Theory]
    [InlineData("1..5", new ulong[] { 1, 2, 3, 4, 5 }, "1..5")]
    [InlineData("1,3,7", new ulong[] { 1, 3, 7 }, "1,3,7")]
    [InlineData("4, 1..2", new ulong[] { 4, 1, 2 }, "4,1,2")]
    [InlineData("0", new ulong[] { 0 }, "0")]
    [InlineData("3..3", new ulong[] { 3 }, "3")]
    [InlineData("1,2,3", new ulong[] { 1, 2, 3 }, "1..3")]
    public void Seeds_are_read_and_written_in_their_shortest_form(string text, ulong[] seeds, string shortest)
    {
        var list = SeedList.Parse(text);

        Assert.Equal(seeds, list);
        Assert.Equal(shortest, list.ToString());
        Assert.Equal(list, SeedList.Parse(list.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("-1")]
    [InlineData("5..1")]
    [InlineData("1...5")]
    [InlineData("1..2..3")]
    [InlineData("1,1")]
    [InlineData("1..3,2")]
    [InlineData("0..18446744073709551615")]
    public void Anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => SeedList.Parse(text));
}
