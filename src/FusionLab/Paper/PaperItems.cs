using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Reports;

namespace FusionLab.Paper;

/// <summary>The figures and tables of the paper that can be made again.</summary>
public static class PaperItems
{
    /// <summary>The word that stands for all of them.</summary>
    public const string Everything = "all";

    /// <summary>All items, in the paper's order.</summary>
    public static IReadOnlyList<IPaperItem> All { get; } =
    [
        new Table1(NoisyMnistColumn.Mlp, NoisyMnistColumn.Cnn),
        new Figure1(), new Figure2(), new Figure3(), new Figure4(), new Figure5(), new Figure6(),
        new Figure7And14("fig7", "Trajectories of fully connected networks", NoisyMnistColumn.Mlp),
        new Figure8(), new Figure9(), new Figure10(), new Figure11(), new Figure12(), new Figure13(),
        new Figure7And14("fig14", "Trajectories of convolutional networks", NoisyMnistColumn.Cnn),
        new RandomTasks(),
    ];

    /// <summary>Finds the items that a word names.</summary>
    /// <param name="name">A name, or <c>all</c>.</param>
    /// <exception cref="ConfigException">There is no such item; the message lists those that exist.</exception>
    public static IReadOnlyList<IPaperItem> Find(string name)
    {
        IPaperItem[] found = [.. All.Where(item => name == Everything || item.Name == name)];
        if (found.Length > 0)
        {
            return found;
        }

        string[] known = [.. All.Select(item => item.Name), Everything];
        string hint = NearestName.Find(name, known) is { } near ? $"did you mean {near}? " : "";
        throw new ConfigException($"There is no item \"{name}\"; {hint}known: {string.Join(", ", known)}.");
    }
}

/// <summary>One figure or table of the paper that can be made again.</summary>
public interface IPaperItem
{
    /// <summary>The name on the command line: <c>fig3</c>.</summary>
    string Name { get; }

    /// <summary>What it shows, in a few words.</summary>
    string Title { get; }

    /// <summary>What the paper says about it, in a sentence or two; may carry mathematics between dollar signs.</summary>
    string Statement { get; }

    /// <summary>
    /// Loads the configs to run, in the order in which <see cref="Run"/> takes them. Their hash decides whether a stored result is
    /// still valid.
    /// </summary>
    /// <param name="context">Where configs are, and whether to reduce them.</param>
    /// <exception cref="ConfigException">A config is missing or wrong.</exception>
    IReadOnlyList<ExperimentConfig> Configs(PaperContext context);

    /// <summary>Runs the configs, draws, and checks what the paper says.</summary>
    /// <param name="context">How to run.</param>
    /// <param name="configs">What <see cref="Configs"/> gave.</param>
    PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs);
}

/// <summary>The results of one item.</summary>
/// <param name="Figure">The figure, drawn; null where there is nothing to show.</param>
/// <param name="Claims">What the paper says, checked.</param>
public sealed record PaperFindings(PaperFigure? Figure, IReadOnlyList<PaperClaim> Claims)
{
    /// <summary>The same training as an animation. The report plays it; print shows its end. Null for an item without one.</summary>
    public PaperFigure? Film { get; init; }

    /// <summary>Tables of the numbers behind the figure.</summary>
    public IReadOnlyList<ReportTable> Tables { get; init; } = [];

    /// <summary>What was run, on what, how long.</summary>
    public IReadOnlyList<ReportFact> Facts { get; init; } = [];

    /// <summary>
    /// Whether a substitute was used, such as synthetic digits for MNIST. Another call may find the real data, and makes the item
    /// again.
    /// </summary>
    public bool IsProvisional { get; init; }
}

/// <summary>A drawn figure. It is kept as SVG text, so that a later call shows it without running or drawing anything.</summary>
public sealed record PaperFigure
{
    /// <summary>The drawing as a file of its own.</summary>
    public required string Svg { get; init; }

    /// <summary>The drawing as a part of the report.</summary>
    public required ReportFigure Page { get; init; }

    /// <summary>Draws a figure.</summary>
    /// <param name="figure">What to draw.</param>
    public static PaperFigure Draw(Figure figure) => Draw(figure, isFilm: false);

    /// <summary>Draws a figure whose <see cref="MovingPoints"/> move in the file as well.</summary>
    /// <param name="figure">What to draw.</param>
    public static PaperFigure DrawFilm(Figure figure) => Draw(figure, isFilm: true);

    private static PaperFigure Draw(Figure figure, bool isFilm) => new()
    {
        Svg = FigureSvg.Render(figure, new SvgOptions { IsAnimated = isFilm }),
        Page = ReportFigure.Draw(figure) with { IsFilm = isFilm },
    };
}
