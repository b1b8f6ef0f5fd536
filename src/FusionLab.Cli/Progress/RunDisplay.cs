using FusionLab.Training;
using Spectre.Console;

namespace FusionLab.Cli.Progress;

/// <summary>Shows a run while it goes on: a live bar on a terminal, plain lines elsewhere, nothing when asked to be quiet.</summary>
/// <param name="terminal">Where to write.</param>
/// <param name="modalities">The modalities' names.</param>
/// <param name="quiet">Whether to show warnings only.</param>
internal sealed class RunDisplay(Terminal terminal, IReadOnlyList<string> modalities, bool quiet)
{
    private readonly IAnsiConsole? _console = terminal.ErrorIsTerminal ? Consoles.Create(terminal.Error) : null;

    /// <summary>Runs something under observation.</summary>
    /// <param name="run">Gets the observer, null when no one watches.</param>
    /// <returns>What the run gives.</returns>
    public T Watch<T>(Func<ITrainingObserver?, T> run)
    {
        if (quiet)
        {
            return run(null);
        }

        return _console is null
            ? run(new PlainProgress(terminal.Error, modalities))
            : _console.Progress()
                .HideCompleted(true)
                .Columns(new ProgressBarColumn { Width = 12 }, new TaskDescriptionColumn { Alignment = Justify.Left })
                .Start(context => run(new LiveProgress(context, modalities)));
    }

    /// <summary>Shows at once how the run is carried out.</summary>
    public void Say(string sentence)
    {
        if (quiet)
        {
            return;
        }

        if (_console is null)
        {
            terminal.Error.WriteLine(sentence);
        }
        else
        {
            _console.MarkupLineInterpolated($"{sentence}");
        }
    }

    /// <summary>Shows a warning at once; also when quiet, for results must not be read without it.</summary>
    public void Warn(string warning)
    {
        if (_console is null)
        {
            terminal.Error.WriteLine($"WARNING: {warning}");
        }
        else
        {
            _console.MarkupLineInterpolated($"[bold yellow]WARNING: {warning}[/]");
        }
    }
}
