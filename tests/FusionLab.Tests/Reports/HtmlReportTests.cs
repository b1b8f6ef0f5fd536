using System.Text.RegularExpressions;
using FusionLab.Reports;

namespace FusionLab.Tests.Reports;

public partial class HtmlReportTests
{
    private static readonly string Page = HtmlReport.Render(SampleReport.Document);

    [Fact]
    public void A_report_needs_nothing_from_elsewhere() =>
        Assert.All(Addresses().Matches(Page).Select(match => match.Groups[1].Value), address => Assert.True(
            address.StartsWith('#') || address.StartsWith("data:", StringComparison.Ordinal), address));

    [Fact]
    public void Warnings_stand_before_the_first_section() =>
        Assert.True(Page.IndexOf("class=\"warning\"", StringComparison.Ordinal) < Page.IndexOf("<section", StringComparison.Ordinal));

    [Fact]
    public void Verdicts_have_a_sign_and_a_word()
    {
        foreach (string badge in (string[])["✓ agrees", "✗ differs", "≠ not comparable", "○ not run"])
        {
            Assert.Contains(badge, Page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Text_is_escaped_and_mathematics_set()
    {
        Assert.Contains("<i>W</i><sub><i>A</i></sub><sup>tot</sup>", Page, StringComparison.Ordinal);
        Assert.Contains("3 &lt; 4 &amp; 5 &gt; 4", Page, StringComparison.Ordinal);
        Assert.Contains("&lt;x&gt;", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_style_of_figures_is_included_once() => Assert.Single(Regex.Matches(Page, Regex.Escape(".fig .paper{fill:#ffffff}")));

    [Fact]
    public void Equal_reports_give_equal_text() => Assert.Equal(Page, HtmlReport.Render(SampleReport.Document));

    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Addresses();
}
