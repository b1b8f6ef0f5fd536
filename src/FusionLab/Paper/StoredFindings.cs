namespace FusionLab.Paper;

/// <summary>A finished item as it lies on disk.</summary>
/// <param name="Hash">The hash of everything that determines it.</param>
/// <param name="Seconds">Wall-clock seconds it took.</param>
/// <param name="Findings">What came of it.</param>
internal sealed record StoredFindings(string Hash, double Seconds, PaperFindings Findings)
{
    /// <summary>The options it was made with, as on the command line, each after a blank.</summary>
    public string Options { get; init; } = "";

    /// <summary>What the first files said in place of <see cref="Options"/>; it is only read.</summary>
    public bool IsQuick
    {
        init
        {
            if (value && Options.Length == 0)
            {
                Options = PaperContext.QuickOption;
            }
        }
    }

    /// <summary>The version of the code that made it.</summary>
    public string? Version { get; init; }
}
