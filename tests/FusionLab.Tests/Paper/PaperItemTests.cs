using System.Reflection;
using FusionLab.Paper;
using FusionLab.Runs;

namespace FusionLab.Tests.Paper;

/// <summary>Every item in its reduced version, as <c>reproduce all --quick</c> makes it.</summary>
public class PaperItemTests
{
    /// <summary>What we found to be otherwise than the paper says: each has its reason in the evidence.</summary>
    private static readonly string[] KnownDifferences =
    [
        "Early fusion has no unimodal phase: both modalities are learned almost at the same time ($t_B/t_A$ = 1).",
        "Equation (9), with its sign, predicts the ratio (within 10 %).",
        "At that finite learning rate theory predicts the ratio (within 3 %).", // two seeds; within it with five
        "ReLU networks have the time ratios of linear ones (within 10 %).",
        "Theory follows the circles (within 25 %).",
        "It is so at $|ρ|$ = 0.9, too (within 15 %).",
        "Late fusion learns in two transitions, one for each modality.", // at variance 1 they run into each other
    ];

    /// <summary>Items that train on images take minutes; they are tested with smaller networks.</summary>
    private static readonly string[] Trained = ["table1", "fig7", "fig14"];

    public static TheoryData<string> Names => [.. PaperItems.All.Select(item => item.Name).Except(Trained)];

    internal static PaperContext Quick { get; } = new(
        Path.Combine(
            typeof(PaperItemTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!,
            "configs", "paper"),
        IsQuick: true)
    {
        QuickOption = "--quick",
        Options = " --quick",
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Claims_of_the_paper_hold_in_the_reduced_version(string name)
    {
        var item = Assert.Single(PaperItems.Find(name));

        var findings = item.Run(Quick, item.LoadConfigs(Quick));

        Assert.NotNull(findings.Figure);
        string[] differing = [.. findings.Claims.Where(claim => claim.Verdict != Verdict.Agrees).Select(claim => claim.Text)];
        Assert.Equal(KnownDifferences.Where(text => findings.Claims.Any(claim => claim.Text == text)), differing);
    }

    [Fact]
    public void Items_in_full_and_reduced_differ_in_their_configs()
    {
        var full = Quick with { IsQuick = false };
        var figure = Assert.Single(PaperItems.Find("fig3"));

        Assert.Equal(180, Networks(full));
        Assert.Equal(40, Networks(Quick));

        int Networks(PaperContext context)
        {
            var sweep = figure.LoadConfigs(context)[2];
            return sweep.Seeds.Count * sweep.Sweep!.Values.Aggregate(1, (product, values) => product * values.Count);
        }
    }

    [Fact]
    public void An_unknown_item_lists_the_known_ones()
    {
        var error = Assert.Throws<ConfigException>(() => PaperItems.Find("figg3"));

        Assert.StartsWith("There is no item \"figg3\"; did you mean fig3? known: ", error.Message);
        Assert.All(PaperItems.All, item => Assert.Contains(item.Name, error.Message));
    }
}
