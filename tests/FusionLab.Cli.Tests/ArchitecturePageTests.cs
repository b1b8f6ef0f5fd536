using System.Text.RegularExpressions;

namespace FusionLab.Tests.Cli;

public class ArchitecturePageTests
{
    [Fact]
    public void Every_file_that_the_page_names_is_there()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "architecture.md"));
        string[] files = [.. Regex.Matches(page, @"[\w.]+/\w+\.cs").Select(match => match.Value).Distinct()];
        string[] roots = [Path.Combine(RepositoryFiles.Root, "src"), Path.Combine(RepositoryFiles.Root, "src", "FusionLab")];

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Contains(roots, root => File.Exists(Path.Combine(root, file))));
    }
}
