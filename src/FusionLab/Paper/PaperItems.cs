using FusionLab.Config;

namespace FusionLab.Paper;

/// <summary>The items of the paper that exist here.</summary>
public static class PaperItems
{
    /// <summary>The word that stands for all of them.</summary>
    public const string Everything = "all";

    /// <summary>All items, in the paper's order.</summary>
    public static IReadOnlyList<IPaperItem> All { get; } =
    [
        new Table1(),
        new Figure1(), new Figure2(), new Figure3(), new Figure4(), new Figure5(), new Figure6(),
        new FusionDepthTrajectories("fig7", "Trajectories of fully connected networks", NoisyMnistColumns.Mlp),
        new Figure8(), new Figure9(), new Figure10(), new Figure11(), new Figure12(), new Figure13(),
        new FusionDepthTrajectories("fig14", "Trajectories of convolutional networks", NoisyMnistColumns.Cnn),
        new RandomTasks(),
    ];

    /// <summary>The items that a word means.</summary>
    /// <param name="name">A name, or <c>all</c>.</param>
    /// <exception cref="ConfigException">There is no such item; the message lists those that exist.</exception>
    public static IReadOnlyList<IPaperItem> Named(string name)
    {
        IPaperItem[] found = [.. All.Where(item => name == Everything || item.Name == name)];
        if (found.Length > 0)
        {
            return found;
        }

        string[] known = [.. All.Select(item => item.Name), Everything];
        string hint = NearestName.Of(name, known) is { } near ? $"did you mean {near}? " : "";
        throw new ConfigException($"There is no item \"{name}\"; {hint}known: {string.Join(", ", known)}.");
    }
}
