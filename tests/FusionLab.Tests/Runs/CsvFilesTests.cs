using FusionLab.Runs;

namespace FusionLab.Tests.Runs;

public sealed class CsvFilesTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_cell_with_a_comma_or_a_quote_is_one_cell()
    {
        using (var file = new CsvFile(_folder.At("table.csv"), "data.file", "time_ratio"))
        {
            file.Write("eeg,audio.npz", 2.5);
            file.Write("the \"best\".npz", null);
            file.Write("plain.npz", double.PositiveInfinity);
            file.Flush();
        }

        Assert.Equal(
            "data.file,time_ratio\n\"eeg,audio.npz\",2.5\n\"the \"\"best\"\".npz\",\nplain.npz,never\n", File.ReadAllText(_folder.At("table.csv")));
        var table = CsvTable.TryRead(_folder.At("table.csv"), [])!;
        Assert.Equal([2.5, double.NaN, double.NaN], table.Column("time_ratio"));
    }

    [Fact]
    public void Seeds_keep_all_of_their_digits()
    {
        File.WriteAllText(_folder.At("metrics.csv"), "replica,seed,epoch,loss\n1,18446744073709551615,0,2\n2,9007199254740993,0,2\n");

        var (_, history) = CsvTable.TryRead(_folder.At("metrics.csv"), [])!.ReadHistory();

        Assert.Equal([ulong.MaxValue, 9007199254740993], history.Select(row => row.Seed));
    }

    [Fact]
    public void A_row_that_is_too_short_is_named_and_a_last_one_is_what_a_killed_run_leaves()
    {
        File.WriteAllText(_folder.At("metrics.csv"), "replica,epoch,loss\n1,0,2\n1,1\n1,2,1\n1,3");
        var missing = new List<string>();

        var table = CsvTable.TryRead(_folder.At("metrics.csv"), missing)!;

        Assert.Equal([0, 2], table.Column("epoch"));
        Assert.Equal("metrics.csv, line 3 has 2 cells instead of 3 and is left out.", Assert.Single(missing));
    }
}
