using FusionLab.Figures;
using FusionLab.Reports;

namespace FusionLab.Paper;

/// <summary>What came of one item.</summary>
/// <param name="Figures">The figures, in the paper's order.</param>
/// <param name="Claims">What the paper says, checked.</param>
public sealed record PaperFindings(IReadOnlyList<Figure> Figures, IReadOnlyList<PaperClaim> Claims)
{
    /// <summary>Learning in motion: figures with <see cref="MovingPoints"/>. The report plays them; on paper they show the end.</summary>
    public IReadOnlyList<Figure> Films { get; init; } = [];

    /// <summary>Tables of the numbers behind the figures.</summary>
    public IReadOnlyList<ReportTable> Tables { get; init; } = [];

    /// <summary>
    /// Whether something stood in for what was asked for, such as synthetic digits for MNIST. Another call may find the real
    /// thing, and makes the item again.
    /// </summary>
    public bool IsProvisional { get; init; }

    /// <summary>What was run, on what, how long.</summary>
    public IReadOnlyList<ReportFact> Facts { get; init; } = [];
}
