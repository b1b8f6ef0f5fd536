namespace FusionLab.Tests.Cli;

public class CommandLineErrorTests
{
    [Fact]
    public void A_mistyped_option_suggests_the_right_one() => CommandRun.Execute(RepositoryFiles.Config("quickstart"), "--seed", "1..2")
        .FailsWith(2, "\"--seed\" is no option here; did you mean --seeds? dotnet run -- --help shows what there is.");

    [Fact]
    public void A_mistyped_command_suggests_the_right_one() => CommandRun.Execute("inof").FailsWith(2, "There is no config \"inof\"; did you mean the command info?");

    [Fact]
    public void A_mistyped_subcommand_suggests_the_right_one() => CommandRun.Execute("data", "chek")
        .FailsWith(2, "\"chek\" is no command or argument here; did you mean check? dotnet run -- data --help shows what there is.");

    [Fact]
    public void Without_a_config_it_says_what_to_type() => CommandRun.Execute()
        .FailsWith(2, "Which config? For example: dotnet run -- configs/quickstart.json (--help shows more).");

    [Fact]
    public void A_word_that_changes_nothing_is_refused() => CommandRun.Execute(RepositoryFiles.Config("quickstart"), "twice")
        .FailsWith(2, "The argument \"twice\" is no path=value, such as network.depth=5.");

    [Fact]
    public void A_file_that_does_not_exist_is_named()
    {
        var run = CommandRun.Execute("no/such/config.json");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: There is no config \"no/such/config.json\"; ", run.Error);
    }

    [Fact]
    public void A_number_that_is_none_is_refused() => CommandRun.Execute(RepositoryFiles.Config("quickstart"), "--threads", "many")
        .FailsWith(2, "argument threads=many: threads is \"many\"; it must be a whole number.");

    [Fact]
    public void A_number_of_replicas_that_is_none_is_refused() => CommandRun.Execute(RepositoryFiles.Config("quickstart"), "--replicas-per-batch", "0")
        .FailsWith(2, "--replicas-per-batch is \"0\"; it must be a whole number from 1 to 2147483647.");

    [Fact]
    public void An_unknown_dataset_is_refused()
    {
        var run = CommandRun.Execute("data", "fetch", "cifar");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: There is no dataset \"cifar\" to fetch", run.Error);
    }

    [Fact]
    public void A_format_that_there_is_not_is_answered_in_one_line() => CommandRun.Execute("reproduce", "fig1", "--format", "bmp")
        .FailsWith(2, "Argument 'bmp' not recognized. Must be one of: 'svg', 'png', 'pdf'. dotnet run -- reproduce --help shows what there is.");

    [Fact]
    public void A_stack_trace_is_shown_with_verbose_only()
    {
        Assert.DoesNotContain("   at ", CommandRun.Execute("data", "fetch", "cifar").Error);
        Assert.Contains("   at FusionLab.", CommandRun.Execute("data", "fetch", "cifar", "--verbose").Error);
    }
}
