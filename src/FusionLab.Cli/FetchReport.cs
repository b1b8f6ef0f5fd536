using FusionLab.Data;

namespace FusionLab.Cli;

/// <summary>Shows how far a download has come: one line that renews itself on a terminal, one line a file otherwise.</summary>
/// <param name="terminal">Where to write.</param>
internal sealed class FetchReport(Terminal terminal) : IProgress<FetchProgress>
{
    private string? _file;
    private long _percent = -1;

    /// <inheritdoc/>
    public void Report(FetchProgress value)
    {
        long percent = value.Total is > 0 and long total ? 100 * value.Received / total : -1;
        bool isNew = value.File != _file;
        if (!isNew && (percent == _percent || !terminal.ErrorIsTerminal))
        {
            return;
        }

        if (isNew)
        {
            End();
        }

        (_file, _percent) = (value.File, percent);
        string shown = percent >= 0 ? $"{percent,3} %" : $"{value.Received >> 10:N0} KiB";
        terminal.Error.Write(terminal.ErrorIsTerminal
            ? $"\rfetching {value.File}  {shown}"
            : $"fetching {value.File}{Environment.NewLine}");
    }

    /// <summary>Ends the line of the last file.</summary>
    public void End()
    {
        if (_file is not null && terminal.ErrorIsTerminal)
        {
            terminal.Error.WriteLine();
        }

        _file = null;
    }
}
