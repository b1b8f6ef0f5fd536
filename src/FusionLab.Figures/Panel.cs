
namespace FusionLab.Figures;

/// <summary>One panel of a figure: <see cref="PlotPanel"/> or <see cref="ImagePanel"/>.</summary>
public abstract record Panel
{
    private protected Panel()
    {
    }

    /// <summary>Drawn above the panel, after its letter. Null for none.</summary>
    public string? Title { get; init; }

    internal abstract IPanelLayout Arrange(PanelFrame frame);
}
