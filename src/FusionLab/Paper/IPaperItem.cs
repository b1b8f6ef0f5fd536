using FusionLab.Config;

namespace FusionLab.Paper;

/// <summary>One figure or table of the paper that can be made again.</summary>
public interface IPaperItem
{
    /// <summary>What one types to get it: <c>fig3</c>.</summary>
    string Name { get; }

    /// <summary>What it shows, in a few words.</summary>
    string Title { get; }

    /// <summary>What the paper says about it, in a sentence or two; may carry mathematics between dollar signs.</summary>
    string Statement { get; }

    /// <summary>
    /// The configs to run, in the order in which <see cref="Run"/> takes them. Their hash decides whether a stored result is still good.
    /// </summary>
    /// <param name="context">Where configs are, and whether to reduce them.</param>
    /// <exception cref="ConfigException">A config is missing or wrong.</exception>
    IReadOnlyList<ExperimentConfig> Configs(PaperContext context);

    /// <summary>Runs the configs, draws, and checks what the paper says.</summary>
    /// <param name="context">How to run.</param>
    /// <param name="configs">What <see cref="Configs"/> gave.</param>
    PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs);
}
